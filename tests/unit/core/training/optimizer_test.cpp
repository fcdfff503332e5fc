#include "core/training/optimizer.h"

#include <gtest/gtest.h>

#include <cmath>

namespace babble {
namespace {

Parameters filled(float first, float step) {
  Parameters parameters({{"A", {2, 3}}, {"b", {3}}});
  for (Eigen::Index i = 0; i < parameters.size(); ++i)
    parameters.values()(i) = first + step * static_cast<float>(i);
  return parameters;
}

TEST(Optimizer, ClippingIsOverAllParametersTogether) {
  Parameters gradient = filled(0.5f, 0);
  const double norm = gradient_norm(gradient);
  EXPECT_NEAR(norm, 0.5 * std::sqrt(9.0), 1e-6);
  EXPECT_EQ(clip_scale(norm, 0), 1) << "off";
  EXPECT_EQ(clip_scale(norm, norm + 0.1), 1);
  EXPECT_EQ(clip_scale(norm, norm), 1);
  EXPECT_NEAR(clip_scale(norm, 1) * norm, 1, 1e-12);
}

TEST(Optimizer, SgdGoesAgainstTheClippedGradient) {
  const Parameters before = filled(1, 0.25f), gradient = filled(-2, 0.5f);
  Parameters after = before;
  sgd_step(after, gradient, 0.5, 0.25);
  for (Eigen::Index i = 0; i < after.size(); ++i)
    EXPECT_FLOAT_EQ(after.values()(i), before.values()(i) - 0.125f * gradient.values()(i));
}

TEST(Optimizer, SgdLeavesWhatWasNotTouched) {
  const Parameters before = filled(1, 0.25f), gradient = filled(3, 1);
  Parameters after = before;
  const Range touched[] = {{1, 3}, {8, 9}};
  sgd_step(after, gradient, 1, 1, touched);
  for (const Eigen::Index i : {0, 3, 4, 5, 6, 7}) EXPECT_EQ(after.values()(i), before.values()(i));
  for (const Eigen::Index i : {1, 2, 8})
    EXPECT_EQ(after.values()(i), before.values()(i) - gradient.values()(i));
  const Eigen::RowVectorXf& g = gradient.values();
  EXPECT_NEAR(gradient_norm(gradient, touched), std::sqrt(g(1) * g(1) + g(2) * g(2) + g(8) * g(8)),
              1e-5);
}

}  // namespace
}  // namespace babble
