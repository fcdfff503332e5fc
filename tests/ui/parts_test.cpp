// The parts that pictures are made of: axes, numbers, colours, the input queue.
#include <gtest/gtest.h>
#include <imgui.h>

#include <cmath>
#include <limits>

#include "ui/base/format.h"
#include "ui/base/input_queue.h"
#include "ui/base/palette.h"
#include "ui/widgets/axis.h"

namespace babble::test {
namespace {

using namespace ui;

TEST(Format, numbers_as_people_read_them) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(228146), "228,146");
  EXPECT_EQ(grouped(-1234567), "−1,234,567");
  EXPECT_EQ(fixed(2.45396, 4), "2.4540");
  EXPECT_EQ(fixed(-0.00001, 2), "0.00");
  EXPECT_EQ(fixed(-1.5, 1), "−1.5");
  EXPECT_EQ(fixed(std::numeric_limits<double>::infinity(), 3), "∞");
  EXPECT_EQ(fixed(-std::numeric_limits<double>::infinity(), 3), "−∞");
  EXPECT_EQ(fixed(std::nan(""), 3), "–");
  EXPECT_EQ(significant(0.01, 6), "0.01");
  EXPECT_EQ(significant(1234.5678, 3), "1235");
  EXPECT_EQ(fixed(7.2746833e24, 4), "7.275e+24");
  EXPECT_EQ(fixed(-2e10, 1), "−2.000e+10");
  EXPECT_EQ(short_count(6e24), "6.00e+24");
  EXPECT_EQ(short_count(950), "950");
  EXPECT_EQ(short_count(13600), "13.6 k");
  EXPECT_EQ(short_count(1.25e6), "1.25 M");
  EXPECT_EQ(short_count(1.38e10), "13.8 G");
  EXPECT_EQ(duration(200), "3 min 20 s");
  EXPECT_EQ(duration(3900), "1 h 05 min");
  EXPECT_EQ(plural(1, "line", "lines"), "1 line");
  EXPECT_EQ(plural(2000, "line", "lines"), "2,000 lines");
}

TEST(Axis, places_and_ticks) {
  const Axis linear(2, 4, false);
  EXPECT_DOUBLE_EQ(linear.position(3), 0.5);
  EXPECT_DOUBLE_EQ(linear.value(0.25), 2.5);
  const std::vector<Tick> ticks = linear.ticks(5, false);
  ASSERT_EQ(ticks.size(), 5u);
  EXPECT_EQ(ticks[1].label, "2.5");
  const Axis steps(1, 1000, false);
  for (const Tick& tick : steps.ticks(6, true)) {
    EXPECT_EQ(tick.value, std::floor(tick.value));
    EXPECT_GE(tick.value, 1);
    EXPECT_LE(tick.value, 1000);
  }
  const Axis logarithmic(0.01, 100, true);
  EXPECT_NEAR(logarithmic.position(1), 0.5, 1e-12);
  EXPECT_NEAR(logarithmic.value(0.75), 10, 1e-9);
  bool has_one = false;
  for (const Tick& tick : logarithmic.ticks(6, false)) has_one |= tick.label == "1";
  EXPECT_TRUE(has_one);
}

TEST(Axis, ranges_that_could_break_it) {
  for (const double low : {-1e300, 0.0, 1e-300, 5.0}) {
    for (const double width : {0.0, 1e-12, 1.0, 1e300}) {
      for (const bool logarithmic : {false, true}) {
        const Axis axis = padded_axis(low, low + width, logarithmic);
        EXPECT_LT(axis.low(), axis.high());
        EXPECT_LE(axis.ticks(8, false).size(), 2000u);
      }
    }
  }
}

TEST(Palette, ramps_rise_evenly_and_their_ends_can_be_told_apart) {
  const auto brightness = [](Color color) {
    return 0.2126 * (color & 0xFFu) + 0.7152 * (color >> 8 & 0xFFu) +
           0.0722 * (color >> 16 & 0xFFu);
  };
  for (const Palette* palette : {&light_palette(), &dark_palette()}) {
    for (int i = 1; i < 256; ++i) {  // printed in grey it still has its order
      const double step =
          brightness(palette->sequential[i]) - brightness(palette->sequential[i - 1]);
      if (palette->dark) {
        EXPECT_GT(step, -0.75) << i;
      } else {
        EXPECT_LT(step, 0.75) << i;
      }
    }
    EXPECT_GT(std::fabs(brightness(palette->sequential[255]) - brightness(palette->sequential[0])),
              100);
    // Blue on one side, orange on the other.
    EXPECT_GT(palette->diverging_at(-1) >> 16 & 0xFFu, palette->diverging_at(-1) & 0xFFu);
    EXPECT_LT(palette->diverging_at(1) >> 16 & 0xFFu, palette->diverging_at(1) & 0xFFu);
    EXPECT_EQ(palette->diverging_at(-7), palette->diverging_at(-1));
    EXPECT_EQ(palette->sequential_at(std::nan("")), palette->sequential[0]);
    EXPECT_EQ(palette->diverging_at(std::nan("")), palette->never);
  }
}

