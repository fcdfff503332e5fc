// What the last frame drew, read back from the draw lists of ImGui: texts with their positions and
// colours, and shapes. One call of the draw list is one shape.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ui/base/imgui_all.h"
#include "ui/base/palette.h"
#include "ui/base/widget_registry.h"

namespace babble::test {

struct Box {
  float left = 0, top = 0, right = 0, bottom = 0;
  float width() const { return right - left; }
  float height() const { return bottom - top; }
  ImVec2 middle() const { return {(left + right) / 2, (top + bottom) / 2}; }
  bool holds(const Box& other, float slack = 1) const;
  bool holds(ImVec2 point) const;
  /// The smaller of the overlaps in x and y, in pixels; positive if the boxes intersect.
  float overlap(const Box& other) const;
  Box grown(float by) const { return {left - by, top - by, right + by, bottom + by}; }
};
Box box_of(const ui::Rectangle& place);

/// Consecutive glyphs of one line in one font and colour.
struct DrawnText {
  std::string words;
  Box box;  ///< of the ink
  ui::Color color = 0;
  float size = 0;  ///< of the font, pixels
  Box clip;
  std::string window;  ///< ImGui's name of it
};

struct DrawnShape {
  Box box;  ///< without the transparent fringe that smooths its edge
  ui::Color color = 0;
  bool picture = false;          ///< has a texture that is not the font's
  std::vector<ImVec2> vertices;  ///< in the order of the draw list
  Box clip;
  std::string window;
  /// The points of a polyline whose width is above one pixel and not an integer.
  std::vector<ImVec2> points() const;
};

/// In the order of drawing, without what is clipped away completely.
struct Drawing {
  std::vector<DrawnText> texts;
  std::vector<DrawnShape> shapes;

  static Drawing last_frame();
  /// Texts and shapes whose middle lies in the box.
  Drawing within(const Box& place) const;
  Drawing within(const ui::Rectangle& place) const { return within(box_of(place)); }
  /// The content of windows whose names start with `front`: menus "##Popup", tooltips "##Tooltip".
  Drawing in_window(std::string_view front) const;
  /// The first text equal to `words`; null if there is none.
  const DrawnText* find(std::string_view words) const;
  /// All texts, joined with spaces, so that a wrapped text reads as one.
  std::string words() const;
  /// One string for each line, its texts joined with " | "; without help marks.
  std::vector<std::string> lines() const;
  bool says(std::string_view part) const { return words().find(part) != std::string::npos; }
  std::vector<DrawnShape> shapes_of(ui::Color color) const;
  std::vector<DrawnText> texts_of(ui::Color color) const;
};

}  // namespace babble::test
