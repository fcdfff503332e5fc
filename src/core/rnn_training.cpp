#include "core/rnn_training.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/softmax.h"
#include "core/tiles.h"

namespace babble {
namespace {

// Softmax makes exactly 0 of it.
constexpr float padding_logit = -1e30f;

// Of B rows of a panel: z becomes tanh z.
void apply_tanh(float* z, Index stride, Index rows) noexcept {
  for (Index b = 0; b < rows; ++b, z += stride) {
    simd::store(z, simd::tanh(simd::load(z)));
    simd::store(z + simd::width, simd::tanh(simd::load(z + simd::width)));
  }
}

// Of B rows of a panel: dh becomes dz = dh·(1 - h²), h = tanh z.
void apply_tanh_slope(float* dh, const float* h, Index stride, Index rows) noexcept {
  for (Index b = 0; b < rows; ++b, dh += stride, h += stride) {
    for (Index v = 0; v < panel_width; v += simd::width) {
      const simd::Vec state = simd::load(h + v);
      simd::store(dh + v, simd::load(dh + v) * (1.0f - state * state));
    }
  }
}

// out_j = sum over rows of matrix_rj, row by row, as they lie in memory.
void sum_rows(const Matrix& matrix, RowVectorMap out) noexcept {
  out.setZero();
  for (Index r = 0; r < matrix.rows(); ++r) out += matrix.row(r).head(out.size());
}

}  // namespace

RnnTraining::RnnTraining(int vocabulary_size, int hidden, int batch_size, int time_steps)
    : vocabulary_(vocabulary_size),
      hidden_(hidden),
      batch_(batch_size),
      time_(time_steps),
      W_hh_(hidden, hidden, panel_width),
      W_hh_transposed_(hidden, hidden, panel_width),
      W_hq_(hidden, vocabulary_size, panel_width),
      W_hq_transposed_(vocabulary_size, hidden, panel_width),
      states_panels_(tokens() + batch_size, hidden, tile_rows),
      dstates_panels_(tokens(), hidden, panel_width),
      dlogits_panels_(tokens(), vocabulary_size, panel_width),
      gradient_(vocabulary_size, hidden) {
  const Index Hp = round_up(hidden, panel_width), Vp = round_up(vocabulary_size, panel_width);
  tokens_.resize(static_cast<std::size_t>(tokens()));
  targets_.resize(static_cast<std::size_t>(tokens()));
  inputs_ = Matrix::Zero(vocabulary_, Hp);
  bias_ = RowVector::Constant(Vp, padding_logit);
  states_ = Matrix::Zero(tokens() + batch_, Hp);
  logits_ = Matrix::Zero(tokens(), Vp);
  dstates_ = Matrix::Zero(tokens(), Hp);
}

/// H_t = tanh(X_t·W_xh + H_{t-1}·W_hh + b_h), d2l §8.4. X_t·W_xh is a selection of rows.
void RnnTraining::step_forward(Index t) noexcept {
  const Index B = batch_, Hp = states_.cols();
  const float* before = states_.row(t * B).data();  // B×Hp, H_{t-1}
  const TokenId* tokens = tokens_.data() + t * B;
  for (Index p = 0; p < W_hh_.count(); ++p) {
    const Index column = p * panel_width;
    float* after = states_.row((t + 1) * B).data() + column;  // B×panel_width of H_t
    for (Index b = 0; b < B; ++b) {
      const float* input = inputs_.row(tokens[b]).data() + column;
      std::copy(input, input + panel_width, after + b * Hp);
    }
    add_product(after, Hp, before, Hp, B, W_hh_.panel(p), hidden_);
    apply_tanh(after, Hp, B);
  }
}

/// dH_t = dO_t·W_hqᵀ + dZ_{t+1}·W_hhᵀ,  dZ_t = dH_t ∘ (1 - H_t²)            (d2l §8.7)
void RnnTraining::step_backward(Index t) noexcept {
  const Index B = batch_, Hp = states_.cols(), Vp = logits_.cols();
  const float* dlogits = logits_.row(t * B).data();  // B×Vp, dO_t
  for (Index p = 0; p < W_hh_transposed_.count(); ++p) {
    const Index column = p * panel_width;
    float* dstate = dstates_.row(t * B).data() + column;  // B×panel_width of dZ_t
    for (Index b = 0; b < B; ++b) std::fill_n(dstate + b * Hp, panel_width, 0.0f);
    add_product(dstate, Hp, dlogits, Vp, B, W_hq_transposed_.panel(p), vocabulary_);
    if (t + 1 < time_) {
      const float* later = dstates_.row((t + 1) * B).data();  // B×Hp, dZ_{t+1}
      add_product(dstate, Hp, later, Hp, B, W_hh_transposed_.panel(p), hidden_);
    }
    apply_tanh_slope(dstate, states_.row((t + 1) * B).data() + column, Hp, B);
  }
}

void RnnTraining::forward(const RnnParameters& weights, std::span<const TokenId> x) noexcept {
  assert(x.size() == tokens_.size());
  const Index B = batch_, T = time_, Hp = states_.cols(), Vp = logits_.cols();
  for (Index b = 0; b < B; ++b) {
    for (Index t = 0; t < T; ++t) {
      tokens_[static_cast<std::size_t>(t * B + b)] = x[static_cast<std::size_t>(b * T + t)];
    }
  }
  W_hh_.pack(weights.W_hh().data(), hidden_);
  W_hq_.pack(weights.W_hq().data(), vocabulary_);
  inputs_.leftCols(hidden_) = weights.W_xh();
  inputs_.leftCols(hidden_).rowwise() += weights.b_h();
  bias_.head(vocabulary_) = weights.b_q();

  for (Index t = 0; t < T; ++t) step_forward(t);

  // O = H·W_hq + b_q, all time steps at once
  logits_.rowwise() = bias_;
  for (Index p = 0; p < W_hq_.count(); ++p) {
    add_product(logits_.data() + p * panel_width, Vp, states_.row(B).data(), Hp, T * B,
                W_hq_.panel(p), hidden_);
  }
}

double RnnTraining::backward(const RnnParameters& weights, std::span<const TokenId> y) noexcept {
  assert(y.size() == targets_.size());
  const Index B = batch_, T = time_;
  for (Index b = 0; b < B; ++b) {
    for (Index t = 0; t < T; ++t) {
      targets_[static_cast<std::size_t>(t * B + b)] = y[static_cast<std::size_t>(b * T + t)];
    }
  }
  // loss = mean over the B·T tokens; logits become dO
  const double loss = cross_entropy_backward(logits_, targets_);

  // From the last time step to the first.
  W_hh_transposed_.pack_transposed(weights.W_hh().data(), hidden_);
  W_hq_transposed_.pack_transposed(weights.W_hq().data(), vocabulary_);
  for (Index t = T - 1; t >= 0; --t) step_backward(t);

  // O = H·W_hq + b_q:  dW_hq = sum_t H_tᵀ·dO_t, db_q = sum of rows of dO
  states_panels_.pack(states_.data(), states_.cols());
  dlogits_panels_.pack(logits_.data(), logits_.cols());
  multiply_transposed(gradient_.W_hq().data(), vocabulary_, states_panels_, B, dlogits_panels_);
  sum_rows(logits_, gradient_.b_q());

  // Z_t = X_t·W_xh + H_{t-1}·W_hh + b_h:
  //   dW_hh = sum_t H_{t-1}ᵀ·dZ_t, db_h = sum of rows of dZ, dW_xh = sum_t X_tᵀ·dZ_t
  dstates_panels_.pack(dstates_.data(), dstates_.cols());
  multiply_transposed(gradient_.W_hh().data(), hidden_, states_panels_, 0, dstates_panels_);
  sum_rows(dstates_, gradient_.b_h());
  MatrixMap dW_xh = gradient_.W_xh();  // V×H; X_tᵀ·dZ_t adds each row of dZ to its token's row
  dW_xh.setZero();
  for (Index r = 0; r < T * B; ++r) {
    dW_xh.row(tokens_[static_cast<std::size_t>(r)]) += dstates_.row(r).head(hidden_);
  }
  return loss;
}

void RnnTraining::carry_state() noexcept { states_.topRows(batch_) = states_.bottomRows(batch_); }

void RnnTraining::reset_state() noexcept { states_.topRows(batch_).setZero(); }

void RnnTraining::clear_last_state(int sequence) noexcept {
  states_.row(tokens() + sequence).setZero();
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
