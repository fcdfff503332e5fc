// Queues pointer, keyboard and touch events, and gives them to ImGui at one press a frame: so a
// click that begins and ends between two frames is not lost, and keeps its position. Touches become
// taps, drags of widgets that can be dragged, or scrolling.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "ui/base/imgui_input.h"

namespace babble::ui {

class InputQueue {
 public:
  void mouse_move(float x, float y);
  void mouse_button(int button, bool down);
  void mouse_leave();
  /// In notches of the wheel, with fractions; up is positive.
  void wheel(float dx, float dy);
  /// `key` is a Key or a printable key's ASCII code; others are ignored.
  void key(int key, bool down);
  void modifiers(bool ctrl, bool shift, bool alt, bool super);
  void text(std::string_view utf8);
  /// The window lost the focus: releases all buttons and keys.
  void release_all();

  enum class Phase { begin, move, end };
  /// One finger, or two that pinch; a third is ignored.
  void touch(std::int64_t finger, Phase phase, float x, float y, double seconds);

  /// Gives the next events to ImGui. Call before NewFrame. True if another frame is needed, for
  /// more events or for the inertia of a flick.
  bool feed(ImGuiIO& io, double seconds);

  /// Pixels to scroll by since the last call.
  void take_scroll(float& dx, float& dy);
  /// Returns the factor by which two fingers moved apart since the last call, and by how many
  /// pixels their middle moved. False if they did not move.
  bool take_pinch(float& factor, float& dx, float& dy);
  /// True if the last pointer was a finger.
  bool is_touch() const { return is_touch_; }

 private:
  struct Event {
    enum class Type { move, button, leave, wheel, key, modifiers, text } type;
    float x = 0, y = 0;
    int index = 0;
    bool down = false;
    std::string text = {};
  };
  void begin_pinch(std::int64_t finger, float x, float y);
  void pinch(std::int64_t finger, float x, float y);
  void long_press(double seconds);
  void glide(double seconds);

  std::deque<Event> events_;
  bool is_touch_ = false;

  /// What a finger does is undecided until it moves, rests or lifts.
  enum class Gesture { none, undecided, scrolling, dragging, pinching };
  Gesture gesture_ = Gesture::none;
  std::int64_t finger_ = 0;
  float begin_x_ = 0, begin_y_ = 0, last_x_ = 0, last_y_ = 0;
  double begin_time_ = 0, last_time_ = 0, glide_time_ = 0;
  float speed_y_ = 0;  // pixels a second, after a flick
  float scroll_x_ = 0, scroll_y_ = 0;
  std::int64_t second_finger_ = 0;
  float second_x_ = 0, second_y_ = 0;
  float pinch_zoom_ = 1, pinch_x_ = 0, pinch_y_ = 0;
};

}  // namespace babble::ui
