// A linear layer y = x·Wᵀ + b of many rows at once (torch.nn.Linear): W out×in and row-major, b out
// numbers. Where a layer norm with gain γ and shift β precedes it, both are folded into it:
//   (n∘γ + β)·Wᵀ + b = n·(W·diag γ)ᵀ + (b + W·β),
// so that x is the normalised row n itself. x and dy are interleaved (packed_matrix.h), y and dx
// row-major with strides of whole panels, round_up(columns, panel_width).
#pragma once

#include "core/math/gemm.h"

namespace babble {

/// W, b, γ and β of a layer, or their gradients; null where the layer has none.
struct LinearWeights {
  const float* weight;  // out×in
  const float* bias;    // out
  const float* gain;    // in: γ
  const float* shift;   // in: β
};
struct LinearGradient {
  float* weight;
  float* bias;
  float* gain;
  float* shift;
};

class Linear {
 public:
  /// `padding` is what the columns of y beyond `out` get.
  Linear(Index out, Index in, float padding = 0);

  Index out() const { return backward_.depth(); }
  Index in() const { return forward_.depth(); }
  /// Takes the values of the weights; to be called whenever they have changed.
  void pack(const LinearWeights& weights) noexcept;

  /// y = x·Wᵀ + b
  void forward(const float* x, Index x_stride, Index rows, float* y, Index y_stride) const noexcept;
  /// y += x·Wᵀ + b: a residual connection.
  void forward_add(const float* x, Index x_stride, Index rows, float* y,
                   Index y_stride) const noexcept;
  /// y = x·Wᵀ + b, one panel of columns after the other in `panel` (rows × at most
  /// wide_panel_width): epilogue(first column, width) reads rows×width numbers there.
  template <class Epilogue>
  void forward(const float* x, Index x_stride, Index rows, float* panel,
               const Epilogue& epilogue) const noexcept {
    const auto start = [&](Index p) {
      fill_bias(p, rows, panel, forward_.width(p));
      return PanelOutput{panel, forward_.width(p)};
    };
    gemm(x, x_stride, rows, forward_, in(), start,
         [&](Index p, PanelOutput) { epilogue(forward_.first_column(p), forward_.width(p)); });
  }

  /// dx = dy·W
  void backward(const float* dy, Index dy_stride, Index rows, float* dx,
                Index dx_stride) const noexcept;
  /// dx = dy·W, panel by panel as above.
  template <class Epilogue>
  void backward(const float* dy, Index dy_stride, Index rows, float* panel,
                const Epilogue& epilogue) const noexcept {
    const auto start = [&](Index p) {
      std::fill_n(panel, rows * backward_.width(p), 0.0f);
      return PanelOutput{panel, backward_.width(p)};
    };
    gemm(dy, dy_stride, rows, backward_, out(), start,
         [&](Index p, PanelOutput) { epilogue(backward_.first_column(p), backward_.width(p)); });
  }

  /// db = the sum of the rows of dy.
  void bias_gradient(const float* dy, Index dy_stride, Index rows, float* db) const noexcept;
  /// The panels of columns (inputs) that weight_gradient computes one of.
  Index gradient_panels() const { return backward_.count(); }
  /// dW = dyᵀ·x, and from it dγ and dβ, for the inputs of panel p. `db` is what bias_gradient gave.
  /// `packed` is workspace for x, rows × (whole panels of in).
  void weight_gradient(Index p, const float* dy, Index dy_stride, const float* x, Index x_stride,
                       Index rows, const LinearWeights& weights, const float* db, float* packed,
                       const LinearGradient& gradient) const noexcept;

 private:
  void fill_bias(Index p, Index rows, float* y, Index y_stride) const noexcept;

  PackedMatrix forward_;   // in×out: (W·diag γ)ᵀ
  PackedMatrix backward_;  // out×in: W·diag γ
  RowVector bias_;         // out, in whole panels: b + W·β
};

}  // namespace babble
