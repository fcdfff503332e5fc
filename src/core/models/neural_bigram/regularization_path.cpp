#include "core/models/neural_bigram/regularization_path.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace babble {
namespace {

constexpr int most_iterations = 60;

}  // namespace

RegularizationPath::RegularizationPath(const CountMatrix& counts)
    : size_(counts.size()),
      weights_(static_cast<std::size_t>(size_) * static_cast<std::size_t>(size_), 0.0),
      p_(static_cast<std::size_t>(size_)),
      step_(static_cast<std::size_t>(size_)),
      trial_(static_cast<std::size_t>(size_)),
      model_(NeuralBigramParameters(size_, false)) {
  const auto total = static_cast<double>(counts.total());
  assert(total > 0);
  for (const std::int64_t sum : counts.row_sums())
    row_shares_.push_back(static_cast<double>(sum) / total);
  for (const std::int64_t count : counts.values())
    shares_.push_back(static_cast<double>(count) / total);
}

// f(w) = c·logsumexp(w) − Σ s_j w_j + μ/2 Σ w_j², with c = n_i/M, s_j = N_ij/M, μ = 2λ/V².
// Leaves softmax(w) in p_.
double RegularizationPath::value(const std::vector<double>& w, double penalty) {
  const double largest = *std::max_element(w.begin(), w.end());
  double sum = 0, linear = 0, square = 0;
  for (std::size_t j = 0; j < w.size(); ++j) {
    p_[j] = std::exp(w[j] - largest);
    sum += p_[j];
    linear += targets_[j] * w[j];
    square += w[j] * w[j];
  }
  for (double& p : p_) p /= sum;
  return share_ * (largest + std::log(sum)) - linear + penalty / 2 * square;
}

void RegularizationPath::solve_row(int row, double penalty) {
  const auto size = static_cast<std::size_t>(size_);
  double* const weights = weights_.data() + static_cast<std::size_t>(row) * size;
  targets_ = shares_.data() + static_cast<std::size_t>(row) * size;
  share_ = row_shares_[static_cast<std::size_t>(row)];
  if (share_ == 0) {
    std::fill_n(weights, size, 0.0);
    return;
  }
  std::vector<double> w(weights, weights + size);
  double now = value(w, penalty);
  for (int iteration = 0; iteration < most_iterations; ++iteration) {
    // gradient g = c p − s + μ w; Hessian H = D − c p pᵀ with D = diag(c p + μ). By Sherman and
    // Morrison H⁻¹g = D⁻¹g + c D⁻¹p (pᵀD⁻¹g) / (1 − c pᵀD⁻¹p), and 1 − c pᵀD⁻¹p = Σ p μ/(c p + μ).
    double along = 0, rest = 0, decrease = 0;
    for (std::size_t j = 0; j < size; ++j) {
      const double d = share_ * p_[j] + penalty;
      const double g = share_ * p_[j] - targets_[j] + penalty * w[j];
      step_[j] = g / d;
      along += p_[j] * g / d;
      rest += p_[j] * penalty / d;
    }
    for (std::size_t j = 0; j < size; ++j) {
      const double g = share_ * p_[j] - targets_[j] + penalty * w[j];
      step_[j] += share_ * p_[j] / (share_ * p_[j] + penalty) * along / rest;
      decrease += g * step_[j];
    }
    if (!(decrease > 1e-15 * share_)) break;
    double length = 1, next = now;
    for (int halving = 0; halving < 40; ++halving, length /= 2) {
      for (std::size_t j = 0; j < size; ++j) trial_[j] = w[j] - length * step_[j];
      next = value(trial_, penalty);
      if (next <= now - 1e-4 * length * decrease) break;
    }
    if (!(next < now)) break;
    std::swap(w, trial_);
    now = next;
  }
  std::copy(w.begin(), w.end(), weights);
}

const NeuralBigram& RegularizationPath::minimum(double l2) {
  assert(l2 > 0);
  const double penalty = 2 * l2 / (static_cast<double>(size_) * static_cast<double>(size_));
  for (int row = 0; row < size_; ++row) solve_row(row, penalty);
  MatrixMap weight = model_.weights().W();
  for (int i = 0; i < size_; ++i) {
    for (int j = 0; j < size_; ++j) {
      weight(i, j) = static_cast<float>(
          weights_[static_cast<std::size_t>(i) * static_cast<std::size_t>(size_) +
                   static_cast<std::size_t>(j)]);
    }
  }
  return model_;
}

}  // namespace babble
