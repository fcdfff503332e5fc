// What the pointer, the keyboard and fingers did, as ImGui is told of it frame by frame.
#include <gtest/gtest.h>
#include <imgui.h>

#include <cmath>
#include <set>

#include "ui/base/input_queue.h"

namespace babble::test {
namespace {

using ui::InputQueue;

class Events : public ::testing::Test {
 protected:
  using Phase = InputQueue::Phase;
  Events() {
    ImGui::CreateContext();
    InputQueue::map_keys(io());
  }
  ~Events() override { ImGui::DestroyContext(); }
  static ImGuiIO& io() { return ImGui::GetIO(); }
  bool feed(double seconds = 0) { return queue.feed(io(), seconds); }
  /// Until nothing waits any more; how often the left button went down.
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

TEST_F(Events, every_key_that_imgui_knows_has_a_place_of_its_own) {
  std::set<int> places;
  for (int key = 0; key < ImGuiKey_COUNT; ++key) {
    EXPECT_GT(io().KeyMap[key], 0) << key;
    EXPECT_TRUE(places.insert(io().KeyMap[key]).second) << key;
  }
}

TEST_F(Events, modifiers_come_one_by_one_and_go) {
  for (int held = 0; held < 5; ++held) {
    queue.modifiers(held == 0, held == 1, held == 2, held == 3);
    EXPECT_FALSE(feed());
    EXPECT_EQ(io().KeyCtrl, held == 0);
    EXPECT_EQ(io().KeyShift, held == 1);
    EXPECT_EQ(io().KeyAlt, held == 2);
    EXPECT_EQ(io().KeySuper, held == 3);
  }
}

TEST_F(Events, turns_of_the_wheel_add_up_within_a_frame) {
  queue.wheel(1, 2);
  queue.wheel(3, 4);
  EXPECT_FALSE(feed());
  EXPECT_EQ(io().MouseWheelH, 4);
  EXPECT_EQ(io().MouseWheel, 6);
}

TEST_F(Events, the_wheel_waits_until_a_frame_has_found_what_is_under_the_pointer) {
  queue.mouse_move(5, 5);
  queue.wheel(0, 1);
  EXPECT_TRUE(feed());
  EXPECT_EQ(io().MouseWheel, 0);
  EXPECT_FALSE(feed());
  EXPECT_EQ(io().MouseWheel, 1);
}

TEST_F(Events, a_pointer_that_leaves_is_nowhere) {
  queue.mouse_move(5, 5);
  queue.mouse_leave();
  feed();
  EXPECT_FALSE(ImGui::IsMousePosValid(&io().MousePos));
}

TEST_F(Events, of_moves_in_a_row_the_last_one_counts) {
  queue.mouse_move(1, 2);
  queue.mouse_move(3, 4);
  queue.mouse_button(0, true);
  EXPECT_FALSE(feed());
  EXPECT_EQ(io().MousePos.x, 3);
  EXPECT_EQ(io().MousePos.y, 4);
}

TEST_F(Events, each_button_is_its_own_and_more_than_five_are_ignored) {
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

TEST_F(Events, keys_outside_the_table_are_ignored) {
  for (const int key : {-1, 0, 512}) {
    queue.key(key, true);
    queue.key(1, true);
    EXPECT_FALSE(feed()) << key;
    queue.key(1, false);
    feed();
  }
  for (const int key : {1, 511}) {
    queue.key(key, true);
    feed();
    EXPECT_TRUE(io().KeysDown[key]) << key;
  }
}

TEST_F(Events, keys_act_one_a_frame_but_letters_that_are_typed_come_together) {
  queue.key('a', true);
  queue.key('b', true);
  EXPECT_TRUE(feed());
  EXPECT_TRUE(io().KeysDown['a']);
  EXPECT_FALSE(io().KeysDown['b']);
  EXPECT_FALSE(feed());
  EXPECT_TRUE(io().KeysDown['b']);
  io().WantTextInput = true;
  queue.key('c', true);
  queue.key('d', true);
  EXPECT_FALSE(feed());
  EXPECT_TRUE(io().KeysDown['c']);
  EXPECT_TRUE(io().KeysDown['d']);
  for (const int acts : {int{' '}, int{ui::key_delete}, int{ui::key_enter}, int{ui::key_left}}) {
    queue.key(acts, true);
    queue.key('e', true);
    EXPECT_TRUE(feed()) << acts;
    EXPECT_FALSE(io().KeysDown['e']) << acts;
    feed();
    queue.key('e', false);
    feed();
  }
}

TEST_F(Events, text_is_handed_on) {
  queue.text("aé");
  feed();
  ASSERT_EQ(io().InputQueueCharacters.Size, 2);
  EXPECT_EQ(io().InputQueueCharacters[0], 'a');
  EXPECT_EQ(io().InputQueueCharacters[1], 0xE9);
}

TEST_F(Events, nothing_is_held_down_once_the_focus_has_gone) {
  for (int button = 0; button < 3; ++button) {
    queue.mouse_button(button, true);
    feed();
  }
  for (const int key : {1, int{'q'}, 511}) {
    queue.key(key, true);
    feed();
  }
  queue.modifiers(true, true, true, true);
  feed();
  queue.release_all();
  for (int i = 0; i < 20; ++i) feed();
  for (int button = 0; button < 3; ++button) EXPECT_FALSE(io().MouseDown[button]) << button;
  for (const int key : {1, int{'q'}, 511}) EXPECT_FALSE(io().KeysDown[key]) << key;
  EXPECT_FALSE(io().KeyCtrl || io().KeyShift || io().KeyAlt || io().KeySuper);
  EXPECT_FALSE(feed()) << "and nothing waits";
}

TEST_F(Events, the_pointer_that_was_used_last_is_known) {
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

TEST_F(Events, a_tap_is_a_press_where_the_finger_came_down) {
  queue.touch(7, Phase::begin, 50, 60, 0);
  EXPECT_TRUE(feed(0.01)) << "what it means is not known yet";
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
  queue.touch(1, Phase::move, 41, 40, 0.02);  // as far sideways as up is still up
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

TEST_F(Events, fingers_that_never_came_down_are_ignored) {
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

TEST_F(Events, fingers_close_together_do_not_zoom_without_bounds) {
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

// How far the page still goes after a flick of so many pixels a second.
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

TEST_F(Events, a_flick_glides_a_quarter_of_what_it_would_go_in_a_second) {
  EXPECT_NEAR(glide_after(queue, io(), 1000, 0, 0.004), -250, 15);
  EXPECT_NEAR(glide_after(queue, io(), 2000, 0, 0.004), -500, 20);
}

TEST_F(Events, a_finger_that_rested_before_it_went_leaves_the_page_where_it_is) {
  EXPECT_EQ(glide_after(queue, io(), 1000, 0.2, 0.004), 0);
  EXPECT_LT(glide_after(queue, io(), 1000, 0.05, 0.004), -100);
}

TEST_F(Events, after_a_long_frame_a_flick_does_not_jump) {
  EXPECT_GT(glide_after(queue, io(), 1000, 0, 5), -350);
}

TEST_F(Events, a_finger_stops_what_glides) {
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
