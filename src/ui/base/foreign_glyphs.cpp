#include "ui/base/foreign_glyphs.h"

#include <algorithm>
#include <cmath>

#include "core/base/utf8.h"
#include "ui/base/imgui_all.h"

namespace babble::ui {
namespace {

constexpr std::size_t batch = 8;  // characters requested from the source at a time

// The em sizes that are drawn, in CSS pixels. At a low pixel ratio a scaled picture would be
// blurred, so each size of the interface has one near it; at a high ratio one size serves all.
std::vector<int> ems_for(float ratio) {
  return ratio < 1.5f ? std::vector<int>{16, 14, 12} : std::vector<int>{16};
}

// Hexadecimal digits of 3 × 5 pixels: one octal digit per row, the top row first.
constexpr std::uint16_t digits[16] = {075557, 026227, 071747, 071717, 055711, 074717,
                                      074757, 071222, 075757, 075717, 025755, 065656,
                                      034443, 065556, 074647, 074644};

}  // namespace

GlyphPicture code_box(char32_t code_point, int em) {
  // Two rows of two or three digits in a frame, drawn in squares of `unit` pixels.
  const int columns = code_point > 0xFFFF ? 3 : 2;
  const int wide = columns * 4 + 3, high = 15, unit = std::max(1, em / 15);
  GlyphPicture picture;
  picture.width = wide * unit;
  picture.height = high * unit;
  picture.left = unit;
  picture.top = -12 * unit;
  picture.advance = static_cast<float>((wide + 2) * unit);
  picture.coverage.resize(static_cast<std::size_t>(picture.width * picture.height));
  const auto dot = [&](int x, int y, std::uint8_t ink) {
    for (int i = 0; i < unit * unit; ++i) {
      const int at = (y * unit + i / unit) * picture.width + x * unit + i % unit;
      picture.coverage[static_cast<std::size_t>(at)] = ink;
    }
  };
  for (int y = 0; y < high; ++y) {
    for (int x = 0; x < wide; ++x) {
      if (x == 0 || y == 0 || x == wide - 1 || y == high - 1) dot(x, y, 0x70);
    }
  }
  for (int i = 0; i < columns * 2; ++i) {
    const auto rows = digits[code_point >> 4 * (columns * 2 - 1 - i) & 0xF];
    for (int y = 0; y < 5; ++y) {
      for (int x = 0; x < 3; ++x) {
        const bool is_ink = (rows >> (3 * (4 - y) + 2 - x) & 1) != 0;
        if (is_ink) dot(2 + i % columns * 4 + x, 2 + i / columns * 6 + y, 0xFF);
      }
    }
  }
  return picture;
}

void ForeignGlyphs::want(std::span<const char32_t> code_points, float ratio) {
  wanted_.assign(code_points.begin(), code_points.end());
  if (ratio != ratio_) glyphs_.clear();
  ratio_ = ratio;
  ems_ = ems_for(ratio);
  const std::set<char32_t> set(wanted_.begin(), wanted_.end());
  drawn_pixels_ = 0;
  for (auto it = glyphs_.begin(); it != glyphs_.end();) {
    if (set.contains(it->first)) {
      drawn_pixels_ += pixels_of(it->second);
      ++it;
    } else {
      it = glyphs_.erase(it);
    }
  }
  queue_.clear();
  not_drawn_ = 0;
  for (const char32_t c : wanted_) {
    if (!glyphs_.contains(c)) queue_.push_back(c);
  }
}

bool ForeignGlyphs::draw_some() {
  if (drawn_pixels_ >= most_pixels) {  // no room in the atlas
    not_drawn_ += static_cast<int>(queue_.size());
    queue_.clear();
  }
  if (queue_.empty()) return false;
  const std::size_t count = std::min(batch, queue_.size());
  const std::vector<char32_t> some(queue_.begin(),
                                   queue_.begin() + static_cast<std::ptrdiff_t>(count));
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
  for (const int css_em : ems_) {
    const int em = static_cast<int>(std::lround(static_cast<float>(css_em) * ratio_));
    auto pictures = source_ ? source_(some, em) : std::vector<std::optional<GlyphPicture>>{};
    pictures.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      // A character that is no space but has an empty picture is shown as a box.
      const bool is_seen = pictures[i] && (pictures[i]->width > 0 || is_blank(some[i]));
      Glyph& glyph = glyphs_[some[i]];
      glyph.is_box = !is_seen;
      glyph.sizes.push_back({is_seen ? std::move(*pictures[i]) : code_box(some[i], em)});
    }
  }
  for (const char32_t c : some) drawn_pixels_ += pixels_of(glyphs_[c]);
  return true;
}

