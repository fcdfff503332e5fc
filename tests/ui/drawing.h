// What the last frame has drawn, read back from ImGui's draw lists: texts with their places and
// colours, and shapes. One call of the draw list is one shape.
#pragma once

#include <imgui.h>

#include <string>
#include <string_view>
#include <vector>

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
  /// How far the two overlap, the smaller of both directions; not positive: they do not.
  float overlap(const Box& other) const;
  Box grown(float by) const { return {left - by, top - by, right + by, bottom + by}; }
};
Box box_of(const ui::Rectangle& place);

/// The glyphs of one line that follow one another in one font and colour.
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
  std::vector<ImVec2> vertices;  ///< in the order in which they were written
  Box clip;
  std::string window;
  /// The points of a line that is wider than a pixel and no whole number of pixels wide.
  std::vector<ImVec2> points() const;
};

/// Only what is not clipped away wholly, in the order of drawing.
struct Drawing {
  std::vector<DrawnText> texts;
  std::vector<DrawnShape> shapes;

  static Drawing last_frame();
  /// What has its middle there.
  Drawing within(const Box& place) const;
  Drawing within(const ui::Rectangle& place) const { return within(box_of(place)); }
  /// What is in windows whose names begin so: menus "##Popup", tips "##Tooltip".
  Drawing in_window(std::string_view front) const;
  /// The first text that is exactly this; null if there is none.
  const DrawnText* find(std::string_view words) const;
  /// All texts, one after the other, with blanks between them: what is wrapped reads as one.
  std::string words() const;
  /// What stands on one height, from the left, with " | " between; help marks are left out.
  std::vector<std::string> lines() const;
  bool says(std::string_view part) const { return words().find(part) != std::string::npos; }
  std::vector<DrawnShape> shapes_of(ui::Color color) const;
  std::vector<DrawnText> texts_of(ui::Color color) const;
};

}  // namespace babble::test
