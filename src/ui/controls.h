// Where each named control is on the screen: what tests, tours and links point at.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace babble::ui {

/// CSS pixels, relative to the canvas.
struct Rectangle {
  float x = 0, y = 0, width = 0, height = 0;
};

class Controls {
 public:
  void clear() { places_.clear(); }
  /// Notes the visible part of the widget that was drawn last. Nothing of it visible: not noted.
  void mark(std::string_view name);
  /// Notes the visible part of a rectangle that is no single widget.
  void mark(std::string_view name, float x0, float y0, float x1, float y1);

  const Rectangle* find(std::string_view name) const;
  const std::map<std::string, Rectangle, std::less<>>& all() const { return places_; }

 private:
  std::map<std::string, Rectangle, std::less<>> places_;
};

}  // namespace babble::ui
