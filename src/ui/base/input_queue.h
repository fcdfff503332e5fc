// What the pointer, the keyboard and fingers did, in order, handed to ImGui one press a frame: a
// click that begins and ends between two frames is not lost, and happens where it happened.
// Fingers become a tap, a drag of what can be dragged, or scrolling.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

struct ImGuiIO;

namespace babble::ui {

/// Index of a key in ImGui's table: printable keys by their lower-case ASCII code, others here.
enum Key : int {
  key_backspace = 8,
  key_tab = 9,
  key_enter = 13,
  key_escape = 27,
  key_delete = 127,
  key_left = 256,
  key_right,
  key_up,
  key_down,
  key_page_up,
  key_page_down,
  key_home,
  key_end,
  key_insert,
  key_keypad_enter,
};

class InputQueue {
 public:
  /// Tells ImGui which index is which key. Once after ImGui::CreateContext.
  static void map_keys(ImGuiIO& io);

  void mouse_move(float x, float y);
  void mouse_button(int button, bool down);
  void mouse_leave();
  /// In notches of a wheel, fractions allowed; upwards is positive.
  void wheel(float dx, float dy);
  void key(int index, bool down);
  void modifiers(bool ctrl, bool shift, bool alt, bool super);
  void text(std::string_view utf8);
  /// The focus went away: nothing is held down any more.
  void release_all();

  enum class Phase { begin, move, end };
  /// One finger, or two that pinch; a third one is ignored. Times in seconds.
  void touch(std::int64_t finger, Phase phase, float x, float y, double seconds);

  /// Gives the next events to ImGui, before NewFrame. True if there are more, or a finger's inertia
  /// goes on: another frame is needed.
  bool feed(ImGuiIO& io, double seconds);

  /// Pixels to scroll by since the last call.
  void take_scroll(float& dx, float& dy);
  /// What two fingers did since the last call: the factor by which they went apart, and the pixels
  /// that their middle moved by. False if nothing.
  bool take_pinch(float& factor, float& dx, float& dy);
  /// The last pointer was a finger.
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

  /// A finger that came down means nothing yet until it moves, stays, or goes.
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
