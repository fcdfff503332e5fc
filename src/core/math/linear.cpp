#include "core/math/linear.h"

#include <algorithm>

namespace babble {
namespace {

// The rows of the interleaved matrix x, columns first … first + width - 1, in row-major order.
void copy_panel(const float* x, Index x_stride, Index first, Index width, Index rows,
                float* out) noexcept {
  for (Index r = 0; r < rows; r += interleave, out += interleave * width) {
    const float* from = x + interleaved_index(r, first, x_stride);
    for (Index v = 0; v < width; v += simd::width) {
      if constexpr (interleave == 1) {
        simd::store(out + v, simd::load(from + v));
      } else {
        [[maybe_unused]] const simd::Pair pair = simd::load_interleaved(from + 2 * v);
        simd::store(out + v, pair.first);
        simd::store(out + width + v, pair.second);
      }
    }
  }
}

}  // namespace

Linear::Linear(Index out, Index in, float padding)
    : forward_(in, out, panel_width, wide_panel_width),
      backward_(out, in, panel_width, wide_panel_width),
      bias_(RowVector::Constant(round_up(out, panel_width), padding)) {}

void Linear::pack(const LinearWeights& weights) noexcept {
  for (Index p = 0; p < forward_.count(); ++p) {
    forward_.pack_transposed(p, weights.weight, in(), 0, in());
    if (!weights.gain) continue;
    const Index width = forward_.width(p);
    for (Index k = 0; k < in(); ++k) {
      float* row = forward_.panel(p, k);
      for (Index j = 0; j < width; ++j) row[j] *= weights.gain[k];
    }
  }
  backward_.pack(weights.weight, in());
  for (Index p = 0; p < backward_.count() && weights.gain; ++p) {
    const float* gain = weights.gain + backward_.first_column(p);
    const Index width = backward_.width(p), columns = backward_.columns(p);
    for (Index o = 0; o < out(); ++o) {
      float* row = backward_.panel(p, o);
      if (columns == width) {
        for (Index j = 0; j < width; j += simd::width)
          simd::store(row + j, simd::load(row + j) * simd::load(gain + j));
      } else {
        for (Index j = 0; j < columns; ++j) row[j] *= gain[j];
      }
    }
  }
  for (Index o = 0; o < out(); ++o) bias_[o] = weights.bias ? weights.bias[o] : 0.0f;
  if (!weights.shift) return;
  const ConstMatrixMap W(weights.weight, out(), in());
  bias_.head(out()).noalias() += ConstRowVectorMap(weights.shift, in()) * W.transpose();
}

void Linear::fill_bias(Index p, Index rows, float* y, Index y_stride) const noexcept {
  const float* bias = bias_.data() + forward_.first_column(p);
  const Index width = forward_.width(p);
  for (Index r = 0; r < rows; ++r, y += y_stride)
    for (Index v = 0; v < width; v += simd::width) simd::store(y + v, simd::load(bias + v));
}

void Linear::forward(const float* x, Index x_stride, Index rows, float* y,
                     Index y_stride) const noexcept {
  const auto start = [&](Index p) {
    float* out = y + forward_.first_column(p);
    fill_bias(p, rows, out, y_stride);
    return PanelOutput{out, y_stride};
  };
  gemm(x, x_stride, rows, forward_, in(), start, [](Index, PanelOutput) {});
}

void Linear::forward_add(const float* x, Index x_stride, Index rows, float* y,
                         Index y_stride) const noexcept {
  const auto start = [&](Index p) {
    const float* bias = bias_.data() + forward_.first_column(p);
    const Index width = forward_.width(p);
    float* out = y + forward_.first_column(p);
    for (Index r = 0; r < rows; ++r)
      for (Index v = 0; v < width; v += simd::width) {
        float* at = out + r * y_stride + v;
        simd::store(at, simd::load(at) + simd::load(bias + v));
      }
    return PanelOutput{out, y_stride};
  };
  gemm(x, x_stride, rows, forward_, in(), start, [](Index, PanelOutput) {});
}

void Linear::backward(const float* dy, Index dy_stride, Index rows, float* dx,
                      Index dx_stride) const noexcept {
  const auto start = [&](Index p) {
    float* out = dx + backward_.first_column(p);
    for (Index r = 0; r < rows; ++r) std::fill_n(out + r * dx_stride, backward_.width(p), 0.0f);
    return PanelOutput{out, dx_stride};
  };
  gemm(dy, dy_stride, rows, backward_, out(), start, [](Index, PanelOutput) {});
}

void Linear::bias_gradient(const float* dy, Index dy_stride, Index rows, float* db) const noexcept {
  // Interleaved rows are `interleave` rows in one: their sums lie side by side.
  constexpr Index columns_at_once = 4 * simd::width / interleave;
  for (Index begin = 0; begin < out(); begin += columns_at_once) {
    const Index columns = std::min(columns_at_once, out() - begin);
    float sums[columns_at_once * interleave];
    if (columns == columns_at_once) {
      simd::Vec sum[4] = {};
      const float* from = dy + begin * interleave;
      for (Index r = 0; r < rows; r += interleave, from += interleave * dy_stride)
        for (int v = 0; v < 4; ++v) sum[v] += simd::load(from + v * simd::width);
      for (int v = 0; v < 4; ++v) simd::store(sums + v * simd::width, sum[v]);
    } else {
      std::fill(std::begin(sums), std::end(sums), 0.0f);
      const float* from = dy + begin * interleave;
      for (Index r = 0; r < rows; r += interleave, from += interleave * dy_stride)
        for (Index j = 0; j < columns * interleave; ++j) sums[j] += from[j];
    }
    for (Index j = 0; j < columns; ++j) {
      float sum = 0;
      for (Index i = 0; i < interleave; ++i) sum += sums[j * interleave + i];
      db[begin + j] = sum;
    }
  }
}

void Linear::weight_gradient(Index p, const float* dy, Index dy_stride, const float* x,
                             Index x_stride, Index rows, const LinearWeights& weights,
                             const float* db, float* packed,
                             const LinearGradient& gradient) const noexcept {
  const Index first = backward_.first_column(p), width = backward_.width(p);
  const Index columns = backward_.columns(p);
  Columns right{x + first, x_stride, width, columns, rows};
  if constexpr (interleave > 1) {
    float* panel = packed + first * rows;
    copy_panel(x, x_stride, first, width, rows, panel);
    right.values = panel;
    right.stride = width;
  }
  gemm_tn(gradient.weight + first, in(), dy, dy_stride, out(), right);
  if (!gradient.gain) return;
  // What stands in dW is the gradient G by W·diag γ: dγ = sum_o W_o∘G_o, dβ = db·W,
  // dW = G·diag γ + dbᵀ·β.
  RowVectorMap dgain(gradient.gain + first, columns), dshift(gradient.shift + first, columns);
  const ConstRowVectorMap gain(weights.gain + first, columns),
      shift(weights.shift + first, columns);
  dgain.setZero();
  dshift.setZero();
  for (Index o = 0; o < out(); ++o) {
    RowVectorMap dW(gradient.weight + o * in() + first, columns);
    const ConstRowVectorMap W(weights.weight + o * in() + first, columns);
    dgain += W.cwiseProduct(dW);
    dshift += db[o] * W;
    dW = dW.cwiseProduct(gain) + db[o] * shift;
  }
}

}  // namespace babble
