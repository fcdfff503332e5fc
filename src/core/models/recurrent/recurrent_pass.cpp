#include "core/models/recurrent/recurrent_pass.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

#include "core/math/gemm.h"

namespace babble {
namespace {

// `count` floats, a multiple of the vector width.
void copy_vectors(const float* from, Index count, float* to) noexcept {
  for (Index v = 0; v < count; v += simd::width) simd::store(to + v, simd::load(from + v));
}
void add_vectors(const float* from, Index count, float* to) noexcept {
  for (Index v = 0; v < count; v += simd::width) {
    simd::store(to + v, simd::load(to + v) + simd::load(from + v));
  }
}

// The time steps up to the last one of which a label is expected, at least 1.
Index expected_steps(std::span<const TokenId> y, Index batch_size) noexcept {
  const auto steps = static_cast<Index>(y.size()) / batch_size;
  Index expected = 1;
  for (Index b = 0; b < batch_size && expected < steps; ++b) {
    Index last = steps;
    while (last > expected && y[static_cast<std::size_t>(b * steps + last - 1)] == no_target)
      --last;
    expected = std::max(expected, last);
  }
  return expected;
}

}  // namespace

RecurrentPass::RecurrentPass(std::string_view gates, std::size_t state_gates, int vocabulary_size,
                             int hidden_size, int batch_size, int time_steps, int embedding)
    : vocabulary_(vocabulary_size),
      hidden_(hidden_size),
      batch_(batch_size),
      time_(time_steps),
      padded_batch_(round_up(batch_size, interleave)),
      padded_hidden_(round_up(hidden_size, panel_width)),
      weights_transposed_(vocabulary_size + static_cast<Index>(state_gates) * padded_hidden_,
                          hidden_size, panel_width, wide_panel_width),
      W_hq_(hidden_size, vocabulary_size, panel_width, wide_panel_width),
      dlogits_panels_(row(time_steps, 0), vocabulary_size, panel_width, wide_panel_width),
      gradient_(gates, vocabulary_size, hidden_size, embedding) {
  for (std::size_t g = 0; g < gates.size(); ++g) {
    gates_.push_back({Matrix::Zero(vocabulary_, padded_hidden_),
                      Matrix(embedding > 0 ? vocabulary_ : 0, hidden_),
                      {hidden_size, hidden_size, panel_width, wide_panel_width},
                      {row(time_steps, 0), hidden_size, panel_width, wide_panel_width}});
  }
  const Index Vp = round_up(vocabulary_size, panel_width);
  const auto tokens = static_cast<std::size_t>(row(time_, 0));
  tokens_.resize(tokens);
  targets_.resize(tokens);
  losses_.resize(tokens);
  bias_ = RowVector::Constant(Vp, padding_logit);
  states_ = Matrix::Zero(row(time_ + 1, 0), stride_across_cache(padded_hidden_));
  logits_ = Matrix::Zero(row(time_, 0), Vp);
  for (Matrix& rows : arriving_) rows = Matrix::Zero(padded_batch_, weights_transposed_.depth());
}

// --- threads ---------------------------------------------------------------------------------

void RecurrentPass::set_threads(int threads) {
  const double rows = static_cast<double>(gates_.size()) * hidden_ + vocabulary_;
  choose_threads(pool_, threads, 6.0 * batch_ * time_ * hidden_ * rows);
}

// One thread takes all sequences together, so that a panel of the weights serves all of them while
// it is in the cache. Several threads take groups of half their share: a thread that the system
// delays then delays the others little.
template <class Work>
void RecurrentPass::each_group(const Work& work) noexcept {
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

// The time steps of the mini-batch at hand: all that is T long gets shorter, in the same memory.
void RecurrentPass::set_time_steps(Index steps) noexcept {
  if (steps == time_) return;
  time_ = static_cast<int>(steps);
  const Index rows = row(steps, 0);
  for (auto* tokens : {&tokens_, &targets_}) tokens->resize(static_cast<std::size_t>(rows));
  losses_.resize(static_cast<std::size_t>(rows));
  for (Gate& gate : gates_) gate.values.set_depth(rows);
  dlogits_panels_.set_depth(rows);
}

// B×T -> rows t·Bp + b. Padding rows stay 0.
void RecurrentPass::arrange(std::span<const TokenId> tokens,
                            std::vector<TokenId>& out) const noexcept {
  const std::size_t steps = tokens.size() / static_cast<std::size_t>(batch_);
  assert(tokens.size() % static_cast<std::size_t>(batch_) == 0 && steps >= std::size_t(time_));
  for (Index b = 0; b < batch_; ++b) {
    const TokenId* from = tokens.data() + static_cast<std::size_t>(b) * steps;
    for (Index t = 0; t < time_; ++t) out[static_cast<std::size_t>(row(t, b))] = from[t];
  }
}

void RecurrentPass::arrange_targets(std::span<const TokenId> y) noexcept {
  arrange(y, targets_);
  expected_ = std::ssize(y) - std::count(y.begin(), y.end(), no_target);
}

// --- forward ---------------------------------------------------------------------------------

void RecurrentPass::pack_forward(const RecurrentParameters& weights, Index p) noexcept {
  if (p < W_hq_.count()) W_hq_.pack(p, weights.W_hq().data(), vocabulary_);
  if (p >= panels()) return;
  for (std::size_t g = 0; g < gates_.size(); ++g) {
    Gate& gate = gates_[g];
    gate.W_h.pack(p, weights.W_h(g).data(), hidden_);
    const Index begin = gate.W_h.first_column(p), columns = gate.W_h.columns(p);
    const auto bias = weights.b(g).segment(begin, columns);
    const ConstMatrixMap W_x = weights.W_x(g);
    for (Index v = 0; v < vocabulary_; ++v) {
      auto inputs = gate.inputs.row(v).segment(begin, columns);
      if (weights.embedding() == 0) {
        inputs = W_x.row(v).segment(begin, columns) + bias;
        continue;
      }
      inputs = bias;
      for (Index e = 0; e < W_x.rows(); ++e) {
        inputs += weights.C()(v, e) * W_x.row(e).segment(begin, columns);
      }
    }
  }
}

float* RecurrentPass::start_gate(std::size_t gate, Index p, Index t, Group group,
                                 float* to) noexcept {
  const Gate& from = gates_[gate];
  const Index column = from.W_h.first_column(p), width = from.W_h.width(p);
  const TokenId* tokens = tokens_.data() + row(t, group.begin);
  for (Index b = 0; b < group.rows; ++b) {
    copy_vectors(from.inputs.row(tokens[b]).data() + column, width, to + b * width);
  }
  return to;
}

float* RecurrentPass::gate_forward(std::size_t gate, Index p, Index t, Group group,
                                   const float* rows) noexcept {
  const PackedMatrix& W_h = gates_[gate].W_h;
  float* z = start_gate(gate, p, t, group, gate_values(gate, p, t, group));
  gemm(z, W_h.width(p), rows, states_.cols(), group.rows, W_h.panel(p), W_h.width(p), hidden_);
  return z;
}

/// O_t = H_t·W_hq + b_q
void RecurrentPass::output_forward(Index t, Group group) noexcept {
  const Index Hs = states_.cols(), Vp = logits_.cols();
  float* out = row_of_logits(row(t, group.begin));
  for (Index b = 0; b < group.rows; ++b) std::copy_n(bias_.data(), Vp, out + b * Vp);
  const auto start = [&](Index p) { return PanelOutput{out + W_hq_.first_column(p), Vp}; };
  gemm(state(t + 1) + group.begin * Hs, Hs, group.rows, W_hq_, hidden_, start,
       [](Index, PanelOutput) {});
}

void RecurrentPass::forward_group(Group group) noexcept {
  for (Index t = 0; t < time_; ++t) {
    step_forward(t, group);
    output_forward(t, group);
  }
}

// --- backward --------------------------------------------------------------------------------

/// dO_t = (softmax(O_t) - Y_t)/labels, row-major, packed and interleaved for its three readers.
void RecurrentPass::loss_backward(Index t, Group group) noexcept {
  const Index Vp = logits_.cols(), stride = arriving_[0].cols();
  const float share = 1.0f / static_cast<float>(std::max<std::int64_t>(1, expected_));
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

/// Z_t = X_t·W_x + H_{t-1}·W_h + b:
///   dW_h = sum_t H_{t-1}ᵀ·dZ_t, db = sum of rows of dZ, dW_x = sum_t X_tᵀ·dZ_t,
/// the columns of panel p. X_tᵀ·dZ_t adds each row of dZ to its token's row; all rows of that
/// together are then the sum of all rows of dZ. With an embedding that is the gradient by C·W_x,
/// and dW_x = Cᵀ times it.
void RecurrentPass::hidden_weight_gradients(const RecurrentParameters& weights, std::size_t gate,
                                            Index p) noexcept {
  const PackedMatrix& panels = gates_[gate].values;
  gemm_tn(gradient_.W_h(gate).data(), hidden_, multiplied(gate), states_.cols(), hidden_, panels,
          p);
  const Index begin = panels.first_column(p), columns = panels.columns(p);
  const Index width = panels.width(p);
  MatrixMap dW_x = gradient_.W_x(gate);
  Matrix& dinputs = gates_[gate].dinputs;
  MatrixMap rows = dinputs.size() > 0 ? MatrixMap(dinputs.data(), vocabulary_, hidden_) : dW_x;
  rows.middleCols(begin, columns).setZero();
  const float* dz = panels.panel(p);
  for (std::size_t r = 0; r < tokens_.size(); ++r, dz += width) {
    float* out = rows.row(tokens_[r]).data() + begin;
    if (columns == width) {
      add_vectors(dz, width, out);
    } else {
      for (Index k = 0; k < columns; ++k) out[k] += dz[k];
    }
  }
  gradient_.b(gate).segment(begin, columns) = rows.middleCols(begin, columns).colwise().sum();
  if (dinputs.size() == 0) return;
  dW_x.middleCols(begin, columns).setZero();
  for (Index v = 0; v < vocabulary_; ++v) {
    for (Index e = 0; e < dW_x.rows(); ++e) {
      dW_x.row(e).segment(begin, columns) +=
          weights.C()(v, e) * rows.row(v).segment(begin, columns);
    }
  }
}

/// The token's row of dC: the sum over the gates of its row of dinputs, times W_xᵀ.
void RecurrentPass::embedding_gradient(const RecurrentParameters& weights, Index token) noexcept {
  for (Index e = 0; e < weights.embedding(); ++e) {
    float sum = 0;
    for (std::size_t g = 0; g < gates_.size(); ++g)
      sum += gates_[g].dinputs.row(token).dot(weights.W_x(g).row(e));
    gradient_.C()(token, e) = sum;
  }
}

/// O = H·W_hq + b_q:  dW_hq = sum_t H_tᵀ·dO_t, db_q = sum of rows of dO, the columns of panel p.
void RecurrentPass::output_weight_gradients(Index p) noexcept {
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

void RecurrentPass::pack_backward(const RecurrentParameters& weights, Index p) noexcept {
  weights_transposed_.pack_transposed(p, weights.W_hq().data(), vocabulary_, 0, vocabulary_);
  std::size_t gate = 0;
  for (Index begin = vocabulary_; begin < weights_transposed_.depth(); begin += padded_hidden_) {
    weights_transposed_.pack_transposed(p, weights.W_h(gate++).data(), hidden_, begin, hidden_);
  }
}

void RecurrentPass::keep_state_gradients() {
  for (auto& squares : squares_) squares.resize(tokens_.size());
}

double RecurrentPass::state_gradient_norm(StateGradient which, int t, int sequence) const {
  return std::sqrt(squares_[static_cast<int>(which)][static_cast<std::size_t>(row(t, sequence))]);
}

void RecurrentPass::keep_state_gradient(StateGradient which, Index t, Group group, Index p,
                                        const float* gradient) noexcept {
  for (Index b = 0; b < group.rows; ++b) {
    double& sum =
        squares_[static_cast<int>(which)][static_cast<std::size_t>(row(t, group.begin + b))];
    if (p == 0) sum = 0;
    for (Index k = 0; k < gates_[0].W_h.columns(p); ++k) {
      const double value = gradient[b * width(p) + k];
      sum += value * value;
    }
  }
}

// From the last time step to the first.
void RecurrentPass::backward_group(Group group) noexcept {
  for (Index t = time_ - 1; t >= 0; --t) {
    loss_backward(t, group);
    step_backward(t, group);
  }
}

void RecurrentPass::weight_gradients(const RecurrentParameters& weights) noexcept {
  const Index of_gate = panels(), of_gates = of_gate * static_cast<Index>(gates_.size());
  // Even panels first: neighbouring panels share cache lines, and two threads that write them at
  // the same time would contend for these lines.
  const Index even = (of_gate + 1) / 2;
  parallel_for(pool_.get(), of_gates + dlogits_panels_.count(), [&](Index i) {
    if (i < of_gates) {
      const Index p = i % of_gate;
      hidden_weight_gradients(weights, static_cast<std::size_t>(i / of_gate),
                              p < even ? 2 * p : 2 * (p - even) + 1);
    } else {
      output_weight_gradients(i - of_gates);
    }
  });
  if (weights.embedding() == 0) return;
  parallel_for(pool_.get(), vocabulary_, [&](Index v) { embedding_gradient(weights, v); });
}

// --- a mini-batch ----------------------------------------------------------------------------

void RecurrentPass::forward(const RecurrentParameters& weights,
                            std::span<const TokenId> x) noexcept {
  set_time_steps(std::ssize(x) / batch_);
  arrange(x, tokens_);
  bias_.head(vocabulary_) = weights.b_q();
  parallel_for(pool_.get(), forward_panels(), [&](Index p) { pack_forward(weights, p); });
  each_group([&](Group group) { forward_group(group); });
}

double RecurrentPass::score(const RecurrentParameters& weights, std::span<const TokenId> x,
                            std::span<const TokenId> y) noexcept {
  forward(weights, x);
  arrange(y, targets_);
  for (Index t = 0; t < time_; ++t) {
    for (Index b = 0; b < batch_; ++b) {
      const auto i = static_cast<std::size_t>(row(t, b));
      losses_[i] = row_loss(row_of_logits(row(t, b)), logits_.cols(), targets_[i]);
    }
  }
  return sum_of_losses(losses_);
}

double RecurrentPass::backward(const RecurrentParameters& weights,
                               std::span<const TokenId> y) noexcept {
  arrange_targets(y);
  parallel_for(pool_.get(), weights_transposed_.count(),
               [&](Index p) { pack_backward(weights, p); });
  each_group([&](Group group) { backward_group(group); });
  weight_gradients(weights);
  return mean_loss();
}

double RecurrentPass::forward_and_backward(const RecurrentParameters& weights,
                                           std::span<const TokenId> x,
                                           std::span<const TokenId> y) noexcept {
  set_time_steps(expected_steps(y, batch_));
  arrange(x, tokens_);
  arrange_targets(y);
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
  weight_gradients(weights);
  return mean_loss();
}

double RecurrentPass::mean_loss() const noexcept {
  return sum_of_losses(losses_) / static_cast<double>(std::max<std::int64_t>(1, expected_));
}

// --- state -----------------------------------------------------------------------------------

Matrix RecurrentPass::states(int t) const {
  const float* from = states_.data() + row(t, 0) * states_.cols();
  Matrix out(batch_, hidden_);
  for (Index b = 0; b < batch_; ++b) {
    for (Index k = 0; k < hidden_; ++k) out(b, k) = from[interleaved_index(b, k, states_.cols())];
  }
  return out;
}

void RecurrentPass::set_state_before(const Matrix& value) noexcept {
  assert(value.rows() == batch_ && value.cols() == hidden_);
  interleave_rows(value.data(), hidden_, batch_, hidden_, state(0), states_.cols());
}

Matrix RecurrentPass::from_panels(const PackedMatrix& panels, int t) const {
  Matrix out(batch_, hidden_);
  for (Index p = 0; p < panels.count(); ++p) {
    out.middleCols(panels.first_column(p), panels.columns(p)) =
        ConstMatrixMap(panels.panel(p, row(t, 0)), batch_, panels.width(p))
            .leftCols(panels.columns(p));
  }
  return out;
}

Matrix RecurrentPass::logits(int t) const {
  return logits_.block(row(t, 0), 0, batch_, vocabulary_);
}

void RecurrentPass::carry_state(int t) noexcept {
  if (t > 0) states_.topRows(padded_batch_) = states_.middleRows(row(t, 0), padded_batch_);
}

void RecurrentPass::reset_state() noexcept { states_.topRows(padded_batch_).setZero(); }

void RecurrentPass::clear_last_state(int sequence) noexcept {
  for (Index k = 0; k < hidden_; ++k) {
    state(time_)[interleaved_index(sequence, k, states_.cols())] = 0;
  }
}

}  // namespace babble
