// Colours and axes as sums: what goes in, and what comes out.
#include "ui/base/palette.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <set>

#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/widgets/axis.h"

namespace babble::test {
namespace {

using namespace ui;

int channel(Color color, int which) { return static_cast<int>(color >> (8 * which) & 0xFFu); }

TEST(Colors, every_one_of_a_theme_is_set_and_opaque) {
  for (const Palette* p : {&light_palette(), &dark_palette()}) {
    for (const Color color :
         {p->background,  p->surface,   p->inset,  p->border,    p->grid,        p->text,
          p->muted,       p->faint,     p->accent, p->on_accent, p->accent_soft, p->danger,
          p->danger_soft, p->good,      p->train,  p->dev,       p->test,        p->uniform,
          p->count,       p->highlight, p->never}) {
      EXPECT_EQ(color >> 24, 0xFFu) << p->dark;
    }
    for (int i = 0; i < 256; ++i) {
      EXPECT_EQ(p->sequential[i] >> 24, 0xFFu) << i;
      EXPECT_EQ(p->diverging[i] >> 24, 0xFFu) << i;
    }
    EXPECT_LT(channel(p->background, 1), p->dark ? 0x30 : 0x100);
    EXPECT_GT(channel(p->background, 1), p->dark ? 0 : 0xE0);
  }
  EXPECT_FALSE(light_palette().dark);
  EXPECT_TRUE(dark_palette().dark);
}

TEST(Colors, parts_models_and_categories_can_be_told_apart) {
  for (const Palette* p : {&light_palette(), &dark_palette()}) {
    EXPECT_EQ((std::set<Color>{p->train, p->dev, p->test}).size(), 3u);
    EXPECT_EQ(std::set<Color>(p->models, p->models + 8).size(), 8u);
    for (const ModelKind kind : model_kinds()) {
      EXPECT_EQ(p->of(kind), p->models[kind.index()]);
      EXPECT_NE(p->of(kind), p->uniform);
    }
    EXPECT_EQ(p->of(model_kind("count")), p->count);
    std::set<Color> categories;
    for (std::size_t i = 0; i < 8; ++i) {
      categories.insert(p->category(i));
      EXPECT_EQ(p->category(i), p->category(i + 8));
    }
    EXPECT_EQ(categories.size(), 8u);
  }
}

TEST(Colors, ramps_have_no_jumps_and_no_standstill) {
  for (const Palette* p : {&light_palette(), &dark_palette()}) {
    for (const Color* ramp : {p->sequential, p->diverging}) {
      for (int i = 1; i < 256; ++i) {
        for (int c = 0; c < 3; ++c)
          EXPECT_LE(std::abs(channel(ramp[i], c) - channel(ramp[i - 1], c)), 6) << i;
        if (i >= 4) {
          EXPECT_NE(ramp[i], ramp[i - 4]) << i;
        }
      }
    }
    // The middle of the diverging one is nearly grey, its ends are not.
    const auto spread = [](Color color) { return std::abs(channel(color, 0) - channel(color, 2)); };
    EXPECT_LT(spread(p->diverging[128]), 20);
    EXPECT_GT(spread(p->diverging[0]), 60);
    EXPECT_GT(spread(p->diverging[255]), 60);
  }
}

TEST(Colors, of_values_are_the_nearest_of_the_ramp) {
  const Palette& p = light_palette();
  EXPECT_EQ(p.sequential_at(0), p.sequential[0]);
  EXPECT_EQ(p.sequential_at(-3), p.sequential[0]);
  EXPECT_EQ(p.sequential_at(100 / 255.0), p.sequential[100]);
  EXPECT_EQ(p.sequential_at(1), p.sequential[255]);
  EXPECT_EQ(p.sequential_at(7), p.sequential[255]);
  EXPECT_EQ(p.diverging_at(-1), p.diverging[0]);
  EXPECT_EQ(p.diverging_at(0), p.diverging[128]);
  EXPECT_EQ(p.diverging_at(1), p.diverging[255]);
  EXPECT_EQ(p.diverging_at(9), p.diverging[255]);
}

TEST(Colors, are_mixed_and_made_transparent) {
  EXPECT_EQ(rgb(0x123456), 0xFF563412u);
  EXPECT_EQ(mix(rgb(0x000000), rgb(0xFFFFFF), 0), rgb(0x000000));
  EXPECT_EQ(mix(rgb(0x000000), rgb(0xFFFFFF), 1), rgb(0xFFFFFF));
  EXPECT_EQ(mix(rgb(0x204060), rgb(0x406080), 0.25f), rgb(0x284868));
  EXPECT_EQ(mix(0x00000000u, 0xFF000000u, 0.5f) >> 24, 128u);
  EXPECT_EQ(with_alpha(rgb(0x123456), 0.5f), 0x80563412u);
  EXPECT_EQ(with_alpha(rgb(0x123456), -1), 0x00563412u);
  EXPECT_EQ(with_alpha(0x00563412u, 2), 0xFF563412u);
  EXPECT_EQ(readable_on(rgb(0xFFFFFF)), rgb(0x000000));
  EXPECT_EQ(readable_on(rgb(0x00FF00)), rgb(0x000000));
  EXPECT_EQ(readable_on(rgb(0x0000FF)), rgb(0xFFFFFF));
  EXPECT_EQ(readable_on(rgb(0xB00000)), rgb(0xFFFFFF));
}

std::string labels(const Axis& axis, int most, bool whole = false) {
  std::string all;
  for (const Tick& tick : axis.ticks(most, whole)) all += (all.empty() ? "" : " ") + tick.label;
  return all;
}

TEST(AxisTicks, stand_at_round_numbers_within_the_range) {
  EXPECT_EQ(labels(Axis(0, 10, false), 5), "0 2 4 6 8 10");
  EXPECT_EQ(labels(Axis(0.1, 9.9, false), 5), "2 4 6 8");
  EXPECT_EQ(labels(Axis(-1, 1, false), 4), "−1.0 −0.5 0.0 0.5 1.0");
  EXPECT_EQ(labels(Axis(0, 0.004, false), 4), "0.000 0.001 0.002 0.003 0.004");
  EXPECT_EQ(labels(Axis(0, 3e6, false), 3), "0 1.00 M 2.00 M 3.00 M");
  EXPECT_EQ(labels(Axis(0, 60, false), 3), "0 20 40 60");
  EXPECT_EQ(labels(Axis(0, 3000, false), 1), "0 2,000") << "two at least are asked for";
  EXPECT_EQ(labels(Axis(0, 3, false), 10, true), "0 1 2 3") << "what is counted has no halves";
  EXPECT_EQ(labels(Axis(0, 3, false), 6, false), "0.0 0.5 1.0 1.5 2.0 2.5 3.0");
}

TEST(AxisTicks, of_a_logarithmic_axis_are_powers_of_ten_and_more_where_there_is_room) {
  EXPECT_EQ(labels(Axis(1, 5000, true), 8), "1   10   100   1,000  ");
  EXPECT_EQ(labels(Axis(1, 5000, true), 12), "1 2 5 10 20 50 100 200 500 1,000 2,000 5,000");
  EXPECT_EQ(labels(Axis(0.02, 0.5, true), 8), "0.02 0.05 0.1 0.2 0.5");
  EXPECT_EQ(labels(Axis(1, 1e5, true), 2), "1   1,000  ") << "every third power, and no others";
  EXPECT_EQ(labels(Axis(1e6, 1e7, true), 3), "1000000 2000000 5000000 10000000");
  EXPECT_EQ(labels(Axis(2, 5, true), 3), "2 3 4 5") << "less than a decade: as a linear one";
}

TEST(AxisPlaces, go_there_and_back) {
  for (const bool logarithmic : {false, true}) {
    const Axis axis(2, 50, logarithmic);
    EXPECT_DOUBLE_EQ(axis.position(2), 0);
    EXPECT_DOUBLE_EQ(axis.position(50), 1);
    for (const double at : {-0.5, 0.0, 0.25, 1.0, 1.5})
      EXPECT_NEAR(axis.position(axis.value(at)), at, 1e-12) << at;
  }
  EXPECT_TRUE(std::isfinite(Axis(1, 100, true).position(0)));
  EXPECT_LT(Axis(1, 100, true).position(0), -4) << "far below";
  EXPECT_DOUBLE_EQ(Axis(5, 5, false).position(5.5), 0.5) << "a range of nothing is made one wide";
  EXPECT_DOUBLE_EQ(Axis(-1, 1, true).position(0), 0.5) << "no logarithm of what is negative";
}

TEST(AxisPlaces, with_room_around_the_values) {
  const Axis linear = padded_axis(2, 4, false);
  EXPECT_DOUBLE_EQ(linear.low(), 1.88);
  EXPECT_DOUBLE_EQ(linear.high(), 4.12);
  const Axis logarithmic = padded_axis(1, 100, true);
  EXPECT_NEAR(logarithmic.low(), 1 / std::pow(100, 0.06), 1e-12);
  EXPECT_NEAR(logarithmic.high(), 100 * std::pow(100, 0.06), 1e-9);
  const Axis negative = padded_axis(-1, 100, true);
  EXPECT_LT(negative.low(), -1);
  const Axis point = padded_axis(1000, 1000, false);
  EXPECT_DOUBLE_EQ(point.low(), 999);
  EXPECT_DOUBLE_EQ(point.high(), 1001);
}

TEST(FormatMore, at_the_borders_of_its_ranges) {
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(-999), "−999");
  EXPECT_EQ(grouped(1000000), "1,000,000");
  EXPECT_EQ(fixed(1e10, 1), "1.000e+10");
  EXPECT_EQ(fixed(9999999999.0, 1), "9999999999.0");
  EXPECT_EQ(significant(0, 3), "0");
  EXPECT_EQ(significant(0.0001, 2), "0.0001");
  EXPECT_EQ(significant(0.00001234, 2), "1.2e-05");
  EXPECT_EQ(significant(-0.5, 3), "−0.5");
  EXPECT_EQ(significant(1200, 6), "1200");
  EXPECT_EQ(significant(100, 3), "100");
  EXPECT_EQ(significant(2e10, 3), "2.00e+10");
  EXPECT_EQ(significant(3.14159, 3), "3.14");
  EXPECT_EQ(short_count(9.5), "9.5");
  EXPECT_EQ(short_count(9), "9");
  EXPECT_EQ(short_count(10.5), "10");
  EXPECT_EQ(short_count(1000), "1.0 k");
  EXPECT_EQ(short_count(100000), "100 k");
  EXPECT_EQ(short_count(1e6), "1.00 M");
  EXPECT_EQ(short_count(1e8), "100 M");
  EXPECT_EQ(short_count(1e9), "1.0 G");
  EXPECT_EQ(short_count(1e12), "1.00e+12");
  EXPECT_EQ(short_count(std::nan("")), "–");
  EXPECT_EQ(duration(9.94), "9.9 s");
  EXPECT_EQ(duration(10), "10 s");
  EXPECT_EQ(duration(59), "59 s");
  EXPECT_EQ(duration(60), "1 min 00 s");
  EXPECT_EQ(duration(3600), "1 h 00 min");
  EXPECT_EQ(duration(std::nan("")), "–");
  EXPECT_EQ(plural(0, "line", "lines"), "0 lines");
}

}  // namespace
}  // namespace babble::test
