#include "core/softmax.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace babble {
namespace {

using ArrayMap = Eigen::Map<Eigen::ArrayXf>;
using ConstArrayMap = Eigen::Map<const Eigen::ArrayXf>;

// Eigen's vectorised exp does not go below the smallest normal number; from here on it is 0 in the
// sums of float32 anyway, and -inf (a count of zero) has to give exactly 0.
constexpr float exponent_of_zero = -87.0f;

Eigen::Index length(std::span<const float> values) {
  return static_cast<Eigen::Index>(values.size());
}

// Subtracts each row's largest score and takes the exponential of everything, as one long array so
// that short rows leave no scalar tails. Returns the sum over rows of the target's shifted score.
double exponentials(Matrix& scores, std::span<const TokenId> targets) noexcept {
  double target_sum = 0;
  for (Eigen::Index r = 0; r < scores.rows(); ++r) {
    auto row = scores.row(r);
    row.array() -= row.maxCoeff();
    target_sum += static_cast<double>(row(targets[static_cast<std::size_t>(r)]));
  }
  ArrayMap all(scores.data(), scores.size());
  all = all.exp();
  return target_sum;
}

}  // namespace

void softmax(std::span<const float> scores, std::span<float> probabilities) noexcept {
  assert(!scores.empty() && scores.size() == probabilities.size());
  const ConstArrayMap in(scores.data(), length(scores));
  ArrayMap out(probabilities.data(), length(probabilities));
  out = in - in.maxCoeff();
  out = (out > exponent_of_zero).select(out.exp(), 0.0f);
  out *= 1.0f / out.sum();
}

double log_sum_exp(std::span<const float> scores) noexcept {
  const ConstArrayMap in(scores.data(), length(scores));
  const float largest = in.maxCoeff();
  return static_cast<double>(largest) + std::log(static_cast<double>((in - largest).exp().sum()));
}

double cross_entropy_backward(Matrix& scores, std::span<const TokenId> targets) noexcept {
  assert(static_cast<std::size_t>(scores.rows()) == targets.size());
  double loss = -exponentials(scores, targets);
  const float share = 1.0f / static_cast<float>(scores.rows());
  for (Eigen::Index r = 0; r < scores.rows(); ++r) {
    auto row = scores.row(r);
    const float sum = row.sum();
    loss += std::log(static_cast<double>(sum));
    row *= share / sum;
    row(targets[static_cast<std::size_t>(r)]) -= share;
  }
  return loss / static_cast<double>(scores.rows());
}

double cross_entropy_sum(Matrix& scores, std::span<const TokenId> targets) noexcept {
  assert(static_cast<std::size_t>(scores.rows()) == targets.size());
  double loss = -exponentials(scores, targets);
  for (Eigen::Index r = 0; r < scores.rows(); ++r) {
    loss += std::log(static_cast<double>(scores.row(r).sum()));
  }
  return loss;
}

}  // namespace babble
