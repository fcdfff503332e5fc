// Axes and numbers: ticks, positions and texts.
#include "ui/base/format.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "ui/widgets/axis.h"

namespace babble::test {
namespace {

using namespace ui;

TEST(Format, numbers_are_grouped_and_rounded) {
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

TEST(Format, borders_of_the_ranges) {
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

std::string labels(const Axis& axis, int most, bool whole = false) {
  std::string all;
  for (const Tick& tick : axis.ticks(most, whole)) all += (all.empty() ? "" : " ") + tick.label;
  return all;
}

TEST(AxisTicks, are_round_numbers_within_the_range) {
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

TEST(AxisTicks, of_a_logarithmic_axis_are_powers_of_ten_and_more_if_they_fit) {
  EXPECT_EQ(labels(Axis(1, 5000, true), 8), "1   10   100   1,000  ");
  EXPECT_EQ(labels(Axis(1, 5000, true), 12), "1 2 5 10 20 50 100 200 500 1,000 2,000 5,000");
  EXPECT_EQ(labels(Axis(0.02, 0.5, true), 8), "0.02 0.05 0.1 0.2 0.5");
  EXPECT_EQ(labels(Axis(1, 1e5, true), 2), "1   1,000  ") << "every third power, and no others";
  EXPECT_EQ(labels(Axis(1e6, 1e7, true), 3), "1000000 2000000 5000000 10000000");
  EXPECT_EQ(labels(Axis(2, 5, true), 3), "2 3 4 5") << "less than a decade: as a linear one";
}

TEST(Axis, position_and_value_are_inverse) {
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

TEST(Axis, is_padded) {
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

TEST(Axis, handles_extreme_ranges) {
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

}  // namespace
}  // namespace babble::test
