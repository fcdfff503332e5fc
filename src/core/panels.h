// Matrices packed for the products of the RNN: the columns are dealt out in panels of a fixed
// width, and a panel holds its part of row 0, of row 1, … one after the other. A product then reads
// its operands from beginning to end. What is constant over the T time steps of a mini-batch is
// packed once for all of them.
#pragma once

#include "core/eigen.h"
#include "core/simd.h"

namespace babble {

using Eigen::Index;

/// Columns of a panel of a right-hand operand, and rows of the left-hand operand that a tile of the
/// product takes at a time. The tile's sums stay in registers: 8×2 of the 32 registers of AVX-512,
/// 4×2 of the 16 of AVX2, SSE and wasm.
constexpr Index panel_width = 2 * simd::width;
constexpr Index tile_rows = simd::width == 16 ? 8 : 4;

constexpr Index round_up(Index value, Index step) { return (value + step - 1) / step * step; }

class Panels {
 public:
  /// Room for a matrix of depth×columns in panels of `width` columns.
  Panels(Index depth, Index columns, Index width);

  /// From a row-major matrix of depth×columns whose rows are `stride` floats apart.
  void pack(const float* matrix, Index stride) noexcept;
  /// The same matrix from its transpose: columns×depth, rows `stride` floats apart.
  void pack_transposed(const float* matrix, Index stride) noexcept;

  Index depth() const { return depth_; }
  Index columns() const { return columns_; }
  Index count() const { return (columns_ + width_ - 1) / width_; }
  /// Panel p from its row `begin` on: depth×width, the columns beyond the matrix are zero.
  const float* panel(Index p, Index begin = 0) const {
    return values_.data() + (p * depth_ + begin) * width_;
  }

 private:
  Index depth_, columns_, width_;
  RowVector values_;  // count·depth·width
};

}  // namespace babble
