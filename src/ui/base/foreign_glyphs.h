// Characters that the interface's own fonts lack, drawn by the browser or from the system's fonts.
// One character is one picture: letters are neither joined nor ordered from right to left, a token
// of a model is a character too.
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
  int width = 0, height = 0;  ///< pixels; nothing for a blank
  int left = 0, top = 0;  ///< from the pen on the base line to the upper left corner, y downwards
  float advance = 0;      ///< pixels to the next character
  std::vector<std::uint8_t> coverage;  ///< width × height, row by row, 255 for ink; or
  std::vector<std::uint32_t> colors;  ///< the same in colour, as emoji are: RGBA with R lowest, not
                                      ///< multiplied with alpha
};

/// Draws characters at `em` pixels: one answer a character, none where no font has it.
using GlyphSource = std::function<std::vector<std::optional<GlyphPicture>>(
    std::span<const char32_t> code_points, int em)>;

/// The code point in hexadecimal digits in a box, for what no font has.
GlyphPicture code_box(char32_t code_point, int em);

struct ForeignCounts {
  int drawn = 0;     ///< characters that the source has drawn
  int boxes = 0;     ///< that no font has
  int waiting = 0;   ///< that are still to be drawn, or to come into the atlas
  int left_out = 0;  ///< for which the atlas had no room
};

class ForeignGlyphs {
 public:
  /// What all of them together may take of the atlas, in pixels: 32 MB on the graphics card.
  static constexpr std::int64_t most_pixels = 8 << 20;

  /// Without a source no font has any character.
  explicit ForeignGlyphs(GlyphSource source) : source_(std::move(source)) {}

  /// The characters that are wanted from now on, the most important ones first. Those that were
  /// drawn at another ratio are drawn again.
  void want(std::span<const char32_t> code_points, float ratio);
  /// Draws some that are still to be drawn: a browser that looks for a font that has a character
  /// takes up to half a millisecond for it. False if there is nothing to draw.
  bool draw_some();
  bool complete() const { return queue_.empty(); }

  /// Between adding the fonts and ImFontAtlas::Build: reserves room for what is drawn, at most so
  /// many pixels. Returns how many it took.
  std::int64_t reserve(ImFontAtlas& atlas, std::int64_t pixels);
  /// After it: draws into the room. Then each font that is to have them is given them at its em
  /// (CSS pixels).
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
  int not_drawn_ = 0;  // for want of room
};

}  // namespace babble::ui
