// Sigmoid against its definition in double. The gates as a whole are tested with the GRU and the
// LSTM (core/models/gated_test.cpp).
#include "core/math/gates.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/math/simd.h"

namespace babble {
namespace {

float sigmoid_at(float x) {
  float value = 0;
  sigmoid_of(&x, 1, &value);
  return value;
}

TEST(Sigmoid, WithinFewUnitsOfTheLastPlace) {
  double worst = 0;
  for (float x = -86.9f; x < 40; x += 0.0137f) {
    const double wanted = 1 / (1 + std::exp(-static_cast<double>(x)));
    const float ours = sigmoid_at(x), rounded = static_cast<float>(wanted);
    const double unit = static_cast<double>(
        std::nextafter(rounded, std::numeric_limits<float>::infinity()) - rounded);
    worst = std::max(worst, std::abs(static_cast<double>(ours) - wanted) / unit);
  }
  EXPECT_LT(worst, 3);
}

TEST(Sigmoid, IsSafeForLargeArguments) {
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(sigmoid_at(0), 0.5f);
  for (const float x : {17.5f, 88.0f, 1e4f, 3e38f, infinity}) {
    EXPECT_EQ(sigmoid_at(x), 1) << x;
    EXPECT_LT(sigmoid_at(-x), 3e-8f) << x;
    EXPECT_GE(sigmoid_at(-x), 0) << x;
  }
  EXPECT_EQ(sigmoid_at(-infinity), 0);
  EXPECT_TRUE(std::isnan(sigmoid_at(std::numeric_limits<float>::quiet_NaN())));
}

TEST(Sigmoid, RowsOfAnyLengthInPlace) {
  for (const int size : {1, 3, 16, 17, 40}) {
    std::vector<float> values;
    for (int i = 0; i < size; ++i) values.push_back(0.3f * static_cast<float>(i) - 4);
    const std::vector<float> in = values;
    sigmoid_of(values.data(), size, values.data());
    for (std::size_t i = 0; i < in.size(); ++i) EXPECT_EQ(values[i], sigmoid_at(in[i]));
  }
}

}  // namespace
}  // namespace babble
