#include "core/models/mlp/mlp_pass.h"

#include <algorithm>
#include <cassert>

#include "core/math/column_softmax.h"
#include "core/math/gemm.h"
#include "core/math/tanh.h"

namespace babble {
namespace {

// Rows of the gradient of W2 that are summed at a time; they stay in the first-level cache.
constexpr Index rows_at_once = 64;
static_assert(rows_at_once % tile_rows == 0 && panel_width % simd::width == 0);

// A matrix with one column an example.
PackedMatrix example_panels(Index depth, Index examples) {
  return {depth, examples, panel_width, wide_panel_width};
}

Matrix interleaved_rows(Index rows, Index columns) {
  return Matrix::Zero(round_up(rows, tile_rows), stride_across_cache(round_up(columns, tile_rows)));
}

// Copies a short row in vectors of which the last two may overlap.
void copy_row(const float* from, Index size, float* to) noexcept {
  if (size < simd::width) {
    std::copy_n(from, size, to);
    return;
  }
  for (Index i = 0; i + simd::width < size; i += simd::width) {
    simd::store(to + i, simd::load(from + i));
  }
  simd::store(to + size - simd::width, simd::load(from + size - simd::width));
}

// dz = dh·(1 − h²) in place.
void tanh_backward(float* __restrict dz, const float* __restrict h, Index size) noexcept {
  for (Index i = 0; i < size; ++i) dz[i] *= (1 - h[i]) * (1 + h[i]);
}

}  // namespace

MlpPass::MlpPass(const MlpShape& shape, int batch_size)
    : shape_(shape),
      inputs_(shape.inputs()),
      hidden_(shape.hidden_size),
      vocabulary_(shape.vocabulary_size),
      batch_(batch_size),
      losses_(static_cast<std::size_t>(batch_size)),
      W1_(interleaved_rows(inputs_ + 1, hidden_)),
      W2_(interleaved_rows(hidden_ + 1, vocabulary_)),
      X_(Matrix::Zero(round_up(batch_, interleave), round_up(inputs_ + 1, tile_rows))),
      X_panels_(example_panels(round_up(inputs_ + 1, interleave), batch_)),
      H_panels_(example_panels(round_up(hidden_ + 1, tile_rows), batch_)),
      H_interleaved_(
          example_panels(interleave == 1 ? 0 : round_up(hidden_ + 1, tile_rows), batch_)),
      dO_panels_(example_panels(vocabulary_, batch_)),
      dZ_panels_(example_panels(round_up(hidden_, tile_rows), batch_)),
      dX_panels_(example_panels(round_up(inputs_, tile_rows), batch_)),
      dO_(round_up(batch_, interleave), vocabulary_, panel_width, wide_panel_width),
      dZ_(round_up(batch_, interleave), hidden_, panel_width, wide_panel_width),
      dX_(Matrix::Zero(batch_, inputs_)),
      gradient_(shape),
      seen_(static_cast<std::size_t>(vocabulary_)) {
  if (interleave > 1) X_interleaved_ = X_;
  touched_.reserve(static_cast<std::size_t>(vocabulary_) + 1);
  X_.col(inputs_).head(batch_).setOnes();
  for (Index q = 0; q < X_panels_.count(); ++q) {
    const Index width = X_panels_.width(q);
    std::fill_n(X_panels_.panel(q, inputs_), width, 1.0f);
    std::fill_n(H_panels_.panel(q, hidden_), width, 1.0f);
  }
}

double MlpPass::bytes(const MlpShape& shape, int batch_size) {
  const double V = shape.vocabulary_size, H = shape.hidden_size, K = shape.inputs();
  return 4 * batch_size * (5 * K + 4 * H + 2 * V);
}

// --- threads ---------------------------------------------------------------------------------

void MlpPass::set_threads(int threads) {
  choose_threads(pool_, threads,
                 6.0 * static_cast<double>(batch_ * hidden_ * (inputs_ + vocabulary_)));
}

template <class Work>
void MlpPass::each_panel(const Work& work) noexcept {
  parallel_for(pool_.get(), X_panels_.count(), work);
}

// --- forward ---------------------------------------------------------------------------------

void MlpPass::copy_weights(const MlpParameters& weights) noexcept {
  interleave_rows(weights.W1().data(), hidden_, inputs_ + 1, hidden_, W1_.data(), W1_.cols());
  interleave_rows(weights.W2().data(), vocabulary_, hidden_ + 1, vocabulary_, W2_.data(),
                  W2_.cols());
}

void MlpPass::forward_panel(const MlpParameters& weights, Index q) noexcept {
  const Index begin = X_panels_.first_column(q), examples = X_panels_.columns(q);
  const Index width = X_panels_.width(q), T = shape_.block_size, E = shape_.embedding;
  const float* const C = weights.C().data();
  for (Index b = begin; b < begin + examples; ++b) {
    float* out = X_.row(b).data();
    for (Index t = 0; t < T; ++t, out += E) {
      std::copy_n(C + x_[static_cast<std::size_t>(b * T + t)] * E, E, out);
    }
  }
  if (interleave > 1) {
    interleave_rows(X_.row(begin).data(), X_.cols(), round_up(examples, interleave), X_.cols(),
                    X_interleaved_.row(begin).data(), X_.cols());
  }
  X_panels_.pack_transposed(q, X_.data(), X_.cols(), 0, inputs_);

  float* const h = H_panels_.panel(q);
  gemm_tn(h, width, W1_.data(), W1_.cols(), hidden_,
          {X_panels_.panel(q), width, width, width, X_panels_.depth()});
  precise_tanh(h, hidden_ * width);
  gemm_tn(dO_panels_.panel(q), width, W2_.data(), W2_.cols(), vocabulary_,
          {h, width, width, width, round_up(hidden_ + 1, interleave)});
}

// --- backward --------------------------------------------------------------------------------

void MlpPass::loss_panel(Index q) noexcept {
  const std::size_t begin =
      std::min(static_cast<std::size_t>(dO_panels_.first_column(q)), y_.size());
  const std::size_t examples =
      std::min(static_cast<std::size_t>(dO_panels_.columns(q)), y_.size() - begin);
  column_losses_and_gradients(dO_panels_.panel(q), vocabulary_, dO_panels_.width(q),
                              y_.subspan(begin, examples), 1.0f / static_cast<float>(batch_),
                              std::span(losses_).subspan(begin, examples));
}

void MlpPass::backward_panel(Index q) noexcept {
  const Index begin = dO_panels_.first_column(q), examples = dO_panels_.columns(q);
  const Index width = dO_panels_.width(q);
  for (Index p = 0; p < dO_.count(); ++p) {
    dO_.pack_transposed(p, dO_panels_.panel(q), width, begin, examples);
  }
  float* const dz = dZ_panels_.panel(q);
  gemm(dz, width, W2_.data(), W2_.cols(), dZ_panels_.depth(), dO_panels_.panel(q), width,
       vocabulary_, Sums::begin_at_zero);
  tanh_backward(dz, H_panels_.panel(q), hidden_ * width);
  for (Index p = 0; p < dZ_.count(); ++p) dZ_.pack_transposed(p, dz, width, begin, examples);

  float* const dx = dX_panels_.panel(q);
  gemm(dx, width, W1_.data(), W1_.cols(), dX_panels_.depth(), dz, width, hidden_,
       Sums::begin_at_zero);
  transpose(dx, width, inputs_, examples, dX_.row(begin).data(), inputs_);
}

const float* MlpPass::hidden_rows(Index q) const {
  return interleave == 1 ? H_panels_.panel(q) : H_interleaved_.panel(q);
}

// The columns of panel p of [dW2; db2]. Its panels may be wider than the matrix.
void MlpPass::output_weight_gradients(Index p) noexcept {
  const Index width = dO_.width(p), columns = dO_.columns(p), rows = hidden_ + 1;
  float* out = gradient_.W2().data() + dO_.first_column(p);
  float sums[rows_at_once * wide_panel_width];
  for (Index r = 0; r < rows; r += rows_at_once) {
    const Index count = std::min(rows_at_once, rows - r), padded = round_up(count, tile_rows);
    for (Index q = 0; q < H_panels_.count(); ++q) {
      const Index stride = H_panels_.width(q);
      gemm(sums, width, hidden_rows(q) + r * stride, stride, padded,
           dO_.panel(p, H_panels_.first_column(q)), width, H_panels_.columns(q),
           q == 0 ? Sums::begin_at_zero : Sums::add_to_c);
    }
    for (Index i = 0; i < count; ++i, out += vocabulary_) {
      copy_row(sums + i * width, columns, out);
    }
  }
}

void MlpPass::embedding_gradients() noexcept {
  const Index E = shape_.embedding;
  MatrixMap dC = gradient_.C();
  std::fill(seen_.begin(), seen_.end(), 0);
  for (const TokenId token : x_) seen_[token] = 1;
  for (const Range& range : touched_) {  // of the mini-batch before
    const Index end = std::min(range.end, dC.size());
    if (range.begin < end) std::fill(dC.data() + range.begin, dC.data() + end, 0.0f);
  }
  touched_.clear();
  for (Index v = 0; v < vocabulary_; ++v) {
    if (!seen_[static_cast<std::size_t>(v)]) continue;
    if (!touched_.empty() && touched_.back().end == v * E) {
      touched_.back().end += E;
    } else {
      touched_.push_back({v * E, (v + 1) * E});
    }
  }
  if (touched_.back().end == dC.size()) {
    touched_.back().end = gradient_.size();
  } else {
    touched_.push_back({dC.size(), gradient_.size()});
  }
  const float* from = dX_.data();
  for (const TokenId token : x_) {
    float* const out = dC.row(token).data();
    for (Index e = 0; e < E; ++e) out[e] += from[e];
    from += E;
  }
}

void MlpPass::weight_gradients() noexcept {
  if (interleave > 1) {
    each_panel([&](Index q) {
      interleave_rows(H_panels_.panel(q), H_panels_.width(q), H_panels_.depth(), H_panels_.width(q),
                      H_interleaved_.panel(q), H_panels_.width(q));
    });
  }
  const float* const x = interleave == 1 ? X_.data() : X_interleaved_.data();
  parallel_for(pool_.get(), dZ_.count() + dO_.count() + 1, [&](Index i) {
    if (i < dZ_.count()) {
      gemm_tn(gradient_.W1().data(), hidden_, x, X_.cols(), inputs_ + 1, dZ_, i);
    } else if (i < dZ_.count() + dO_.count()) {
      output_weight_gradients(i - dZ_.count());
    } else {
      embedding_gradients();
    }
  });
}

// --- a mini-batch ----------------------------------------------------------------------------

void MlpPass::forward(const MlpParameters& weights, std::span<const TokenId> x) noexcept {
  assert(std::ssize(x) == batch_ * shape_.block_size);
  x_ = x;
  copy_weights(weights);
  each_panel([&](Index q) { forward_panel(weights, q); });
}

double MlpPass::loss_sum(std::span<const TokenId> y) noexcept {
  assert(std::ssize(y) <= batch_);
  y_ = y;
  each_panel([&](Index q) { loss_panel(q); });
  return sum_of_losses(std::span(losses_).first(y.size()));
}

double MlpPass::forward_and_backward(const MlpParameters& weights, std::span<const TokenId> x,
                                     std::span<const TokenId> y) noexcept {
  assert(std::ssize(y) == batch_ && std::ssize(x) == batch_ * shape_.block_size);
  x_ = x;
  y_ = y;
  copy_weights(weights);
  each_panel([&](Index q) {
    forward_panel(weights, q);
    loss_panel(q);
    backward_panel(q);
  });
  weight_gradients();
  return sum_of_losses(losses_) / static_cast<double>(batch_);
}

// --- results ---------------------------------------------------------------------------------

// The transpose of the first `columns` rows of panels.
Matrix MlpPass::examples(const PackedMatrix& panels, Index columns) const {
  Matrix out(batch_, columns);
  for (Index q = 0; q < panels.count(); ++q) {
    transpose(panels.panel(q), panels.width(q), columns, panels.columns(q),
              out.row(panels.first_column(q)).data(), columns);
  }
  return out;
}

Matrix MlpPass::hidden() const { return examples(H_panels_, hidden_); }

Matrix MlpPass::argument_gradient() const { return examples(dZ_panels_, hidden_); }

Matrix MlpPass::logits() const { return examples(dO_panels_, vocabulary_); }

}  // namespace babble
