// Events of pointer, keyboard and fingers, and what ImGui receives in each frame.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "ui/base/imgui_all.h"
#include "ui/base/input_queue.h"

namespace babble::test {
namespace {

using ui::InputQueue;

class Events : public ::testing::Test {
 protected:
  using Phase = InputQueue::Phase;
  Events() {
    ImGui::CreateContext();
    ui::map_keys(io());
  }
  ~Events() override { ImGui::DestroyContext(); }
  static ImGuiIO& io() { return ImGui::GetIO(); }
  bool feed(double seconds = 0) { return queue.feed(io(), seconds); }
  /// Feeds ten frames and returns how often the left button went down.
  int presses(double seconds) {
    int count = 0;
    bool was_down = io().MouseDown[0];
    for (int i = 0; i < 10; ++i) {
      feed(seconds);
      if (io().MouseDown[0] && !was_down) ++count;
      was_down = io().MouseDown[0];
    }
    return count;
  }
  InputQueue queue;
};

TEST_F(Events, every_key_is_known_and_is_none_of_the_others) {
  std::vector<int> keys = {' ', ui::key_backspace, ui::key_tab, ui::key_enter, ui::key_escape,
                           ui::key_delete};
  for (int key = ui::key_left; key <= ui::key_keypad_enter; ++key) keys.push_back(key);
  for (int key = 'a'; key <= 'z'; ++key) keys.push_back(key);
  for (int key = '0'; key <= '9'; ++key) keys.push_back(key);
  for (const int pressed : keys) {
    queue.key(pressed, true);
    feed();
    for (const int key : keys) EXPECT_EQ(ui::is_key_down(key), key == pressed) << pressed;
    queue.key(pressed, false);
    feed();
  }
}

TEST_F(Events, modifiers_are_passed_on) {
  for (int held = 0; held < 5; ++held) {
    queue.modifiers(held == 0, held == 1, held == 2, held == 3);
    EXPECT_FALSE(feed());
    EXPECT_EQ(io().KeyCtrl, held == 0);
    EXPECT_EQ(io().KeyShift, held == 1);
    EXPECT_EQ(io().KeyAlt, held == 2);
    EXPECT_EQ(io().KeySuper, held == 3);
  }
}

TEST_F(Events, wheel_events_of_one_frame_add_up) {
  queue.wheel(1, 2);
  queue.wheel(3, 4);
  EXPECT_FALSE(feed());
  EXPECT_EQ(io().MouseWheelH, 4);
  EXPECT_EQ(io().MouseWheel, 6);
}

TEST_F(Events, the_wheel_waits_one_frame_after_a_move) {
  queue.mouse_move(5, 5);
  queue.wheel(0, 1);
  EXPECT_TRUE(feed());
  EXPECT_EQ(io().MouseWheel, 0);
  EXPECT_FALSE(feed());
  EXPECT_EQ(io().MouseWheel, 1);
}

TEST_F(Events, a_pointer_that_leaves_has_no_position) {
  queue.mouse_move(5, 5);
  queue.mouse_leave();
  feed();
  EXPECT_FALSE(ImGui::IsMousePosValid(&io().MousePos));
}

TEST_F(Events, the_last_of_several_moves_counts) {
  queue.mouse_move(1, 2);
  queue.mouse_move(3, 4);
  queue.mouse_button(0, true);
  EXPECT_FALSE(feed());
  EXPECT_EQ(io().MousePos.x, 3);
  EXPECT_EQ(io().MousePos.y, 4);
}

TEST_F(Events, five_buttons_are_known) {
  for (int button = 0; button < 5; ++button) {
    queue.mouse_button(button, true);
    feed();
    for (int other = 0; other < 5; ++other)
      EXPECT_EQ(io().MouseDown[other], other == button) << button;
    queue.mouse_button(button, false);
    feed();
  }
  queue.mouse_button(5, true);
  EXPECT_FALSE(feed());
}

TEST_F(Events, keys_out_of_range_are_ignored) {
  for (const int key : {-1, 0, 512}) {
    queue.key(key, true);
    queue.key('w', true);
    EXPECT_FALSE(feed()) << key;
    queue.key('w', false);
    feed();
  }
  for (const int key : {int{ui::key_backspace}, int{ui::key_keypad_enter}}) {
    queue.key(key, true);
    feed();
    EXPECT_TRUE(ui::is_key_down(key)) << key;
  }
}

TEST_F(Events, one_key_a_frame_acts_but_typed_letters_come_together) {
  queue.key('a', true);
  queue.key('b', true);
  EXPECT_TRUE(feed());
  EXPECT_TRUE(ui::is_key_down('a'));
  EXPECT_FALSE(ui::is_key_down('b'));
  EXPECT_FALSE(feed());
  EXPECT_TRUE(ui::is_key_down('b'));
  io().WantTextInput = true;
  queue.key('c', true);
  queue.key('d', true);
  EXPECT_FALSE(feed());
  EXPECT_TRUE(ui::is_key_down('c'));
  EXPECT_TRUE(ui::is_key_down('d'));
  for (const int acts : {int{' '}, int{ui::key_delete}, int{ui::key_enter}, int{ui::key_left}}) {
    queue.key(acts, true);
    queue.key('e', true);
    EXPECT_TRUE(feed()) << acts;
    EXPECT_FALSE(ui::is_key_down('e')) << acts;
    feed();
    queue.key('e', false);
    feed();
  }
}

TEST_F(Events, text_is_passed_on) {
  queue.text("aé");
  feed();
  ASSERT_EQ(io().InputQueueCharacters.Size, 2);
  EXPECT_EQ(io().InputQueueCharacters[0], 'a');
  EXPECT_EQ(io().InputQueueCharacters[1], 0xE9);
}

TEST_F(Events, losing_the_focus_releases_all_keys_and_buttons) {
  for (int button = 0; button < 3; ++button) {
    queue.mouse_button(button, true);
    feed();
  }
  for (const int key : {int{'q'}, int{ui::key_keypad_enter}}) {
    queue.key(key, true);
    feed();
  }
  queue.modifiers(true, true, true, true);
  feed();
  queue.release_all();
  for (int i = 0; i < 20; ++i) feed();
  for (int button = 0; button < 3; ++button) EXPECT_FALSE(io().MouseDown[button]) << button;
  for (const int key : {int{'q'}, int{ui::key_keypad_enter}}) EXPECT_FALSE(ui::is_key_down(key)) << key;
  EXPECT_FALSE(io().KeyCtrl || io().KeyShift || io().KeyAlt || io().KeySuper);
  EXPECT_FALSE(feed()) << "and the queue is empty";
}

TEST_F(Events, the_kind_of_the_last_pointer_is_known) {
  EXPECT_FALSE(queue.is_touch());
  queue.touch(1, Phase::begin, 5, 5, 0);
  EXPECT_TRUE(queue.is_touch());
  queue.mouse_move(1, 1);
  EXPECT_FALSE(queue.is_touch());
  queue.touch(1, Phase::end, 5, 5, 0);
  queue.touch(2, Phase::begin, 5, 5, 0);
  EXPECT_TRUE(queue.is_touch());
  queue.mouse_button(0, true);
  EXPECT_FALSE(queue.is_touch());
}

TEST_F(Events, a_tap_clicks_where_the_finger_came_down) {
  queue.touch(7, Phase::begin, 50, 60, 0);
  EXPECT_TRUE(feed(0.01)) << "its meaning is not known yet";
  EXPECT_FALSE(io().MouseDown[0]);
  queue.touch(7, Phase::end, 54, 56, 0.1);
  EXPECT_EQ(presses(0.1), 1);
  EXPECT_FALSE(io().MouseDown[0]);
  EXPECT_EQ(io().MousePos.x, 50);
  EXPECT_EQ(io().MousePos.y, 60);
  EXPECT_FALSE(feed(0.2));
}

TEST_F(Events, a_finger_that_moves_sideways_drags) {
  queue.touch(1, Phase::begin, 50, 50, 0);
  queue.touch(1, Phase::move, 58, 50, 0.01);  // within the slop of a tap
  feed(0.01);
  EXPECT_FALSE(io().MouseDown[0]);
  queue.touch(1, Phase::move, 60, 51, 0.02);
  for (int i = 0; i < 3; ++i) feed(0.02);
  EXPECT_TRUE(io().MouseDown[0]);
  queue.touch(1, Phase::move, 90, 99, 0.03);
  feed(0.03);
  EXPECT_EQ(io().MousePos.x, 90);
  EXPECT_EQ(io().MousePos.y, 99) << "now up and down as well";
  queue.touch(1, Phase::end, 90, 99, 0.04);
  for (int i = 0; i < 3; ++i) feed(0.04);
  EXPECT_FALSE(io().MouseDown[0]);
  float dx = 0, dy = 0;
  queue.take_scroll(dx, dy);
  EXPECT_EQ(dy, 0) << "the page stays";
  EXPECT_FALSE(feed(0.05));
}

TEST_F(Events, a_finger_that_moves_up_or_down_scrolls) {
  queue.touch(1, Phase::begin, 50, 50, 0);
  queue.touch(1, Phase::move, 50, 42, 0.01);
  float dx = 0, dy = 0;
  queue.take_scroll(dx, dy);
  EXPECT_EQ(dy, 0);
  queue.touch(1, Phase::move, 41, 40, 0.02);  // a diagonal counts as vertical
  queue.touch(1, Phase::move, 45, 30, 0.03);
  queue.take_scroll(dx, dy);
  EXPECT_EQ(dx, -5);
  EXPECT_EQ(dy, -12);
  queue.take_scroll(dx, dy);
  EXPECT_EQ(dx, 0);
  EXPECT_EQ(dy, 0) << "once only";
  queue.touch(1, Phase::end, 45, 30, 2);
  EXPECT_EQ(presses(2), 0);
}

TEST_F(Events, a_resting_finger_presses_after_a_third_of_a_second) {
  queue.touch(1, Phase::begin, 50, 50, 10);
  feed(10.34);
  EXPECT_FALSE(io().MouseDown[0]);
  feed(10.36);
  EXPECT_TRUE(io().MouseDown[0]);
  queue.touch(1, Phase::move, 50, 90, 10.4);
  feed(10.4);
  EXPECT_EQ(io().MousePos.y, 90) << "it drags whatever the direction";
  queue.touch(1, Phase::end, 50, 90, 10.5);
  EXPECT_EQ(presses(10.5), 0);
  EXPECT_FALSE(io().MouseDown[0]);
}

TEST_F(Events, events_of_unknown_fingers_are_ignored) {
  queue.touch(1, Phase::move, 5, 5, 0);
  queue.touch(1, Phase::end, 5, 5, 0);
  EXPECT_EQ(presses(0), 0);
  queue.touch(1, Phase::begin, 50, 50, 0);
  queue.touch(2, Phase::move, 50, 500, 0.1);
  queue.touch(2, Phase::end, 50, 500, 0.1);
  EXPECT_EQ(presses(0.2), 0);
  float dx = 0, dy = 0;
  queue.take_scroll(dx, dy);
  EXPECT_EQ(dy, 0);
  queue.touch(1, Phase::end, 50, 50, 0.2);
  EXPECT_EQ(presses(0.2), 1);
}

TEST_F(Events, a_second_finger_ends_a_drag_and_a_third_one_does_nothing) {
  queue.touch(1, Phase::begin, 50, 50, 0);
  queue.touch(1, Phase::move, 80, 50, 0.1);
  for (int i = 0; i < 3; ++i) feed(0.1);
  EXPECT_TRUE(io().MouseDown[0]);
  queue.touch(2, Phase::begin, 180, 50, 0.2);
  for (int i = 0; i < 3; ++i) feed(0.2);
  EXPECT_FALSE(io().MouseDown[0]);
  EXPECT_EQ(io().MousePos.x, 130) << "between the two";
  queue.touch(3, Phase::begin, 500, 500, 0.3);
  queue.touch(3, Phase::move, 600, 600, 0.3);
  float zoom = 1, dx = 0, dy = 0;
  EXPECT_FALSE(queue.take_pinch(zoom, dx, dy));
  queue.touch(2, Phase::move, 280, 50, 0.4);
  EXPECT_TRUE(queue.take_pinch(zoom, dx, dy));
  EXPECT_FLOAT_EQ(zoom, 2);
  EXPECT_FLOAT_EQ(dx, 50);
  EXPECT_FALSE(queue.take_pinch(zoom, dx, dy)) << "once only";
  EXPECT_FLOAT_EQ(zoom, 1);
  queue.touch(2, Phase::end, 280, 50, 0.5);
  queue.touch(4, Phase::begin, 50, 50, 0.6);
  queue.touch(4, Phase::end, 50, 50, 0.7);
  EXPECT_EQ(presses(0.7), 1) << "the next tap is a tap again";
}

TEST_F(Events, close_fingers_have_a_bounded_zoom) {
  queue.touch(1, Phase::begin, 100, 100, 0);
  queue.touch(2, Phase::begin, 101, 100, 0);
  queue.touch(2, Phase::move, 120, 100, 0.1);
  float zoom = 1, dx = 0, dy = 0;
  queue.take_pinch(zoom, dx, dy);
  EXPECT_FLOAT_EQ(zoom, 1) << "20 pixels count as none";
  queue.touch(2, Phase::move, 140, 100, 0.2);
  queue.take_pinch(zoom, dx, dy);
  EXPECT_FLOAT_EQ(zoom, 2);
}

TEST_F(Events, a_click_within_one_frame_takes_two_frames) {
  queue.mouse_move(10, 20);
  queue.mouse_button(0, true);
  queue.mouse_button(0, false);
  queue.mouse_move(300, 300);
  EXPECT_TRUE(queue.feed(io(), 0));
  EXPECT_EQ(io().MousePos.x, 10);
  EXPECT_TRUE(io().MouseDown[0]);
  EXPECT_TRUE(queue.feed(io(), 0.016));
  EXPECT_FALSE(io().MouseDown[0]);
  EXPECT_EQ(io().MousePos.x, 10);
  EXPECT_FALSE(queue.feed(io(), 0.032));
  EXPECT_EQ(io().MousePos.x, 300);
}

TEST_F(Events, two_fingers_pinch_and_do_not_press) {
  float zoom = 1, dx = 0, dy = 0;
  queue.touch(1, Phase::begin, 100, 100, 0);
  queue.touch(2, Phase::begin, 200, 100, 0.01);
  queue.touch(1, Phase::move, 50, 100, 0.02);
  queue.touch(2, Phase::move, 250, 100, 0.03);
  ASSERT_TRUE(queue.take_pinch(zoom, dx, dy));
  EXPECT_FLOAT_EQ(zoom, 2);
  EXPECT_FLOAT_EQ(dx, 0);
  queue.touch(1, Phase::move, 60, 130, 0.04);
  queue.touch(2, Phase::move, 260, 130, 0.05);
  ASSERT_TRUE(queue.take_pinch(zoom, dx, dy));
  EXPECT_NEAR(zoom, 1, 1e-3);
  EXPECT_FLOAT_EQ(dx, 10);
  EXPECT_FLOAT_EQ(dy, 30);
  queue.touch(1, Phase::end, 60, 130, 0.06);
  queue.touch(2, Phase::move, 300, 300, 0.07);
  queue.touch(2, Phase::end, 300, 300, 0.08);
  EXPECT_FALSE(queue.take_pinch(zoom, dx, dy));
  for (int i = 0; i < 20; ++i) {
    queue.feed(io(), 0.1 + i * 0.016);
    EXPECT_FALSE(io().MouseDown[0]);
  }
  EXPECT_FLOAT_EQ(io().MousePos.x, 160) << "the pointer is between the fingers";
  queue.take_scroll(dx, dy);
  EXPECT_EQ(dy, 0) << "and the page was not scrolled";
}

// Distance that the page glides after a flick; speed in pixels per second.
float glide_after(InputQueue& queue, ImGuiIO& io, float speed, double rest, double frame) {
  using Phase = InputQueue::Phase;
  float y = 1000, dx = 0, dy = 0;
  double now = 1;
  queue.touch(1, Phase::begin, 50, y, now);
  for (int i = 0; i < 40; ++i) {
    now += 0.01;
    y -= speed * 0.01f;
    queue.touch(1, Phase::move, 50, y, now);
  }
  now += rest;
  queue.touch(1, Phase::end, 50, y, now);
  queue.take_scroll(dx, dy);
  float sum = 0;
  for (int i = 0; i < 2000; ++i) {
    now += frame;
    const bool more = queue.feed(io, now);
    queue.take_scroll(dx, dy);
    sum += dy;
    if (!more) break;
  }
  return sum;
}

TEST_F(Events, a_flick_glides_a_quarter_of_its_speed) {
  EXPECT_NEAR(glide_after(queue, io(), 1000, 0, 0.004), -250, 15);
  EXPECT_NEAR(glide_after(queue, io(), 2000, 0, 0.004), -500, 20);
}

TEST_F(Events, a_finger_that_rests_before_it_lifts_does_not_flick) {
  EXPECT_EQ(glide_after(queue, io(), 1000, 0.2, 0.004), 0);
  EXPECT_LT(glide_after(queue, io(), 1000, 0.05, 0.004), -100);
}

TEST_F(Events, after_a_long_frame_a_flick_does_not_jump) {
  EXPECT_GT(glide_after(queue, io(), 1000, 0, 5), -350);
}

TEST_F(Events, a_finger_stops_the_glide) {
  queue.touch(1, Phase::begin, 50, 500, 0);
  for (int i = 1; i <= 20; ++i)
    queue.touch(1, Phase::move, 50, 500 - 10.0f * static_cast<float>(i), 0.01 * i);
  queue.touch(1, Phase::end, 50, 300, 0.2);
  EXPECT_TRUE(feed(0.21));
  queue.touch(1, Phase::begin, 50, 300, 0.22);
  float dx = 0, dy = 0;
  queue.take_scroll(dx, dy);
  feed(0.25);
  queue.take_scroll(dx, dy);
  EXPECT_EQ(dy, 0);
  queue.touch(1, Phase::end, 50, 300, 0.3);
  EXPECT_EQ(presses(0.3), 1);
}

}  // namespace
}  // namespace babble::test
