// Causal attention of one head over one sequence of n tokens (Vaswani et al. 2017, §3.2.1):
//   S = q·kᵀ/√D, row i up to column i     P = softmax of each row     o = P·v
// q, k and v are n×D. An object is the workspace of one thread.
#pragma once

#include "core/math/matrix.h"

namespace babble {

class CausalAttention {
 public:
  /// For sequences of at most `time_steps` tokens.
  CausalAttention(Index time_steps, Index head_size);

  /// P is stored with rows and columns of zeros behind it: the length of its rows, and of all.
  static Index weights_stride(Index n);
  static Index weights_size(Index n);

  /// q, k, v: rows of `stride` floats. Writes P to `weights` and o to interleaved rows
  /// (packed_matrix.h) of `out_stride`, whose first is `row` and whose first column is `column`.
  void forward(const float* q, const float* k, const float* v, Index stride, Index n,
               float* weights, float* out, Index out_stride, Index row, Index column) noexcept;

  /// The gradients by q, k and v from that by o (rows of `do_stride` floats): written to
  /// interleaved rows from `row` on, in the columns column, column + step and column + 2·step.
  void backward(const float* q, const float* k, const float* v, Index stride, Index n,
                const float* weights, const float* output_gradient, Index output_stride, float* out,
                Index out_stride, Index row, Index column, Index step) noexcept;

 private:
  void copy_rows(const float* from, Index stride, Index n, Matrix& out) const noexcept;
  void copy_transposed(const float* from, Index stride, Index n, Matrix& out) const noexcept;

  Index head_size_;                  // D
  float scale_;                      // 1/√D
  Matrix q_, k_, v_, do_, product_;  // n × D, both rounded up
  Matrix transposed_;                // D × n rounded up
  RowVector dscores_;                // as P
};

}  // namespace babble
