// Draws characters with the browser's fonts, by the hook drawGlyphs (web/page/glyphs.js).
#include <emscripten.h>

#include <algorithm>

#include "platform/web/web_program.h"

// clang-format off
EM_JS(int, babble_draw_glyphs, (const void* points, int count, int em, void* pixels, void* advances), {
  const hook = Module.babbleHooks && Module.babbleHooks.drawGlyphs;
  if (!hook) return 0;
  hook(points, count, em, pixels, advances);
  return 1;
});
// clang-format on

namespace babble::platform {
namespace {

constexpr int columns = 16;          // cells in a row of the sheet
constexpr std::size_t at_once = 64;  // characters; the sheet takes 2.4 MB at a pixel ratio of 3

// A noncharacter: the browser draws it as it draws characters that are in none of its fonts.
constexpr char32_t noncharacter = 0x10FFFE;

// Cuts the glyph out of a cell of 2 × 2 em with its origin at (em / 2, 1.5 em).
ui::GlyphPicture cut_out(const std::uint32_t* sheet, int stride, int em, float advance) {
  const int cell = 2 * em;
  const auto alpha = [&](int x, int y) { return sheet[y * stride + x] >> 24; };
  int left = cell, right = -1, top = cell, bottom = -1;
  for (int y = 0; y < cell; ++y) {
    for (int x = 0; x < cell; ++x) {
      if (alpha(x, y) == 0) continue;
      left = std::min(left, x);
      right = std::max(right, x);
      top = std::min(top, y);
      bottom = y;
    }
  }
  ui::GlyphPicture picture;
  picture.advance = advance;
  if (right < 0) return picture;
  picture.left = left - em / 2;
  picture.top = top - em * 3 / 2;
  picture.width = right - left + 1;
  picture.height = bottom - top + 1;
  for (int y = top; y <= bottom; ++y) {
    const std::uint32_t* row = sheet + y * stride;
    picture.colors.insert(picture.colors.end(), row + left, row + right + 1);
  }
  // The page draws in white, which colour fonts ignore. The colour of a nearly transparent pixel is
  // rounded too coarsely to tell.
  const bool coloured = std::any_of(
      picture.colors.begin(), picture.colors.end(),
      [](std::uint32_t pixel) { return pixel >> 24 >= 0x60 && (pixel & 0xF0F0F0u) != 0xF0F0F0u; });
  if (coloured) return picture;
  for (const std::uint32_t pixel : picture.colors)
    picture.coverage.push_back(static_cast<std::uint8_t>(pixel >> 24));
  picture.colors.clear();
  return picture;
}

}  // namespace

std::vector<std::optional<ui::GlyphPicture>> browser_glyphs(std::span<const char32_t> code_points,
                                                            int em) {
  std::vector<std::optional<ui::GlyphPicture>> answers(code_points.size());
  const int stride = columns * 2 * em;
  for (std::size_t begin = 0; begin < code_points.size(); begin += at_once - 1) {
    const std::size_t count = std::min(at_once - 1, code_points.size() - begin);
    std::vector<char32_t> points{noncharacter};
    points.insert(points.end(), code_points.begin() + static_cast<std::ptrdiff_t>(begin),
                  code_points.begin() + static_cast<std::ptrdiff_t>(begin + count));
    const int rows = (static_cast<int>(points.size()) + columns - 1) / columns;
    std::vector<std::uint32_t> sheet(static_cast<std::size_t>(stride * rows * 2 * em));
    std::vector<float> advances(points.size());
    if (babble_draw_glyphs(points.data(), static_cast<int>(points.size()), em, sheet.data(),
                           advances.data()) == 0) {
      return answers;
    }
    const auto cell = [&](std::size_t i) {
      const int x = static_cast<int>(i) % columns * 2 * em;
      const int y = static_cast<int>(i) / columns * 2 * em;
      return cut_out(sheet.data() + y * stride + x, stride, em, advances[i]);
    };
    const ui::GlyphPicture missing = cell(0);
    for (std::size_t i = 0; i < count; ++i) {
      ui::GlyphPicture picture = cell(i + 1);
      const bool is_missing = picture.coverage == missing.coverage &&
                              picture.colors == missing.colors && picture.left == missing.left &&
                              picture.top == missing.top;
      if (!is_missing) answers[begin + i] = std::move(picture);
    }
  }
  return answers;
}

}  // namespace babble::platform
