#include "ui/base/fonts.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "core/base/utf8.h"
#include "ui/base/embedded_fonts.h"
#include "ui/base/imgui_all.h"

namespace babble::ui {
namespace {

// The characters of the interface's texts and formulas beyond ASCII and Latin-1 that the built-in
// fonts have.
constexpr std::string_view symbols =
    "αβγδεηθλμνπρσφωΔΣΠΩ"
    "–—‘’“”„†•…‰′″‹›€™"
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ₀₁₂₃₄₅₆₇₈₉₊₋ᵢⱼₜₓ⌈⌉⌊⌋"
    "←↑→↓↔⇒⇔∂∆∈∏∑−∙√∞∥‖∧∨∩∪∫∼≈≠≡≤≥⊙⊤⊥⋮⋯"
    "∅␣↵⇥⏎■□▪▲△▶▼▽◀◆◇○●✓✗\uFFFD";

// ImGui's font size is ascent plus descent; CSS's "16 px" is the em.
constexpr float inter_line = 1.21f, mono_line = 1.32f;  // (ascent + descent) / em of the two faces

ImFont* add_font(ImFontAtlas& atlas, std::span<const unsigned char> file, float size, float ratio,
                 const ImWchar* ranges, bool merge) {
  ImFontConfig config;
  config.MergeMode = merge;
  config.FontDataOwnedByAtlas = false;
  config.GlyphRanges = ranges;
  // At ratio 1 two samples a pixel in x make small text sharper; at 2 and more they do not.
  config.OversampleH = ratio < 1.5f ? 2 : 1;
  config.OversampleV = 1;
  config.PixelSnapH = false;
  // The atlas does not write to the file's bytes; its interface only lacks the const.
  return atlas.AddFontFromMemoryTTF(const_cast<unsigned char*>(file.data()),
                                    static_cast<int>(file.size()), std::round(size * ratio),
                                    &config);
}

constexpr double least_pause = 0.3;  // seconds from one atlas to the next
constexpr double slice = 0.004;      // seconds of a frame that go into drawing characters

struct Face {
  ImFont* Fonts::*font;
  enum { text, strong, mono } kind;
  float em;  // CSS pixels
};
constexpr Face faces[] = {
    {&Fonts::body, Face::text, 16},       {&Fonts::small, Face::text, 14},
    {&Fonts::strong, Face::strong, 16},   {&Fonts::small_strong, Face::strong, 14},
    {&Fonts::title, Face::strong, 22},    {&Fonts::mono, Face::mono, 15},
    {&Fonts::mono_small, Face::mono, 14}, {&Fonts::cell, Face::mono, 12},
    {&Fonts::tiny, Face::mono, 10}};

// Each face supplies what the other lacks: Inter has ‖ and ₜ, JetBrains Mono has ⌊ and ␣, and the
// semibold one has Latin letters only.
ImFont* add_face(ImFontAtlas& atlas, const Face& face, float ratio, const ImWchar* ranges) {
  const float size = face.em * (face.kind == Face::mono ? mono_line : inter_line);
  const bool is_mono = face.kind == Face::mono, is_strong = face.kind == Face::strong;
  const auto first = is_mono ? mono_font() : is_strong ? semibold_font() : regular_font();
  ImFont* font = add_font(atlas, first, size, ratio, ranges, false);
  add_font(atlas, is_mono || is_strong ? regular_font() : mono_font(), size, ratio, ranges, true);
  return font;
}

// About the area of the atlas that the built-in fonts take.
double own_pixels(float ratio) { return 512.0 * 512 * static_cast<double>(ratio * ratio); }

Fonts build(ImFontAtlas& atlas, float ratio, const ImWchar* ranges, ForeignGlyphs& foreign,
            std::int64_t room, int largest) {
  atlas.Clear();
  atlas.Flags |= ImFontAtlasFlags_NoMouseCursors;
  atlas.TexGlyphPadding = 1;
  atlas.TexDesiredWidth = 0;
  Fonts fonts;
  for (const Face& face : faces) fonts.*face.font = add_face(atlas, face, ratio, ranges);
  const std::int64_t pixels = foreign.reserve(atlas, room);
  if (pixels > 0) {
    // ImGui chooses a width for the built-in fonts only. This one makes the atlas about square.
    atlas.Flags |= ImFontAtlasFlags_NoPowerOfTwoHeight;
    const double side = std::sqrt(own_pixels(ratio) + 1.1 * static_cast<double>(pixels));
    atlas.TexDesiredWidth = 512;
    while (atlas.TexDesiredWidth < side && atlas.TexDesiredWidth * 2 <= std::min(largest, 4096)) {
      atlas.TexDesiredWidth *= 2;
    }
  }
  atlas.Build();
  if (pixels > 0) {
    foreign.paint(atlas);
    for (const Face& face : faces) foreign.give_to(*(fonts.*face.font), face.em);
  }
  return fonts;
}

}  // namespace

Glyphs::Glyphs(std::uint64_t revision) : revision_(revision) {
  for (char32_t c = 0x20; c < 0x7F; ++c) add(c);
  for (char32_t c = 0xA0; c < 0x100; ++c) add(c);
  add(symbols);
}

void Glyphs::add(std::string_view utf8) {
  if (first_invalid_utf8(utf8)) return;
  for (std::size_t at = 0; at < utf8.size();) add(next_code_point(utf8, at));
}

void Glyphs::add(char32_t code_point) {
  // Debian's ImGui has 16-bit characters, so the desktop program draws the replacement character
  // for higher code points; the page's ImGui has 32 bits. Its tables grow with the highest code
  // point, and from U+40000 on there are only private characters and tags.
  constexpr char32_t highest = std::min<char32_t>(IM_UNICODE_CODEPOINT_MAX, 0x3FFFF);
  if (code_point < 0x20 || code_point > highest || full()) return;
  if (!all_.insert(code_point).second) return;
  order_.push_back(code_point);
  ++revision_;
}

FontLoader::FontLoader(GlyphSource source, std::function<double()> clock)
    : foreign_(std::move(source)), clock_(clock ? std::move(clock) : [] { return 0.0; }) {}

void FontLoader::learn(const Glyphs& glyphs) {
  ImFontGlyphRangesBuilder builder;
  std::vector<char32_t> unknown;
  for (const char32_t c : glyphs.all()) {
    if (known_.contains(c)) continue;
    unknown.push_back(c);
    builder.AddChar(static_cast<ImWchar>(c));
  }
  if (unknown.empty()) return;
  builder.AddChar('?');  // newer versions of ImGui stop at a font without any character
  ImVector<ImWchar> ranges;
  builder.BuildRanges(&ranges);
  // The cheapest way to find out whether the fonts have them: both faces, hardly a pixel large.
  ImFontAtlas probe;
  const ImFont* font = add_font(probe, regular_font(), 1, 1, ranges.Data, false);
  add_font(probe, mono_font(), 1, 1, ranges.Data, true);
  probe.Build();
  for (const char32_t c : unknown) {
    known_.insert(c);
    if (font->FindGlyphNoFallback(static_cast<ImWchar>(c)) == nullptr) lacking_.insert(c);
  }
}

void FontLoader::want(const Glyphs& glyphs) {
  if (foreign_.complete()) {
    began_ = clock_();
    pause_ = least_pause;
  }
  seen_ = glyphs.revision();
  learn(glyphs);
  std::vector<char32_t> lacking;
  for (const char32_t c : glyphs.in_order()) {
    if (lacking_.contains(c)) lacking.push_back(c);
  }
  foreign_.want(lacking, ratio_);
  stale_ = true;
}

double FontLoader::due() const {
  if (foreign_.complete()) return loaded_at_ + least_pause;
  return std::max(loaded_at_, began_) + pause_;
}

bool FontLoader::prepare(const Glyphs& glyphs) {
  const double begin = clock_();
  if (glyphs.revision() != seen_) want(glyphs);
  while (clock_() - begin < slice && foreign_.draw_some()) {
  }
  return stale_ && clock_() >= due();
}

Fonts FontLoader::load(ImFontAtlas& atlas, float ratio, const Glyphs& glyphs, int largest) {
  if (ratio != ratio_ || glyphs.revision() != seen_) {
    ratio_ = ratio;
    want(glyphs);
  }
  ImVector<ImWchar> ranges;
  ImFontGlyphRangesBuilder builder;
  for (const char32_t c : glyphs.all()) {
    if (!lacking_.contains(c)) builder.AddChar(static_cast<ImWchar>(c));
  }
  builder.BuildRanges(&ranges);
  ++loads_;
  stale_ = false;
  loaded_at_ = clock_();
  // Each atlas takes a frame or two; the characters that are visible first were added first.
  if (!foreign_.complete()) {
    pause_ *= 2;
    stale_ = true;
  }
  const double left = 0.9 * largest * largest - own_pixels(ratio);
  auto room = static_cast<std::int64_t>(
      std::clamp(left, 0.0, static_cast<double>(ForeignGlyphs::most_pixels)));
  for (;; room /= 2) {
    const Fonts fonts = build(atlas, ratio, ranges.Data, foreign_, room, largest);
    if (atlas.TexHeight <= largest || room == 0) return fonts;
  }
}

}  // namespace babble::ui
