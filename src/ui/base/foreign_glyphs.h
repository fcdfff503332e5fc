// Characters that the built-in fonts lack, drawn by the browser or from the system's fonts. Each
// character is one picture: letters are neither joined nor ordered from right to left, because a
// token of a model is a single character too.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

struct ImFont;
struct ImFontAtlas;

namespace babble::ui {

struct GlyphPicture {
  int width = 0, height = 0;  ///< pixels; 0 for a space
  int left = 0, top = 0;  ///< from the pen on the base line to the upper left corner, y downwards
  float advance = 0;      ///< pixels to the next character
  std::vector<std::uint8_t> coverage;  ///< height × width, row-major, 255 for ink; or
  std::vector<std::uint32_t> colors;   ///< the same in colour, for emoji: RGBA with R lowest, not
                                       ///< premultiplied
};

/// Draws characters at `em` pixels. Returns one picture for each, none where no font has it.
using GlyphSource = std::function<std::vector<std::optional<GlyphPicture>>(
    std::span<const char32_t> code_points, int em)>;

/// The code point in hexadecimal digits in a box, for characters that no font has.
GlyphPicture code_box(char32_t code_point, int em);

struct ForeignCounts {
  int drawn = 0;     ///< characters that the source has drawn
  int boxes = 0;     ///< characters that no font has
  int waiting = 0;   ///< characters still to be drawn, or to be put into the atlas
  int left_out = 0;  ///< characters for which the atlas has no room
};

class ForeignGlyphs {
 public:
  /// The largest area that they may take of the atlas: 32 MB of graphics memory.
  static constexpr std::int64_t most_pixels = 8 << 20;

  /// Without a source all characters are drawn as boxes.
  explicit ForeignGlyphs(GlyphSource source) : source_(std::move(source)) {}

  /// Sets the characters that are needed from now on, the most important first. Those that were
  /// drawn at another ratio are drawn again.
  void want(std::span<const char32_t> code_points, float ratio);
  /// Draws some of the missing ones: a browser takes up to half a millisecond to find a font for a
  /// character. False if none is missing.
  bool draw_some();
  bool complete() const { return queue_.empty(); }

  /// Reserves at most so many pixels for the drawn glyphs; returns how many it took. Call between
  /// adding the fonts and ImFontAtlas::Build.
  std::int64_t reserve(ImFontAtlas& atlas, std::int64_t pixels);
  /// Copies the glyphs into their places. Call after ImFontAtlas::Build, and then give_to() for
  /// each font, with its em in CSS pixels.
  void paint(ImFontAtlas& atlas) const;
  void give_to(ImFont& font, float em) const;

  ForeignCounts counts() const;

 private:
  struct Size {
    GlyphPicture picture;
    int room = -1;  // custom rectangle of the atlas
  };
  struct Glyph {
    bool is_box = false, is_placed = false, is_left_out = false;
    std::vector<Size> sizes;  // one for each of ems_
  };
  std::int64_t pixels_of(const Glyph& glyph) const;

  GlyphSource source_;
  float ratio_ = 0;
  std::vector<int> ems_;  // CSS pixels
  std::vector<char32_t> wanted_;
  std::deque<char32_t> queue_;
  std::map<char32_t, Glyph> glyphs_;
  std::int64_t drawn_pixels_ = 0;
  int not_drawn_ = 0;  // because there is no room
};

}  // namespace babble::ui
