// Compiled with -fno-math-errno, without which a square root is a call.
#include "core/training/adamw.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/math/simd.h"

namespace babble {
namespace {

using simd::Vec;

constexpr double epsilon = 1e-8;
constexpr std::string_view mean_prefix = "optimizer.exp_avg.";
constexpr std::string_view square_prefix = "optimizer.exp_avg_sq.";

struct Factors {
  float scale, keep, beta1, rest1, beta2, rest2, step_size, root_scale;
};

Vec root_of(Vec value) noexcept {
  Vec root;
  for (int i = 0; i < simd::width; ++i) root[i] = std::sqrt(value[i]);
  return root;
}

/// One vector of parameters p with their gradient g, m and v.
void update(const Factors& f, float* p, const float* g, float* m, float* v) noexcept {
  // The clipped gradient is rounded before it is used, as PyTorch's is.
  const Vec slope = simd::load(g) * f.scale;
  const Vec mean = simd::multiply_add(simd::load(m), simd::broadcast(f.beta1), slope * f.rest1);
  const Vec square =
      simd::multiply_add(simd::load(v), simd::broadcast(f.beta2), slope * slope * f.rest2);
  simd::store(m, mean);
  simd::store(v, square);
  const Vec root = root_of(square) * f.root_scale + static_cast<float>(epsilon);
  simd::store(p, simd::load(p) * f.keep - f.step_size * (mean / root));
}

std::vector<TensorSpec> renamed(const std::vector<TensorSpec>& specs, std::string_view prefix) {
  std::vector<TensorSpec> result = specs;
  for (TensorSpec& spec : result) spec.name = std::string(prefix) + spec.name;
  return result;
}

}  // namespace

AdamW::AdamW(const Settings& settings, const std::vector<TensorSpec>& specs)
    : beta1_(settings.beta1),
      beta2_(settings.beta2),
      decay_(settings.weight_decay),
      mean_(renamed(specs, mean_prefix)),
      square_(renamed(specs, square_prefix)) {}

void AdamW::step(Parameters& parameters, const Parameters& gradient, double rate, double scale,
                 std::span<const Range>) noexcept {
  ++steps_;
  const auto t = static_cast<double>(steps_);
  const auto single = [](double value) { return static_cast<float>(value); };
  const Factors factors{.scale = single(scale),
                        .keep = single(1 - rate * decay_),
                        .beta1 = single(beta1_),
                        .rest1 = single(1 - beta1_),
                        .beta2 = single(beta2_),
                        .rest2 = single(1 - beta2_),
                        .step_size = single(rate / (1 - std::pow(beta1_, t))),
                        .root_scale = single(1 / std::sqrt(1 - std::pow(beta2_, t)))};
  float* const p = parameters.values().data();
  const float* const g = gradient.values().data();
  float* const m = mean_.values().data();
  float* const v = square_.values().data();
  const Eigen::Index size = parameters.size();
  Eigen::Index i = 0;
  for (; i + simd::width <= size; i += simd::width) update(factors, p + i, g + i, m + i, v + i);
  if (i == size) return;
  float rest[4][simd::width] = {};
  std::copy(p + i, p + size, rest[0]);
  std::copy(g + i, g + size, rest[1]);
  std::copy(m + i, m + size, rest[2]);
  std::copy(v + i, v + size, rest[3]);
  update(factors, rest[0], rest[1], rest[2], rest[3]);
  const Eigen::Index count = size - i;
  std::copy(rest[0], rest[0] + count, p + i);
  std::copy(rest[2], rest[2] + count, m + i);
  std::copy(rest[3], rest[3] + count, v + i);
}

// The squares must stay within float32, and the decay must not make the parameters larger.
bool AdamW::can_step(double norm, double rate) const noexcept {
  return norm < 1e15 && rate * decay_ <= 2;
}

std::vector<Tensor> AdamW::state() const {
  std::vector<Tensor> tensors{{"optimizer.step", {1}, {}, {steps_}}};
  for (const Parameters* part : {&mean_, &square_})
    for (const TensorView& view : part->tensors())
      tensors.push_back({view.name, view.shape, {view.values.begin(), view.values.end()}, {}});
  return tensors;
}

void AdamW::restore(std::span<const Tensor> tensors) {
  const Tensor& steps = find_tensor(tensors, {"optimizer.step", {1}, true});
  if (steps.integers[0] < 0 || tensors.size() != 1 + 2 * mean_.specs().size())
    throw Error("The state of the optimizer in the saved run does not fit its model.");
  mean_.load(tensors);
  square_.load(tensors);
  if (square_.size() > 0 && square_.values().minCoeff() < 0)
    throw Error("The state of the optimizer in the saved run has a negative mean square.");
  steps_ = steps.integers[0];
}

}  // namespace babble
