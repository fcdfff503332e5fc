#include "ui/base/input_queue.h"

#include <cmath>
#include <utility>

#include "ui/base/imgui_all.h"

namespace babble::ui {
namespace {

constexpr float slop = 8;           // pixels that a finger may move within a tap
constexpr double hold_time = 0.35;  // seconds until a resting finger counts as a press
constexpr float friction = 4;       // 1/s; how fast a flick slows down
constexpr float least_speed = 25;   // pixels a second
constexpr float away = -3.4e38f;    // ImGui: no pointer

}  // namespace

void InputQueue::mouse_move(float x, float y) {
  is_touch_ = false;
  // Only the last position matters, unless a press is between.
  if (!events_.empty() && events_.back().type == Event::Type::move) {
    events_.back().x = x;
    events_.back().y = y;
    return;
  }
  events_.push_back({Event::Type::move, x, y});
}

void InputQueue::mouse_button(int button, bool down) {
  is_touch_ = false;
  events_.push_back({Event::Type::button, 0, 0, button, down});
}

void InputQueue::mouse_leave() { events_.push_back({Event::Type::leave}); }

void InputQueue::wheel(float dx, float dy) { events_.push_back({Event::Type::wheel, dx, dy}); }

void InputQueue::key(int key, bool down) {
  if (key <= 0 || key >= 512) return;
  events_.push_back({Event::Type::key, 0, 0, key, down});
}

void InputQueue::modifiers(bool ctrl, bool shift, bool alt, bool super) {
  const int bits = (ctrl ? 1 : 0) | (shift ? 2 : 0) | (alt ? 4 : 0) | (super ? 8 : 0);
  events_.push_back({Event::Type::modifiers, 0, 0, bits});
}

void InputQueue::text(std::string_view utf8) {
  events_.push_back({Event::Type::text, 0, 0, 0, false, std::string(utf8)});
}

void InputQueue::release_all() {
  for (int button = 0; button < 3; ++button) mouse_button(button, false);
  for (int index = 1; index < 512; ++index) {
    if (is_key_down(index)) key(index, false);
  }
  modifiers(false, false, false, false);
}

void InputQueue::touch(std::int64_t finger, Phase phase, float x, float y, double seconds) {
  if (phase == Phase::begin) {
    if (gesture_ == Gesture::pinching) return;
    if (gesture_ != Gesture::none) return begin_pinch(finger, x, y);
    gesture_ = Gesture::undecided;
    finger_ = finger;
    begin_x_ = last_x_ = x;
    begin_y_ = last_y_ = y;
    begin_time_ = last_time_ = seconds;
    speed_y_ = 0;
    events_.push_back({Event::Type::move, x, y});
    is_touch_ = true;
    return;
  }
  if (gesture_ == Gesture::pinching && (finger == finger_ || finger == second_finger_)) {
    pinch(finger, x, y);
    if (phase == Phase::end) gesture_ = Gesture::none;  // the other finger does nothing more
    return;
  }
  if (gesture_ == Gesture::none || finger != finger_) return;
  const float dx = x - last_x_, dy = y - last_y_;
  const auto passed = static_cast<float>(std::max(seconds - last_time_, 1e-3));
  if (gesture_ == Gesture::undecided) {
    const float far_x = std::fabs(x - begin_x_), far_y = std::fabs(y - begin_y_);
    if (far_y > slop && far_y >= far_x) {
      gesture_ = Gesture::scrolling;
    } else if (far_x > slop) {
      gesture_ = Gesture::dragging;
      events_.push_back({Event::Type::button, 0, 0, 0, true});
    }
  }
  if (gesture_ == Gesture::dragging) events_.push_back({Event::Type::move, x, y});
  if (gesture_ == Gesture::scrolling && phase == Phase::move) {
    scroll_x_ += dx;
    scroll_y_ += dy;
    speed_y_ = 0.6f * speed_y_ + 0.4f * dy / passed;
  }
  last_x_ = x;
  last_y_ = y;
  if (phase == Phase::move) {
    last_time_ = seconds;
    return;
  }
  if (gesture_ == Gesture::undecided) {  // a tap
    events_.push_back({Event::Type::button, 0, 0, 0, true});
    events_.push_back({Event::Type::button, 0, 0, 0, false});
  } else if (gesture_ == Gesture::dragging) {
    events_.push_back({Event::Type::button, 0, 0, 0, false});
  }
  if (gesture_ != Gesture::scrolling || seconds - last_time_ > 0.1) speed_y_ = 0;
  glide_time_ = seconds;
  gesture_ = Gesture::none;
}

void InputQueue::begin_pinch(std::int64_t finger, float x, float y) {
  if (gesture_ == Gesture::dragging) events_.push_back({Event::Type::button, 0, 0, 0, false});
  gesture_ = Gesture::pinching;
  second_finger_ = finger;
  second_x_ = x;
  second_y_ = y;
  speed_y_ = 0;
  events_.push_back({Event::Type::move, (last_x_ + x) / 2, (last_y_ + y) / 2});
}

void InputQueue::pinch(std::int64_t finger, float x, float y) {
  const auto distance = [&] {
    return std::max(std::hypot(last_x_ - second_x_, last_y_ - second_y_), 20.0f);
  };
  const float before = distance();
  const bool first = finger == finger_;
  float &own_x = first ? last_x_ : second_x_, &own_y = first ? last_y_ : second_y_;
  pinch_x_ += (x - own_x) / 2;
  pinch_y_ += (y - own_y) / 2;
  own_x = x;
  own_y = y;
  pinch_zoom_ *= distance() / before;
  events_.push_back({Event::Type::move, (last_x_ + second_x_) / 2, (last_y_ + second_y_) / 2});
}

bool InputQueue::take_pinch(float& factor, float& dx, float& dy) {
  factor = std::exchange(pinch_zoom_, 1.0f);
  dx = std::exchange(pinch_x_, 0.0f);
  dy = std::exchange(pinch_y_, 0.0f);
  return factor != 1 || dx != 0 || dy != 0;
}

// A finger that rests becomes a press, which holds a slider or a plot.
void InputQueue::long_press(double seconds) {
  if (gesture_ != Gesture::undecided || seconds - begin_time_ < hold_time) return;
  gesture_ = Gesture::dragging;
  events_.push_back({Event::Type::button, 0, 0, 0, true});
}

void InputQueue::glide(double seconds) {
  if (gesture_ != Gesture::none || std::fabs(speed_y_) < least_speed) return;
  const auto passed = static_cast<float>(std::min(seconds - glide_time_, 0.1));
  glide_time_ = seconds;
  scroll_y_ += speed_y_ * passed;
  speed_y_ *= std::exp(-friction * passed);
  if (std::fabs(speed_y_) < least_speed) speed_y_ = 0;
}

bool InputQueue::feed(ImGuiIO& io, double seconds) {
  long_press(seconds);
  glide(seconds);
  bool pressed = false, moved = false;
  while (!events_.empty()) {
    const Event& event = events_.front();
    // ImGui decides who gets the wheel by what was under the pointer in the frame before.
    if (event.type == Event::Type::wheel && moved) break;
    moved |= event.type == Event::Type::move;
    // At most one change of a button or of a key per frame, and nothing after it, because ImGui
    // looks at states. Letters act as text, so several may come in one frame.
    const bool is_letter = event.index > ' ' && event.index < key_delete;
    const bool is_press = event.type == Event::Type::button ||
                          (event.type == Event::Type::key && !(is_letter && io.WantTextInput));
    if (pressed) break;
    switch (event.type) {
      case Event::Type::move:
        input_position(io, event.x, event.y);
        break;
      case Event::Type::leave:
        input_position(io, away, away);
        break;
      case Event::Type::button:
        if (event.index < 5) input_button(io, event.index, event.down);
        break;
      case Event::Type::wheel:
        input_wheel(io, event.x, event.y);
        break;
      case Event::Type::key:
        input_key(io, event.index, event.down);
        break;
      case Event::Type::modifiers:
        input_modifiers(io, (event.index & 1) != 0, (event.index & 2) != 0, (event.index & 4) != 0,
                        (event.index & 8) != 0);
        break;
      case Event::Type::text:
        io.AddInputCharactersUTF8(event.text.c_str());
        break;
    }
    pressed |= is_press;
    events_.pop_front();
  }
  apply_input();
  return !events_.empty() || gesture_ == Gesture::undecided || speed_y_ != 0;
}

void InputQueue::take_scroll(float& dx, float& dy) {
  dx = scroll_x_;
  dy = scroll_y_;
  scroll_x_ = scroll_y_ = 0;
}

}  // namespace babble::ui
