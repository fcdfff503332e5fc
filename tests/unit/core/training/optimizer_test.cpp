#include "core/training/optimizer.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/training/adamw.h"

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

Parameters of_size(int size, float step) {
  Parameters parameters({{"W", {size}}});
  for (int i = 0; i < size; ++i)
    parameters.values()(i) = std::sin(step * static_cast<float>(i + 1));
  return parameters;
}

// The formulas of adamw.h in double, one value after the other. 37 is no multiple of any vector.
TEST(Optimizer, AdamWIsItsFormulas) {
  Settings settings;
  settings.beta1 = 0.85;
  settings.weight_decay = 0.1;
  Parameters values = of_size(37, 0.7f);
  AdamW optimizer(settings, values.specs());
  std::vector<double> p(37), m(37, 0.0), v(37, 0.0);
  for (std::size_t i = 0; i < 37; ++i) p[i] = static_cast<double>(values.values().data()[i]);
  const double rates[] = {0.1, 0.05, 0.2, 0.1};
  for (int t = 1; t <= 4; ++t) {
    const Parameters gradient = of_size(37, 0.3f * static_cast<float>(t));
    const double rate = rates[t - 1], scale = t == 3 ? 0.25 : 1;
    if (t == 4) {
      settings.weight_decay = 0.5;
      optimizer.settings_changed(settings);
    }
    optimizer.step(values, gradient, rate, scale, {});
    for (std::size_t i = 0; i < 37; ++i) {
      const double g = scale * static_cast<double>(gradient.values().data()[i]);
      m[i] = 0.85 * m[i] + 0.15 * g;
      v[i] = 0.99 * v[i] + 0.01 * g * g;
      p[i] *= 1 - rate * settings.weight_decay;
      p[i] -= rate * (m[i] / (1 - std::pow(0.85, t))) /
              (std::sqrt(v[i] / (1 - std::pow(0.99, t))) + 1e-8);
      EXPECT_NEAR(static_cast<double>(values.values().data()[i]), p[i], 2e-6) << t << ", " << i;
    }
  }
}

TEST(Optimizer, AdamWRefusesAStateThatIsNotItsOwn) {
  const Parameters values = filled(1, 0.25f);
  Parameters changed = values;
  AdamW optimizer(Settings{}, values.specs());
  optimizer.step(changed, values, 0.1, 1, {});
  const std::vector<Tensor> sound = optimizer.state();
  EXPECT_NO_THROW(optimizer.restore(sound));
  EXPECT_THROW(Sgd().restore(sound), Error);
  const auto expect_refused = [&](auto change) {
    std::vector<Tensor> state = sound;
    change(state);
    EXPECT_THROW(optimizer.restore(state), Error);
  };
  expect_refused([](auto& state) { state.clear(); });
  expect_refused([](auto& state) { state.pop_back(); });
  expect_refused([](auto& state) { state.push_back({"optimizer.more", {1}, {0}, {}}); });
  expect_refused([](auto& state) { state[0].integers[0] = -1; });
  expect_refused([](auto& state) { state[1].shape = {3, 2}; });
  expect_refused([](auto& state) { state.back().values[0] = -1; });
}

TEST(Optimizer, StepsThatWouldLeaveTheRangeAreNotMade) {
  Settings settings;
  settings.optimizer = OptimizerKind::adamw;
  const auto adamw = make_optimizer(settings, {{"W", {2}}});
  EXPECT_TRUE(adamw->can_step(1e6, 200));
  EXPECT_FALSE(adamw->can_step(1, 201)) << "the decay would turn the parameters over and grow them";
  EXPECT_FALSE(adamw->can_step(1e20, 1)) << "the square is not a float32";
  EXPECT_FALSE(Sgd().can_step(1e29, 100));
}

}  // namespace
}  // namespace babble
