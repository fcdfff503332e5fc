#include "core/settings/learning_rate.h"

#include <gtest/gtest.h>

#include "core/base/error.h"

namespace babble {
namespace {

TEST(LearningRate, ConstantAndStep) {
  EXPECT_EQ(LearningRate(0.5).at(1), 0.5);
  EXPECT_EQ(LearningRate(0.5, "constant").at(1000000), 0.5);
  const LearningRate step(0.1, "step:100000:0.1");  // makemore part 2
  EXPECT_EQ(step.at(100000), 0.1);
  EXPECT_DOUBLE_EQ(step.at(100001), 0.01);
}

TEST(LearningRate, LinearFallsToZero) {
  const LearningRate rate(0.01, "linear:1000");  // microgpt: 0.01·(1 − step/1000), steps from 0
  EXPECT_DOUBLE_EQ(rate.at(1), 0.01);
  EXPECT_DOUBLE_EQ(rate.at(501), 0.005);
  EXPECT_DOUBLE_EQ(rate.at(1000), 0.01 * (1 - 999.0 / 1000));
  EXPECT_EQ(rate.at(1001), 0);
  EXPECT_EQ(rate.at(5000), 0);
}

TEST(LearningRate, CosineWarmsUpAndFalls) {
  const LearningRate rate(1, "cosine:110:10");
  EXPECT_DOUBLE_EQ(rate.at(1), 0.1);
  EXPECT_DOUBLE_EQ(rate.at(10), 1);
  EXPECT_DOUBLE_EQ(rate.at(11), 1);
  EXPECT_NEAR(rate.at(61), 0.5, 1e-12);
  EXPECT_NEAR(rate.at(111), 0, 1e-12);
  EXPECT_NEAR(rate.at(1000), 0, 1e-12);
  EXPECT_DOUBLE_EQ(LearningRate(2, "cosine:4:0").at(1), 2);
}

TEST(LearningRate, TextsAreReadBackAndBadOnesRefused) {
  for (const char* text : {"constant", "step:100000:0.1", "linear:7", "cosine:100:0"})
    EXPECT_EQ(LearningRate(1, text).schedule(), text);
  for (const char* text : {"", "constant:1", "step", "step:0:1", "step:5", "step:5:x", "step:5:-1",
                           "linear:0", "linear:-3", "linear:1.5", "linear", "cosine:10",
                           "cosine:10:10", "cosine:10:-1", "cosine:0:0", "falling", "linear:5:5"})
    EXPECT_THROW(LearningRate(1, text), Error) << text;
}

}  // namespace
}  // namespace babble
