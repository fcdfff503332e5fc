#include "core/models/rnn/rnn_pass.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

#include "core/math/gemm.h"
#include "core/math/tanh.h"

namespace babble {
namespace {

// A mini-batch with fewer floating-point operations takes less than about a millisecond; waking
// threads costs more than they gain.
constexpr double least_shared_work = 6e7;

// `count` floats, a multiple of the vector width.
void copy_vectors(const float* from, Index count, float* to) noexcept {
  for (Index v = 0; v < count; v += simd::width) simd::store(to + v, simd::load(from + v));
}
void add_vectors(const float* from, Index count, float* to) noexcept {
  for (Index v = 0; v < count; v += simd::width) {
    simd::store(to + v, simd::load(to + v) + simd::load(from + v));
  }
}

}  // namespace

RnnPass::RnnPass(int vocabulary_size, int hidden_size, int batch_size, int time_steps)
    : vocabulary_(vocabulary_size),
      hidden_(hidden_size),
      batch_(batch_size),
      time_(time_steps),
      padded_batch_(round_up(batch_size, interleave)),
      W_hh_(hidden_size, hidden_size, panel_width, wide_panel_width),
      W_hq_(hidden_size, vocabulary_size, panel_width, wide_panel_width),
      weights_transposed_(vocabulary_size + hidden_size, hidden_size, panel_width,
                          wide_panel_width),
      dstates_panels_(row(time_steps, 0), hidden_size, panel_width, wide_panel_width),
      dlogits_panels_(row(time_steps, 0), vocabulary_size, panel_width, wide_panel_width),
      gradient_(vocabulary_size, hidden_size) {
  const Index Hp = round_up(hidden_size, panel_width), Vp = round_up(vocabulary_size, panel_width);
  const auto tokens = static_cast<std::size_t>(row(time_, 0));
  tokens_.resize(tokens);
  targets_.resize(tokens);
  losses_.resize(tokens);
  inputs_ = Matrix::Zero(vocabulary_, Hp);
  bias_ = RowVector::Constant(Vp, padding_logit);
  states_ = Matrix::Zero(row(time_ + 1, 0), stride_across_cache(Hp));
  logits_ = Matrix::Zero(row(time_, 0), Vp);
  sums_ = Matrix::Zero(padded_batch_, wide_panel_width);
  for (Matrix& rows : arriving_) rows = Matrix::Zero(padded_batch_, vocabulary_ + Hp);
}

// --- threads ---------------------------------------------------------------------------------

void RnnPass::set_threads(int threads) {
  pool_ = nullptr;
  if (threads == 0) {
    const double work = 6.0 * batch_ * time_ * hidden_ * (hidden_ + vocabulary_);
    if (work >= least_shared_work) pool_ = ThreadPool::shared();
  } else if (threads > 1) {
    pool_ = std::make_shared<ThreadPool>(threads);
  }
  if (pool_ && pool_->size() == 1) pool_ = nullptr;
}

// One thread takes all sequences together, so that a panel of the weights serves all of them while
// it is in the cache. Several threads take groups of half their share: a thread that the system
// delays then delays the others little.
template <class Work>
void RnnPass::each_group(const Work& work) noexcept {
  Index rows = padded_batch_;
  if (pool_) {
    const Index tiles = (padded_batch_ + tile_rows - 1) / tile_rows;
    const Index groups = std::min<Index>(tiles, 2 * pool_->size());
    rows = tile_rows * ((tiles + groups - 1) / groups);
  }
  parallel_for(pool_.get(), (padded_batch_ + rows - 1) / rows, [&](Index g) {
    work(Group{g * rows, std::min(rows, padded_batch_ - g * rows)});
  });
}

// B×T -> rows t·Bp + b. Padding rows stay 0.
void RnnPass::arrange(std::span<const TokenId> tokens, std::vector<TokenId>& out) const noexcept {
  assert(tokens.size() == static_cast<std::size_t>(batch_) * static_cast<std::size_t>(time_));
  std::size_t from = 0;
  for (Index b = 0; b < batch_; ++b) {
    for (Index t = 0; t < time_; ++t) out[static_cast<std::size_t>(row(t, b))] = tokens[from++];
  }
}

// --- forward ---------------------------------------------------------------------------------

void RnnPass::pack_forward(const RnnParameters& weights, Index p) noexcept {
  if (p < W_hq_.count()) W_hq_.pack(p, weights.W_hq().data(), vocabulary_);
  if (p >= W_hh_.count()) return;
  W_hh_.pack(p, weights.W_hh().data(), hidden_);
  const Index begin = W_hh_.first_column(p), columns = W_hh_.columns(p);
  const auto b_h = weights.b_h().segment(begin, columns);
  for (Index v = 0; v < vocabulary_; ++v) {
    inputs_.row(v).segment(begin, columns) = weights.W_xh().row(v).segment(begin, columns) + b_h;
  }
}

/// H_t = tanh(X_t·W_xh + H_{t-1}·W_hh + b_h), d2l §8.4. X_t·W_xh is a selection of rows.
void RnnPass::step_forward(Index t, Group group) noexcept {
  const Index Hs = states_.cols(), from = group.begin * Hs;
  const float* before = state(t) + from;  // rows of H_{t-1}
  float* after = state(t + 1) + from;     // rows of H_t
  const TokenId* tokens = tokens_.data() + row(t, group.begin);
  float* z = sums_.row(group.begin).data();  // rows × width
  const auto start = [&](Index p) {
    const Index column = W_hh_.first_column(p), width = W_hh_.width(p);
    for (Index b = 0; b < group.rows; ++b) {
      copy_vectors(inputs_.row(tokens[b]).data() + column, width, z + b * width);
    }
    return PanelOutput{z, width};
  };
  gemm(before, Hs, group.rows, W_hh_, hidden_, start, [&](Index p, PanelOutput) {
    tanh_forward(z, W_hh_.width(p), group.rows, after + W_hh_.first_column(p) * interleave, Hs);
  });
}

/// O_t = H_t·W_hq + b_q
void RnnPass::output_forward(Index t, Group group) noexcept {
  const Index Hs = states_.cols(), Vp = logits_.cols();
  float* out = row_of_logits(row(t, group.begin));
  for (Index b = 0; b < group.rows; ++b) std::copy_n(bias_.data(), Vp, out + b * Vp);
  const auto start = [&](Index p) { return PanelOutput{out + W_hq_.first_column(p), Vp}; };
  gemm(state(t + 1) + group.begin * Hs, Hs, group.rows, W_hq_, hidden_, start,
       [](Index, PanelOutput) {});
}

void RnnPass::forward_group(Group group) noexcept {
  for (Index t = 0; t < time_; ++t) {
    step_forward(t, group);
    output_forward(t, group);
  }
}

// --- backward --------------------------------------------------------------------------------

/// dO_t = (softmax(O_t) - Y_t)/(B·T), row-major, packed and interleaved for its three readers.
void RnnPass::loss_backward(Index t, Group group) noexcept {
  const Index Vp = logits_.cols(), stride = arriving_[0].cols();
  const float share = 1.0f / static_cast<float>(Index{batch_} * time_);
  for (Index b = group.begin; b < group.begin + group.rows; ++b) {
    const Index r = row(t, b);
    float* scores = row_of_logits(r);
    if (b < batch_) {
      const auto i = static_cast<std::size_t>(r);
      losses_[i] = row_loss_and_gradient(scores, Vp, targets_[i], share);
    } else {
      std::fill_n(scores, Vp, 0.0f);
    }
    for (Index p = 0; p < dlogits_panels_.count(); ++p) {
      copy_vectors(scores + dlogits_panels_.first_column(p), dlogits_panels_.width(p),
                   dlogits_panels_.panel(p, r));
    }
  }
  interleave_rows(row_of_logits(row(t, group.begin)), Vp, group.rows, vocabulary_,
                  arriving_[t % 2].data() + group.begin * stride, stride);
}

/// dH_t = dO_t·W_hqᵀ + dZ_{t+1}·W_hhᵀ = [dO_t dZ_{t+1}]·[W_hq W_hh]ᵀ,
/// dZ_t = dH_t ∘ (1 - H_t²)                                                 (d2l §8.7)
void RnnPass::step_backward(Index t, Group group) noexcept {
  const Index Hs = states_.cols(), stride = arriving_[0].cols();
  const float* arriving =
      arriving_[t % 2].data() + group.begin * stride;                     // rows of [dO_t dZ_{t+1}]
  float* leaving = arriving_[(t + 1) % 2].data() + group.begin * stride;  // rows of [… dZ_t]
  const float* after = state(t + 1) + group.begin * Hs;                   // rows of H_t
  const Index depth = vocabulary_ + (t + 1 < time_ ? hidden_ : 0);
  const auto start = [&](Index p) {
    const Index width = dstates_panels_.width(p);
    float* dz = dstates_panels_.panel(p, row(t, group.begin));  // rows × width
    std::fill_n(dz, group.rows * width, 0.0f);
    return PanelOutput{dz, width};
  };
  gemm(arriving, stride, group.rows, weights_transposed_, depth, start,
       [&](Index p, PanelOutput dz) {
         const Index column = dstates_panels_.first_column(p);
         tanh_backward(dz.values, dz.stride, group.rows, after + column * interleave, Hs,
                       leaving + (vocabulary_ + column) * interleave, stride);
       });
}

/// Z_t = X_t·W_xh + H_{t-1}·W_hh + b_h:
///   dW_hh = sum_t H_{t-1}ᵀ·dZ_t, db_h = sum of rows of dZ, dW_xh = sum_t X_tᵀ·dZ_t,
/// the columns of panel p. X_tᵀ·dZ_t adds each row of dZ to its token's row; all rows of that
/// together are then the sum of all rows of dZ.
void RnnPass::hidden_weight_gradients(Index p) noexcept {
  gemm_tn(gradient_.W_hh().data(), hidden_, state(0), states_.cols(), hidden_, dstates_panels_, p);
  const Index begin = dstates_panels_.first_column(p), columns = dstates_panels_.columns(p);
  const Index width = dstates_panels_.width(p);
  MatrixMap dW_xh = gradient_.W_xh();
  dW_xh.middleCols(begin, columns).setZero();
  const float* dz = dstates_panels_.panel(p);
  for (std::size_t r = 0; r < tokens_.size(); ++r, dz += width) {
    float* out = dW_xh.row(tokens_[r]).data() + begin;
    if (columns == width) {
      add_vectors(dz, width, out);
    } else {
      for (Index k = 0; k < columns; ++k) out[k] += dz[k];
    }
  }
  gradient_.b_h().segment(begin, columns) = dW_xh.middleCols(begin, columns).colwise().sum();
}

/// O = H·W_hq + b_q:  dW_hq = sum_t H_tᵀ·dO_t, db_q = sum of rows of dO, the columns of panel p.
void RnnPass::output_weight_gradients(Index p) noexcept {
  gemm_tn(gradient_.W_hq().data(), vocabulary_, state(1), states_.cols(), hidden_, dlogits_panels_,
          p);
  const Index columns = dlogits_panels_.columns(p), width = dlogits_panels_.width(p);
  float sum[wide_panel_width] = {};
  const float* dlogits = dlogits_panels_.panel(p);
  for (std::size_t r = 0; r < tokens_.size(); ++r, dlogits += width) {
    add_vectors(dlogits, width, sum);
  }
  std::copy_n(sum, columns, gradient_.b_q().data() + dlogits_panels_.first_column(p));
}

void RnnPass::pack_backward(const RnnParameters& weights, Index p) noexcept {
  weights_transposed_.pack_transposed(p, weights.W_hq().data(), vocabulary_, 0, vocabulary_);
  weights_transposed_.pack_transposed(p, weights.W_hh().data(), hidden_, vocabulary_, hidden_);
}

// From the last time step to the first.
void RnnPass::backward_group(Group group) noexcept {
  for (Index t = time_ - 1; t >= 0; --t) {
    loss_backward(t, group);
    step_backward(t, group);
  }
}

void RnnPass::weight_gradients() noexcept {
  const Index panels = dstates_panels_.count();
  // Even panels first: neighbouring panels share cache lines, and two threads that write them at
  // the same time would contend for these lines.
  const Index even = (panels + 1) / 2;
  parallel_for(pool_.get(), panels + dlogits_panels_.count(), [&](Index i) {
    if (i < panels) {
      hidden_weight_gradients(i < even ? 2 * i : 2 * (i - even) + 1);
    } else {
      output_weight_gradients(i - panels);
    }
  });
}

// --- a mini-batch ----------------------------------------------------------------------------

void RnnPass::forward(const RnnParameters& weights, std::span<const TokenId> x) noexcept {
  arrange(x, tokens_);
  bias_.head(vocabulary_) = weights.b_q();
  parallel_for(pool_.get(), forward_panels(), [&](Index p) { pack_forward(weights, p); });
  each_group([&](Group group) { forward_group(group); });
}

double RnnPass::backward(const RnnParameters& weights, std::span<const TokenId> y) noexcept {
  arrange(y, targets_);
  parallel_for(pool_.get(), weights_transposed_.count(),
               [&](Index p) { pack_backward(weights, p); });
  each_group([&](Group group) { backward_group(group); });
  weight_gradients();
  return mean_loss();
}

double RnnPass::forward_and_backward(const RnnParameters& weights, std::span<const TokenId> x,
                                     std::span<const TokenId> y) noexcept {
  arrange(x, tokens_);
  arrange(y, targets_);
  bias_.head(vocabulary_) = weights.b_q();
  const Index ahead = forward_panels();
  parallel_for(pool_.get(), ahead + weights_transposed_.count(), [&](Index p) {
    if (p < ahead) {
      pack_forward(weights, p);
    } else {
      pack_backward(weights, p - ahead);
    }
  });
  each_group([&](Group group) {
    forward_group(group);
    backward_group(group);
  });
  weight_gradients();
  return mean_loss();
}

double RnnPass::mean_loss() const noexcept {
  return sum_of_losses(losses_) / static_cast<double>(Index{batch_} * time_);
}

// --- state -----------------------------------------------------------------------------------

Matrix RnnPass::states(int t) const {
  const float* from = states_.data() + row(t, 0) * states_.cols();
  Matrix out(batch_, hidden_);
  for (Index b = 0; b < batch_; ++b) {
    for (Index k = 0; k < hidden_; ++k) out(b, k) = from[interleaved_index(b, k, states_.cols())];
  }
  return out;
}

void RnnPass::set_state_before(const Matrix& value) noexcept {
  assert(value.rows() == batch_ && value.cols() == hidden_);
  interleave_rows(value.data(), hidden_, batch_, hidden_, state(0), states_.cols());
}

Matrix RnnPass::logits(int t) const { return logits_.block(row(t, 0), 0, batch_, vocabulary_); }

void RnnPass::carry_state() noexcept {
  states_.topRows(padded_batch_) = states_.bottomRows(padded_batch_);
}

void RnnPass::reset_state() noexcept { states_.topRows(padded_batch_).setZero(); }

void RnnPass::clear_last_state(int sequence) noexcept {
  for (Index k = 0; k < hidden_; ++k) {
    state(time_)[interleaved_index(sequence, k, states_.cols())] = 0;
  }
}

}  // namespace babble