// An empty column at the right and an empty row below separate it from its neighbours when scaled.
std::int64_t ForeignGlyphs::pixels_of(const Glyph& glyph) const {
  std::int64_t sum = 0;
  for (const Size& size : glyph.sizes) sum += (size.picture.width + 1) * (size.picture.height + 1);
  return sum;
}

std::int64_t ForeignGlyphs::reserve(ImFontAtlas& atlas, std::int64_t pixels) {
  std::int64_t taken = 0;
  for (const char32_t c : wanted_) {
    const auto found = glyphs_.find(c);
    if (found == glyphs_.end()) continue;
    Glyph& glyph = found->second;
    glyph.is_placed = taken + pixels_of(glyph) <= pixels;
    glyph.is_left_out = !glyph.is_placed;
    if (!glyph.is_placed) continue;
    taken += pixels_of(glyph);
    for (Size& size : glyph.sizes) {
      const GlyphPicture& picture = size.picture;
      size.room = picture.width == 0
                      ? -1
                      : atlas.AddCustomRectRegular(picture.width + 1, picture.height + 1);
    }
  }
  return taken;
}

void ForeignGlyphs::paint(ImFontAtlas& atlas) const {
  unsigned char* bytes = nullptr;
  int width = 0, height = 0;
  atlas.GetTexDataAsRGBA32(&bytes, &width, &height);
  for (const auto& [c, glyph] : glyphs_) {
    for (const Size& size : glyph.sizes) {
      if (!glyph.is_placed || size.room < 0) continue;
      const GlyphPicture& picture = size.picture;
      const ImFontAtlasCustomRect& room = *atlas.GetCustomRectByIndex(size.room);
      if (!room.IsPacked()) continue;
      std::size_t from = 0;
      for (int y = 0; y < picture.height; ++y) {
        ImU32* to = atlas.TexPixelsRGBA32 + (room.Y + y) * width + room.X;
        for (int x = 0; x < picture.width; ++x, ++from) {
          to[x] = picture.colors.empty() ? ImU32{picture.coverage[from]} << 24 | 0x00FFFFFFu
                                         : picture.colors[from];
        }
      }
    }
  }
}

void ForeignGlyphs::give_to(ImFont& font, float em) const {
  std::size_t which = ems_.size() - 1;
  for (std::size_t i = ems_.size(); i-- > 0;) {
    if (static_cast<float>(ems_[i]) <= em) which = i;
  }
  float scale = em / static_cast<float>(ems_[which]);
  // An unscaled picture is sharper than a slightly larger one.
  if (ratio_ < 1.5f && std::fabs(scale - 1) < 0.1f) scale = 1;
  ImFontAtlas& atlas = *font.ContainerAtlas;
  const float base_line = std::round(font.Ascent);
  for (const auto& [c, glyph] : glyphs_) {
    const auto code_point = static_cast<ImWchar>(c);
    if (!glyph.is_placed || font.FindGlyphNoFallback(code_point) != nullptr) continue;
    const Size& size = glyph.sizes[which];
    const GlyphPicture& picture = size.picture;
    const float advance = picture.advance * scale;
    if (size.room < 0) {
      font.AddGlyph(nullptr, code_point, 0, 0, 0, 0, 0, 0, 0, 0, advance);
      continue;
    }
    const ImFontAtlasCustomRect& room = *atlas.GetCustomRectByIndex(size.room);
    if (!room.IsPacked()) continue;
    const float x = static_cast<float>(picture.left) * scale;
    const float y = base_line + static_cast<float>(picture.top) * scale;
    const auto u = [&](int at) { return static_cast<float>(at) * atlas.TexUvScale.x; };
    const auto v = [&](int at) { return static_cast<float>(at) * atlas.TexUvScale.y; };
    font.AddGlyph(nullptr, code_point, x, y, x + static_cast<float>(picture.width) * scale,
                  y + static_cast<float>(picture.height) * scale, u(room.X), v(room.Y),
                  u(room.X + picture.width), v(room.Y + picture.height), advance);
    font.Glyphs.back().Colored = picture.colors.empty() ? 0 : 1;
  }
  font.BuildLookupTable();
}

ForeignCounts ForeignGlyphs::counts() const {
  ForeignCounts counts;
  counts.left_out = not_drawn_;
  for (const auto& [c, glyph] : glyphs_) {
    if (glyph.is_placed) ++(glyph.is_box ? counts.boxes : counts.drawn);
    if (glyph.is_left_out) ++counts.left_out;
  }
  counts.waiting = static_cast<int>(wanted_.size()) - counts.drawn - counts.boxes - counts.left_out;
  return counts;
}

}  // namespace babble::ui
