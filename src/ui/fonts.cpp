#include "ui/fonts.h"

#include <cmath>
#include <span>

#include "core/utf8.h"
#include "ui/embedded_fonts.h"
#include "ui/imgui_all.h"

namespace babble::ui {
namespace {

// What the interface's own words and formulas need beyond ASCII and Latin-1.
constexpr std::string_view symbols =
    "αβγδεηθλμνπρσφωΔΣΠΩ"
    "–—‘’“”„†•…‰′″‹›€™"
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ₀₁₂₃₄₅₆₇₈₉₊₋ᵢⱼₜₓ⌈⌉⌊⌋"
    "←↑→↓↔⇒⇔∂∆∇∈∏∑−∙√∝∞∥‖∧∨∩∪∫∼≈≠≡≤≥⊙⊤⊥⋅⋮⋯"
    "∅␣↵⇥⏎␀␛␡■□▪▲△▶▼▽◀◆◇○●✓✗ℓℎ\uFFFD";

// ImGui's font size is ascent plus descent; what people mean by "16 px" is the em.
constexpr float inter_line = 1.21f, mono_line = 1.32f;  // (ascent + descent) / em of the two faces

ImFont* add_font(ImFontAtlas& atlas, std::span<const unsigned char> file, float size, float ratio,
                 const ImWchar* ranges, bool merge) {
  ImFontConfig config;
  config.MergeMode = merge;
  config.FontDataOwnedByAtlas = false;
  config.GlyphRanges = ranges;
  // At ratio 1 two samples a pixel in x make small text sharper; at 2 and more they only cost.
  config.OversampleH = ratio < 1.5f ? 2 : 1;
  config.OversampleV = 1;
  config.PixelSnapH = false;
  // The atlas does not write to the file's bytes, it only lacks the const.
  return atlas.AddFontFromMemoryTTF(const_cast<unsigned char*>(file.data()),
                                    static_cast<int>(file.size()), std::round(size * ratio),
                                    &config);
}

}  // namespace

Glyphs::Glyphs() {
  for (char32_t c = 0x20; c < 0x7F; ++c) all_.insert(c);
  for (char32_t c = 0xA0; c < 0x100; ++c) all_.insert(c);
  add(symbols);
}

bool Glyphs::add(std::string_view utf8) {
  if (first_invalid_utf8(utf8)) return false;
  bool is_new = false;
  for (std::size_t at = 0; at < utf8.size();) is_new |= add(next_code_point(utf8, at));
  return is_new;
}

bool Glyphs::add(char32_t code_point) {
  // ImGui is built with 16-bit characters; what lies above is drawn as the replacement character.
  if (code_point < 0x20 || code_point > 0xFFFF) return false;
  return all_.insert(code_point).second;
}

Fonts load_fonts(ImFontAtlas& atlas, float ratio, const Glyphs& glyphs) {
  ImVector<ImWchar> ranges;
  ImFontGlyphRangesBuilder builder;
  for (const char32_t c : glyphs.all()) builder.AddChar(static_cast<ImWchar>(c));
  builder.BuildRanges(&ranges);

  atlas.Clear();
  atlas.Flags |= ImFontAtlasFlags_NoMouseCursors;
  atlas.TexGlyphPadding = 1;
  Fonts fonts;
  // Each face lends the other what that one lacks: Inter has ‖ and ₜ, JetBrains Mono has ⌊ and ␣.
  const auto text = [&](float em) {
    ImFont* font = add_font(atlas, regular_font(), em * inter_line, ratio, ranges.Data, false);
    add_font(atlas, mono_font(), em * inter_line, ratio, ranges.Data, true);
    return font;
  };
  const auto strong = [&](float em) {
    return add_font(atlas, semibold_font(), em * inter_line, ratio, ranges.Data, false);
  };
  const auto mono = [&](float em) {
    ImFont* font = add_font(atlas, mono_font(), em * mono_line, ratio, ranges.Data, false);
    add_font(atlas, regular_font(), em * mono_line, ratio, ranges.Data, true);
    return font;
  };
  fonts.body = text(16);
  fonts.small = text(14);
  fonts.strong = strong(16);
  fonts.small_strong = strong(14);
  fonts.title = strong(22);
  fonts.mono = mono(15);
  fonts.mono_small = mono(14);
  fonts.cell = mono(12);
  fonts.tiny = mono(10);
  atlas.Build();  // `ranges` has to live until here
  return fonts;
}

}  // namespace babble::ui