double contrast(Color a, Color b) {
  const auto luminance = [](Color color) {
    double sum = 0;
    const double weights[] = {0.2126, 0.7152, 0.0722};
    for (unsigned i = 0; i < 3; ++i) {
      const double x = (color >> (8 * i) & 0xFFu) / 255.0;
      sum += weights[i] * (x <= 0.04045 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4));
    }
    return sum;
  };
  const double high = std::max(luminance(a), luminance(b)),
               low = std::min(luminance(a), luminance(b));
  return (high + 0.05) / (low + 0.05);
}

TEST(Palette, text_can_be_read) {
  for (const Palette* p : {&light_palette(), &dark_palette()}) {
    // WCAG AA for text is 4.5.
    for (const Color back : {p->surface, p->background, p->inset}) {
      EXPECT_GE(contrast(p->text, back), 7) << p->dark;
      EXPECT_GE(contrast(p->muted, back), 4.5) << p->dark;
    }
    EXPECT_GE(contrast(p->on_accent, p->accent), 4.5);
    EXPECT_GE(contrast(p->accent, p->surface), 4.5);
    EXPECT_GE(contrast(p->text, p->danger_soft), 4.5);
    for (int i = 0; i < 256; ++i) {
      EXPECT_GE(contrast(readable_on(p->sequential[i]), p->sequential[i]), 4.4) << i;
    }
    // Landmarks are text as well.
    for (const Color mark : {p->uniform, p->count}) EXPECT_GE(contrast(mark, p->surface), 3.9);
  }
}

class Queue : public ::testing::Test {
 protected:
  Queue() {
    ImGui::CreateContext();
    InputQueue::map_keys(io());
  }
  ~Queue() override { ImGui::DestroyContext(); }
  static ImGuiIO& io() { return ImGui::GetIO(); }
  InputQueue queue;
};

TEST_F(Queue, a_click_within_one_frame_is_seen_in_two_and_where_it_was) {
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

TEST_F(Queue, a_resting_finger_presses_and_a_flick_glides_and_stops) {
  queue.touch(1, InputQueue::Phase::begin, 50, 50, 0);
  EXPECT_TRUE(queue.feed(io(), 0.1));
  EXPECT_FALSE(io().MouseDown[0]);
  queue.feed(io(), 0.5);
  EXPECT_TRUE(io().MouseDown[0]);
  queue.touch(1, InputQueue::Phase::end, 50, 50, 0.6);
  queue.feed(io(), 0.6);
  EXPECT_FALSE(io().MouseDown[0]);

  queue.touch(2, InputQueue::Phase::begin, 50, 500, 1);
  for (int i = 1; i <= 6; ++i) {
    queue.touch(2, InputQueue::Phase::move, 50, 500 - 30.0f * static_cast<float>(i), 1 + i * 0.016);
  }
  queue.touch(2, InputQueue::Phase::end, 50, 320, 1.1);
  float dx = 0, dy = 0;
  queue.take_scroll(dx, dy);
  EXPECT_FLOAT_EQ(dy, -180);
  float glided = 0;
  int frames = 0;
  while (queue.feed(io(), 1.1 + ++frames * 0.016) && frames < 1000) {
    queue.take_scroll(dx, dy);
    glided += dy;
  }
  EXPECT_LT(glided, -100);
  EXPECT_LT(frames, 200);
  EXPECT_FALSE(io().MouseDown[0]);
}

TEST_F(Queue, two_fingers_pinch_and_do_not_press) {
  float zoom = 1, dx = 0, dy = 0;
  queue.touch(1, InputQueue::Phase::begin, 100, 100, 0);
  queue.touch(2, InputQueue::Phase::begin, 200, 100, 0.01);
  queue.touch(1, InputQueue::Phase::move, 50, 100, 0.02);
  queue.touch(2, InputQueue::Phase::move, 250, 100, 0.03);
  ASSERT_TRUE(queue.take_pinch(zoom, dx, dy));
  EXPECT_FLOAT_EQ(zoom, 2);
  EXPECT_FLOAT_EQ(dx, 0);
  queue.touch(1, InputQueue::Phase::move, 60, 130, 0.04);
  queue.touch(2, InputQueue::Phase::move, 260, 130, 0.05);
  ASSERT_TRUE(queue.take_pinch(zoom, dx, dy));
  EXPECT_NEAR(zoom, 1, 1e-3);
  EXPECT_FLOAT_EQ(dx, 10);
  EXPECT_FLOAT_EQ(dy, 30);
  queue.touch(1, InputQueue::Phase::end, 60, 130, 0.06);
  queue.touch(2, InputQueue::Phase::move, 300, 300, 0.07);
  queue.touch(2, InputQueue::Phase::end, 300, 300, 0.08);
  EXPECT_FALSE(queue.take_pinch(zoom, dx, dy));
  for (int i = 0; i < 20; ++i) {
    queue.feed(io(), 0.1 + i * 0.016);
    EXPECT_FALSE(io().MouseDown[0]);
  }
  EXPECT_FLOAT_EQ(io().MousePos.x, 160) << "the pointer is between the fingers";
  queue.take_scroll(dx, dy);
  EXPECT_EQ(dy, 0) << "and the page was not scrolled";
}

}  // namespace
}  // namespace babble::test
