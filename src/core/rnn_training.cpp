#include "core/rnn_training.h"

#include <cassert>
#include <cmath>

#include "core/softmax.h"

namespace babble {
namespace {

// sum over rows. Row by row, as they lie in memory.
void sum_rows(const Matrix& matrix, RowVectorMap out) noexcept {
  out.setZero();
  for (Eigen::Index r = 0; r < matrix.rows(); ++r) out += matrix.row(r);
}

}  // namespace

RnnTraining::RnnTraining(int vocabulary_size, int hidden, int batch_size, int time_steps)
    : vocabulary_(vocabulary_size),
      hidden_(hidden),
      batch_(batch_size),
      time_(time_steps),
      gradient_(vocabulary_size, hidden) {
  const Eigen::Index tokens = Eigen::Index{batch_} * time_;
  tokens_.resize(static_cast<std::size_t>(tokens));
  targets_.resize(static_cast<std::size_t>(tokens));
  states_ = Matrix::Zero(tokens + batch_, hidden_);
  logits_ = Matrix::Zero(tokens, vocabulary_);
  dstates_ = Matrix::Zero(tokens, hidden_);
}

void RnnTraining::forward(const RnnParameters& weights, std::span<const TokenId> x) noexcept {
  assert(x.size() == tokens_.size());
  const Eigen::Index B = batch_, T = time_;
  for (Eigen::Index b = 0; b < B; ++b) {
    for (Eigen::Index t = 0; t < T; ++t) {
      tokens_[static_cast<std::size_t>(t * B + b)] = x[static_cast<std::size_t>(b * T + t)];
    }
  }
  // H_t = tanh(X_t·W_xh + H_{t-1}·W_hh + b_h)                                   (d2l §8.4)
  for (Eigen::Index t = 0; t < T; ++t) {
    auto state = states_.middleRows((t + 1) * B, B);  // B×H
    for (Eigen::Index b = 0; b < B; ++b) {
      state.row(b) =
          weights.W_xh().row(tokens_[static_cast<std::size_t>(t * B + b)]) + weights.b_h();
    }
    multiply_add(states_.middleRows(t * B, B), weights.W_hh(), state);
    state = state.array().tanh();
  }
  // O = H·W_hq + b_q, all time steps at once
  multiply(states_.bottomRows(T * B), weights.W_hq(), logits_);
  for (Eigen::Index r = 0; r < logits_.rows(); ++r) logits_.row(r) += weights.b_q();
}

double RnnTraining::backward(const RnnParameters& weights, std::span<const TokenId> y) noexcept {
  assert(y.size() == targets_.size());
  const Eigen::Index B = batch_, T = time_;
  for (Eigen::Index b = 0; b < B; ++b) {
    for (Eigen::Index t = 0; t < T; ++t) {
      targets_[static_cast<std::size_t>(t * B + b)] = y[static_cast<std::size_t>(b * T + t)];
    }
  }
  // loss = mean over the B·T tokens; logits become dO
  const double loss = cross_entropy_backward(logits_, targets_);
  const Matrix& dlogits = logits_;  // T·B × V

  // O = H·W_hq + b_q:  dW_hq = Hᵀ·dO, db_q = sum of rows of dO, dH = dO·W_hqᵀ
  multiply_transposed_left(states_.bottomRows(T * B), dlogits, gradient_.W_hq());
  sum_rows(dlogits, gradient_.b_q());
  multiply_transposed_right(dlogits, weights.W_hq(), dstates_);

  // H_t = tanh(Z_t), Z_t = X_t·W_xh + H_{t-1}·W_hh + b_h, from the last step to the first:
  //   dH_t += dZ_{t+1}·W_hhᵀ,  dZ_t = dH_t ∘ (1 - H_t²)                            (d2l §8.7)
  // dZ takes the place of dH.
  for (Eigen::Index t = T - 1; t >= 0; --t) {
    auto dstate = dstates_.middleRows(t * B, B);  // B×H
    if (t + 1 < T) {
      multiply_add_transposed_right(dstates_.middleRows((t + 1) * B, B), weights.W_hh(), dstate);
    }
    dstate.array() *= 1.0f - states_.middleRows((t + 1) * B, B).array().square();
  }

  //   dW_hh = sum_t H_{t-1}ᵀ·dZ_t, db_h = sum of rows of dZ, dW_xh = sum_t X_tᵀ·dZ_t
  multiply_transposed_left(states_.topRows(T * B), dstates_, gradient_.W_hh());
  sum_rows(dstates_, gradient_.b_h());
  MatrixMap dW_xh = gradient_.W_xh();  // V×H; X_tᵀ·dZ_t adds each row of dZ to its token's row
  dW_xh.setZero();
  for (Eigen::Index r = 0; r < T * B; ++r) {
    dW_xh.row(tokens_[static_cast<std::size_t>(r)]) += dstates_.row(r);
  }
  return loss;
}

void RnnTraining::carry_state() noexcept { states_.topRows(batch_) = states_.bottomRows(batch_); }

void RnnTraining::reset_state() noexcept { states_.topRows(batch_).setZero(); }

void RnnTraining::clear_last_state(int sequence) noexcept {
  states_.row(Eigen::Index{time_} * batch_ + sequence).setZero();
}

double gradient_norm(const RnnParameters& gradient) noexcept {
  return std::sqrt(static_cast<double>(gradient.values().squaredNorm()));
}

bool clip_gradient(RnnParameters& gradient, double norm, double limit) noexcept {
  if (limit <= 0 || norm <= limit) return false;
  gradient.values() *= static_cast<float>(limit / norm);
  return true;
}

void descend(RnnParameters& weights, const RnnParameters& gradient, double rate) noexcept {
  weights.values() -= static_cast<float>(rate) * gradient.values();
}

}  // namespace babble
