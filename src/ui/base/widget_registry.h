// Where each named control is on the screen: what tests, tours and links point at.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

namespace babble::ui {

/// CSS pixels, relative to the canvas.
struct Rectangle {
  float x = 0, y = 0, width = 0, height = 0;
};

class WidgetRegistry {
 public:
  /// At the beginning of a frame.
  void clear() {
    places_.clear();
    unsettled_ = std::max(0, unsettled_ - 1);
  }
  /// Notes the visible part of the widget that was drawn last. Nothing of it visible: not noted.
  void record(std::string_view name);
  /// Notes the visible part of a rectangle that is no single widget.
  void record(std::string_view name, float x0, float y0, float x1, float y1);

  /// The next time that something of this name is drawn in a scrolled column, it is scrolled into
  /// view. Cards are named card.<name>.
  void scroll_into_view(std::string_view card) {
    wanted_ = "card." + std::string(card);
    unsettled_ = settling_frames;
  }
  /// Whether more frames have to be drawn until everything is where it will stay.
  bool settled() const { return unsettled_ == 0; }

  const Rectangle* find(std::string_view name) const;
  const std::map<std::string, Rectangle, std::less<>>& all() const { return places_; }

 private:
  // The card is drawn, scrolled to, drawn at its place, and then pointed at.
  static constexpr int settling_frames = 4;

  void scroll_to(float y0, float y1);

  std::map<std::string, Rectangle, std::less<>> places_;
  std::string wanted_;  ///< to be revealed
  int unsettled_ = 0;   ///< frames
};

}  // namespace babble::ui
