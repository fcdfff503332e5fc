#include "core/models/transformer/transformer_pass.h"

#include <algorithm>
#include <atomic>
#include <cassert>

namespace babble {
namespace {

using Layer = TransformerShape::Layer;

// Rows of a group at least, except the last: what a layer reads and writes of so many stays in the
// nearer caches.
constexpr Index group_rows = 64;

// Sequences are as long as interleaved rows permit; a token more has no successor to disturb.
Index padded_length(Index n) { return round_up(n, interleave); }

Index largest_group(int time_steps) {
  return round_up(group_rows - interleave + padded_length(time_steps), tile_rows);
}

// Rows that a mini-batch needs at most: each group may have some that fill its last tile.
Index row_capacity(int batch_size, int time_steps) {
  const Index rows = batch_size * padded_length(time_steps);
  return rows + (rows / group_rows + 1) * tile_rows;
}

Index interleaved_stride(Index columns) {
  return stride_across_cache(round_up(columns, panel_width));
}

}  // namespace

TransformerPass::TransformerPass(const TransformerShape& shape, int batch_size, int time_steps,
                                 bool trains)
    : shape_(shape),
      centre_(shape.norm == Norm::layer ? Centre::yes : Centre::no),
      time_(time_steps),
      batch_(batch_size),
      width_padded_(round_up(shape.width, panel_width)),
      gradient_(trains ? shape : TransformerShape{}) {
  for (int i = 0; i < shape.linear_count(); ++i) {
    linears_.emplace_back(shape.outputs(i), shape.inputs(i),
                          i == shape.head() ? padding_logit : 0.0f);
  }
  const Index N = row_capacity(batch_size, time_steps), W = shape.width;
  const Index Ws = interleaved_stride(W), Fs = interleaved_stride(4 * W);
  const auto rows = static_cast<std::size_t>(N), sequences = static_cast<std::size_t>(batch_size);
  tokens_.resize(rows);
  targets_.resize(rows);
  positions_.resize(rows);
  losses_.resize(rows);
  sequences_.reserve(sequences);
  groups_.reserve(sequences);
  blocks_.resize(trains ? static_cast<std::size_t>(shape.layers) : 1);
  const Index weights =
      batch_size * shape.heads * CausalAttention::weights_size(padded_length(time_steps));
  for (Block& block : blocks_) {
    for (Matrix* part : {&block.n1, &block.attended, &block.n2}) *part = Matrix::Zero(N, Ws);
    block.g = Matrix::Zero(N, Fs);
    block.qkv = Matrix::Zero(N, round_up(3 * W, panel_width));
    block.slopes = Matrix::Zero(N, round_up(4 * W, panel_width));
    block.scale1 = block.scale2 = RowVector::Zero(N);
    block.weights = RowVector::Zero(weights);
  }
  x_ = Matrix::Zero(N, width_padded_);
  n0_ = nf_ = Matrix::Zero(N, Ws);
  scale0_ = scalef_ = RowVector::Zero(N);
  logits_ = Matrix::Zero(N, round_up(shape.vocabulary_size, panel_width));
  if (trains) {
    dx_ = x_;
    doutput_ = dprojection_ = n0_;
    dfc_ = Matrix::Zero(N, Fs);
    dqkv_ = Matrix::Zero(N, interleaved_stride(3 * W));
    dlogits_ = Matrix::Zero(N, interleaved_stride(shape.vocabulary_size));
    if (interleave > 1) packed_ = Matrix::Zero(N, 8 * width_padded_);
    bias_gradient_ = RowVector::Zero(shape.vocabulary_size);
  }
  set_threads(1);
}

double TransformerPass::bytes(const TransformerShape& shape, int batch_size, int time_steps,
                              bool trains) {
  const double W = shape.width + static_cast<double>(panel_width), T = time_steps + 32;
  const double blocks = trains ? shape.layers : 1;
  const double attention = shape.heads * T;
  const double row =
      blocks * (14 * W + attention) + (trains ? 20 : 3) * W + 2.0 * shape.vocabulary_size;
  return 4 * batch_size * T * row;
}

// --- threads ---------------------------------------------------------------------------------

void TransformerPass::set_threads(int threads) {
  const double W = shape_.width;
  choose_threads(pool_, threads,
                 6.0 * batch_ * time_ * W * (12 * W * shape_.layers + shape_.vocabulary_size));
  const Index rows = largest_group(time_);
  workspaces_.assign(pool_ ? static_cast<std::size_t>(pool_->size()) : 1,
                     {Matrix::Zero(rows, wide_panel_width), Matrix::Zero(rows, width_padded_),
                      CausalAttention(padded_length(time_), shape_.width / shape_.heads)});
}

template <class Work>
void TransformerPass::each_group(const Work& work) noexcept {
  std::atomic<std::size_t> next = 0;
  parallel_for(pool_.get(), std::ssize(workspaces_), [&](Index thread) {
    for (std::size_t g = next++; g < groups_.size(); g = next++)
      work(groups_[g], workspaces_[static_cast<std::size_t>(thread)]);
  });
}

// --- rows ------------------------------------------------------------------------------------

/// Without y every sequence has all T tokens, else it ends with the last that is expected.
void TransformerPass::arrange(std::span<const TokenId> x, std::span<const TokenId> y,
                              int batch) noexcept {
  const auto steps = x.size() / static_cast<std::size_t>(batch);
  assert(batch <= batch_ && steps <= static_cast<std::size_t>(time_));
  sequences_.clear();
  groups_.clear();
  expected_ = 0;
  Index row = 0, weights = 0;
  Group group{0, 0, 0, 0};
  for (int b = 0; b < batch; ++b) {
    const auto tokens = x.subspan(static_cast<std::size_t>(b) * steps, steps);
    std::size_t length = steps;
    if (!y.empty()) {
      const auto labels = y.subspan(static_cast<std::size_t>(b) * steps, steps);
      while (length > 1 && labels[length - 1] == no_target) --length;
    }
    const Sequence sequence{row, padded_length(static_cast<Index>(length)), weights};
    sequences_.push_back(sequence);
    weights += shape_.heads * CausalAttention::weights_size(sequence.length);
    for (std::size_t t = 0; t < static_cast<std::size_t>(sequence.length); ++t, ++row) {
      const auto r = static_cast<std::size_t>(row);
      tokens_[r] = t < length ? tokens[t] : TokenId{0};
      targets_[r] =
          y.empty() || t >= length ? no_target : y[static_cast<std::size_t>(b) * steps + t];
      positions_[r] = std::min(static_cast<int>(t), shape_.block_size - 1);
      if (targets_[r] != no_target) ++expected_;
    }
    group.last_sequence = b + 1;
    if (row - group.begin < group_rows && b + 1 < batch) continue;
    const Index end = group.begin + round_up(row - group.begin, tile_rows);
    for (; row < end; ++row) {
      const auto r = static_cast<std::size_t>(row);
      tokens_[r] = 0;
      targets_[r] = no_target;
      positions_[r] = 0;
    }
    group.rows = row - group.begin;
    groups_.push_back(group);
    group = {b + 1, b + 1, row, 0};
  }
  rows_ = row;
}

void TransformerPass::pack(const TransformerParameters& weights) noexcept {
  parallel_for(pool_.get(), std::ssize(linears_), [&](Index i) {
    linears_[static_cast<std::size_t>(i)].pack(weights.linear(static_cast<int>(i)));
  });
}

// --- forward ---------------------------------------------------------------------------------

void TransformerPass::embed(const TransformerParameters& weights, Group group) noexcept {
  const Index W = shape_.width;
  for (Index r = group.begin; r < group.begin + group.rows; ++r) {
    x_.row(r).head(W) = weights.wte().row(tokens_[static_cast<std::size_t>(r)]) +
                        weights.wpe().row(positions_[static_cast<std::size_t>(r)]);
  }
  if (shape_.norm == Norm::layer) return;
  normalize_forward(centre_, x_.row(group.begin).data(), x_.cols(), group.rows, W,
                    n0_.row(group.begin).data(), n0_.cols(), scale0_.data() + group.begin);
  for (Index r = group.begin; r < group.begin + group.rows; ++r) x_.row(r) *= scale0_[r];
}

/// x += attention(norm x), x += MLP(norm x)
void TransformerPass::block_forward(int layer, Group group, Workspace& own) noexcept {
  const Index W = shape_.width, begin = group.begin, rows = group.rows;
  const Index D = W / shape_.heads;
  Block& at = block(layer);
  float* x = x_.row(begin).data();
  normalize_forward(centre_, x, x_.cols(), rows, W, at.n1.row(begin).data(), at.n1.cols(),
                    at.scale1.data() + begin);
  linear(layer, Layer::qkv)
      .forward(at.n1.row(begin).data(), at.n1.cols(), rows, at.qkv.row(begin).data(),
               at.qkv.cols());
  for (Index s = group.first_sequence; s < group.last_sequence; ++s) {
    const Sequence& sequence = sequences_[static_cast<std::size_t>(s)];
    const float* q = at.qkv.row(sequence.begin).data();
    for (Index h = 0; h < shape_.heads; ++h, q += D) {
      own.attention.forward(
          q, q + W, q + 2 * W, at.qkv.cols(), sequence.length,
          at.weights.data() + sequence.weights + h * CausalAttention::weights_size(sequence.length),
          at.attended.data(), at.attended.cols(), sequence.begin, h * D);
    }
  }
  const Sequence& last = sequences_[static_cast<std::size_t>(group.last_sequence - 1)];
  const Index end = last.begin + last.length;
  at.attended.middleRows(end, begin + rows - end).setZero();
  linear(layer, Layer::projection)
      .forward_add(at.attended.row(begin).data(), at.attended.cols(), rows, x, x_.cols());

  normalize_forward(centre_, x, x_.cols(), rows, W, at.n2.row(begin).data(), at.n2.cols(),
                    at.scale2.data() + begin);
  const auto kind =
      shape_.activation == Activation::gelu ? ActivationKind::gelu : ActivationKind::relu;
  linear(layer, Layer::fc)
      .forward(at.n2.row(begin).data(), at.n2.cols(), rows, own.panel.data(),
               [&](Index column, Index width) {
                 activation_forward(kind, own.panel.data(), width, rows,
                                    at.g.row(begin).data() + column * interleave, at.g.cols(),
                                    at.slopes.row(begin).data() + column, at.slopes.cols());
               });
  linear(layer, Layer::output).forward_add(at.g.row(begin).data(), at.g.cols(), rows, x, x_.cols());
}

void TransformerPass::forward_group(const TransformerParameters& weights, Group group,
                                    Workspace& own) noexcept {
  embed(weights, group);
  for (int layer = 0; layer < shape_.layers; ++layer) block_forward(layer, group, own);
  const Index begin = group.begin;
  if (shape_.norm == Norm::layer) {
    normalize_forward(centre_, x_.row(begin).data(), x_.cols(), group.rows, shape_.width,
                      nf_.row(begin).data(), nf_.cols(), scalef_.data() + begin);
  } else {
    interleave_rows(x_.row(begin).data(), x_.cols(), group.rows, shape_.width,
                    nf_.row(begin).data(), nf_.cols());
  }
  linears_.back().forward(nf_.row(begin).data(), nf_.cols(), group.rows, logits_.row(begin).data(),
                          logits_.cols());
}

// --- backward --------------------------------------------------------------------------------

/// From the logits to the gradient by x after the last block.
void TransformerPass::loss_backward(Group group, Workspace& own) noexcept {
  const float share = 1.0f / static_cast<float>(std::max<Index>(expected_, 1));
  const Index begin = group.begin, rows = group.rows;
  for (Index r = begin; r < begin + rows; ++r) {
    const auto i = static_cast<std::size_t>(r);
    losses_[i] = row_loss_and_gradient(logits_.row(r).data(), logits_.cols(), targets_[i], share);
  }
  float* dlogits = dlogits_.row(begin).data();
  interleave_rows(logits_.row(begin).data(), logits_.cols(), rows, shape_.vocabulary_size, dlogits,
                  dlogits_.cols());
  float* dx = dx_.row(begin).data();
  if (shape_.norm == Norm::rms) {
    linears_.back().backward(dlogits, dlogits_.cols(), rows, dx, dx_.cols());
    return;
  }
  linears_.back().backward(dlogits, dlogits_.cols(), rows, own.rows.data(), own.rows.cols());
  std::fill_n(dx, rows * dx_.cols(), 0.0f);
  normalize_backward(centre_, own.rows.data(), own.rows.cols(), rows, shape_.width,
                     nf_.row(begin).data(), nf_.cols(), scalef_.data() + begin, dx, dx_.cols());
}

/// The gradients by the outputs of the block's linear layers and by its x, from that by its result.
void TransformerPass::block_backward(int layer, Group group, Workspace& own) noexcept {
  const Index W = shape_.width, begin = group.begin, rows = group.rows;
  const Index D = W / shape_.heads;
  Block& at = block(layer);
  float* dx = dx_.row(begin).data();
  float* dn = own.rows.data();

  float* doutput = doutput_.row(begin).data();
  interleave_rows(dx, dx_.cols(), rows, W, doutput, doutput_.cols());
  float* dfc = dfc_.row(begin).data();
  linear(layer, Layer::output)
      .backward(doutput, doutput_.cols(), rows, own.panel.data(), [&](Index column, Index width) {
        activation_backward(own.panel.data(), width, rows, at.slopes.row(begin).data() + column,
                            at.slopes.cols(), dfc + column * interleave, dfc_.cols());
      });
  linear(layer, Layer::fc).backward(dfc, dfc_.cols(), rows, dn, own.rows.cols());
  normalize_backward(centre_, dn, own.rows.cols(), rows, W, at.n2.row(begin).data(), at.n2.cols(),
                     at.scale2.data() + begin, dx, dx_.cols());

  float* dprojection = dprojection_.row(begin).data();
  interleave_rows(dx, dx_.cols(), rows, W, dprojection, dprojection_.cols());
  float* dattended = own.rows.data();
  linear(layer, Layer::projection)
      .backward(dprojection, dprojection_.cols(), rows, dattended, own.rows.cols());
  for (Index s = group.first_sequence; s < group.last_sequence; ++s) {
    const Sequence& sequence = sequences_[static_cast<std::size_t>(s)];
    const float* q = at.qkv.row(sequence.begin).data();
    for (Index h = 0; h < shape_.heads; ++h, q += D) {
      own.attention.backward(
          q, q + W, q + 2 * W, at.qkv.cols(), sequence.length,
          at.weights.data() + sequence.weights + h * CausalAttention::weights_size(sequence.length),
          dattended + (sequence.begin - begin) * own.rows.cols() + h * D, own.rows.cols(),
          dqkv_.data(), dqkv_.cols(), sequence.begin, h * D, W);
    }
  }
  const Sequence& last = sequences_[static_cast<std::size_t>(group.last_sequence - 1)];
  const Index end = last.begin + last.length;
  dqkv_.middleRows(end, begin + rows - end).setZero();
  linear(layer, Layer::qkv)
      .backward(dqkv_.row(begin).data(), dqkv_.cols(), rows, dn, own.rows.cols());
  normalize_backward(centre_, dn, own.rows.cols(), rows, W, at.n1.row(begin).data(), at.n1.cols(),
                     at.scale1.data() + begin, dx, dx_.cols());

  if (layer > 0 || shape_.norm == Norm::layer) return;
  // The norm of the embeddings.
  own.rows.topRows(rows) = dx_.middleRows(begin, rows);
  std::fill_n(dx, rows * dx_.cols(), 0.0f);
  normalize_backward(centre_, dn, own.rows.cols(), rows, W, n0_.row(begin).data(), n0_.cols(),
                     scale0_.data() + begin, dx, dx_.cols());
}

TransformerPass::Operands TransformerPass::operands(int i) const {
  if (i == std::ssize(linears_) - 1) return {nf_, dlogits_};
  const Block& at = blocks_[static_cast<std::size_t>(i / 4)];
  switch (i % 4) {
    case Layer::qkv:
      return {at.n1, dqkv_};
    case Layer::projection:
      return {at.attended, dprojection_};
    case Layer::fc:
      return {at.n2, dfc_};
    default:
      return {at.g, doutput_};
  }
}

/// The gradients of `count` linear layers from `first` on.
void TransformerPass::weight_gradients(const TransformerParameters& weights, int first,
                                       int count) noexcept {
  const auto bias_of = [&](int i) {
    const LinearGradient out = gradient_.linear(i);
    return out.bias || !out.gain ? out.bias : bias_gradient_.data();
  };
  parallel_for(pool_.get(), count, [&](Index k) {
    const int i = first + static_cast<int>(k);
    const Matrix& dy = operands(i).gradient;
    if (float* db = bias_of(i))
      linears_[static_cast<std::size_t>(i)].bias_gradient(dy.data(), dy.cols(), rows_, db);
  });
  Index panels = 0;
  for (int i = first; i < first + count; ++i)
    panels += linears_[static_cast<std::size_t>(i)].gradient_panels();
  parallel_for(pool_.get(), panels, [&](Index p) {
    int i = first;
    Index column = 0;  // of packed_
    for (; p >= linears_[static_cast<std::size_t>(i)].gradient_panels(); ++i) {
      p -= linears_[static_cast<std::size_t>(i)].gradient_panels();
      column += round_up(linears_[static_cast<std::size_t>(i)].in(), panel_width);
    }
    const auto& [x, dy] = operands(i);
    linears_[static_cast<std::size_t>(i)].weight_gradient(
        p, dy.data(), dy.cols(), x.data(), x.cols(), rows_, weights.linear(i), bias_of(i),
        packed_.data() + column * rows_, gradient_.linear(i));
  });
}

void TransformerPass::embedding_gradients() noexcept {
  constexpr Index columns_at_once = 16;
  const Index W = shape_.width;
  MatrixMap dwte = gradient_.wte(), dwpe = gradient_.wpe();
  parallel_for(pool_.get(), (W + columns_at_once - 1) / columns_at_once, [&](Index i) {
    const Index begin = i * columns_at_once, columns = std::min(columns_at_once, W - begin);
    dwte.middleCols(begin, columns).setZero();
    dwpe.middleCols(begin, columns).setZero();
    for (Index r = 0; r < rows_; ++r) {
      const auto dx = dx_.row(r).segment(begin, columns);
      dwte.row(tokens_[static_cast<std::size_t>(r)]).segment(begin, columns) += dx;
      dwpe.row(positions_[static_cast<std::size_t>(r)]).segment(begin, columns) += dx;
    }
  });
}

// --- a mini-batch ----------------------------------------------------------------------------

void TransformerPass::forward(const TransformerParameters& weights, std::span<const TokenId> x,
                              int batch) noexcept {
  arrange(x, {}, batch);
  each_group([&](Group group, Workspace& own) { forward_group(weights, group, own); });
}

double TransformerPass::score(const TransformerParameters& weights, std::span<const TokenId> x,
                              std::span<const TokenId> y, int batch) noexcept {
  arrange(x, y, batch);
  each_group([&](Group group, Workspace& own) {
    forward_group(weights, group, own);
    for (Index r = group.begin; r < group.begin + group.rows; ++r) {
      const auto i = static_cast<std::size_t>(r);
      losses_[i] = row_loss(logits_.row(r).data(), logits_.cols(), targets_[i]);
    }
  });
  return sum_of_losses(std::span(losses_).first(static_cast<std::size_t>(rows_)));
}

double TransformerPass::forward_and_backward(const TransformerParameters& weights,
                                             std::span<const TokenId> x, std::span<const TokenId> y,
                                             int batch) noexcept {
  arrange(x, y, batch);
  const int last = shape_.layers - 1;
  each_group([&](Group group, Workspace& own) {
    forward_group(weights, group, own);
    loss_backward(group, own);
    block_backward(last, group, own);
  });
  weight_gradients(weights, 4 * last, 5);
  for (int layer = last - 1; layer >= 0; --layer) {
    each_group([&](Group group, Workspace& own) { block_backward(layer, group, own); });
    weight_gradients(weights, 4 * layer, 4);
  }
  embedding_gradients();
  return sum_of_losses(std::span(losses_).first(static_cast<std::size_t>(rows_))) /
         static_cast<double>(std::max<Index>(expected_, 1));
}

Matrix TransformerPass::logits(int b) const {
  const Sequence& sequence = sequences_[static_cast<std::size_t>(b)];
  return logits_.block(sequence.begin, 0, std::min<Index>(sequence.length, time_),
                       shape_.vocabulary_size);
}

Matrix TransformerPass::logits_after(int layer, int b) const {
  if (layer + 1 == shape_.layers) return logits(b);
  // The norm before the next block is the one before the output layer, but for gain and shift,
  // which each linear layer applies itself. With the RMS norm the output layer reads x without a
  // norm.
  const Block& next = blocks_[static_cast<std::size_t>(layer) + 1];
  const Sequence& sequence = sequences_[static_cast<std::size_t>(b)];
  Matrix out(sequence.length, logits_.cols());
  linears_.back().forward(next.n1.row(sequence.begin).data(), next.n1.cols(), sequence.length,
                          out.data(), out.cols());
  if (shape_.norm == Norm::rms) {
    for (Index r = 0; r < sequence.length; ++r) out.row(r) /= next.scale1[sequence.begin + r];
  }
  return out.topLeftCorner(std::min<Index>(sequence.length, time_), shape_.vocabulary_size);
}

Matrix TransformerPass::attention(int layer, int b, int head) const {
  const Sequence& sequence = sequences_[static_cast<std::size_t>(b)];
  const Index n = std::min<Index>(sequence.length, time_);
  const Index stride = CausalAttention::weights_stride(sequence.length);
  const float* weights = blocks_[static_cast<std::size_t>(layer)].weights.data() +
                         sequence.weights + head * CausalAttention::weights_size(sequence.length);
  Matrix out(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) out(i, j) = j <= i ? weights[i * stride + j] : 0.0f;
  return out;
}

}  // namespace babble
