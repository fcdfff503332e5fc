// Where each named widget is on the screen, for tests and the tour.
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
    to_top_ = std::max(0, to_top_ - 1);
  }
  /// Records the visible part of the widget drawn last; nothing if no part is visible.
  void record(std::string_view name);
  /// Records the visible part of a rectangle.
  void record(std::string_view name, float x0, float y0, float x1, float y1);

  /// Scrolls the card card.<name> into view the next time it is drawn.
  void scroll_into_view(std::string_view card) {
    wanted_ = "card." + std::string(card);
    unsettled_ = settling_frames;
  }
  /// Scrolls all columns to their upper ends, and keeps them there until the layout has settled.
  void scroll_to_top() { to_top_ = unsettled_ = settling_frames; }
  bool wants_top() const { return to_top_ > 0; }
  /// False while more frames are needed until everything is at its final place.
  bool settled() const { return unsettled_ == 0; }

  const Rectangle* find(std::string_view name) const;
  const std::map<std::string, Rectangle, std::less<>>& all() const { return places_; }

 private:
  // The card is drawn, scrolled to, drawn at its new place, and then recorded there.
  static constexpr int settling_frames = 4;

  void scroll_to(float y0, float y1);

  std::map<std::string, Rectangle, std::less<>> places_;
  std::string wanted_;  ///< the card to scroll into view
  int unsettled_ = 0;   ///< frames
  int to_top_ = 0;      ///< frames
};

}  // namespace babble::ui
