// Matrices in the two orders in which the products of the RNN read them.
//
// Panels: the columns are dealt out in panels of a fixed width, and a panel holds its part of row
// 0, of row 1, … one after the other. A product then reads its operands from beginning to end. What
// is constant over the T time steps of a mini-batch is packed once for all of them.
//
// Row form: row-major, but `interleave` rows lie side by side: element k of the first, element k of
// the second, then element k + 1 of the first, … With one row that is row-major itself.
#pragma once

#include "core/eigen.h"
#include "core/simd.h"

namespace babble {

using Eigen::Index;

/// Rows and columns of the sums that a product keeps in registers: with AVX-512 8×2 vectors of its
/// 32 registers, with AVX2 4×2 of 16. On four lanes, which is wasm, 2×4 and the two rows
/// interleaved: V8 then needs one address for both, and finds registers for everything.
constexpr Index tile_rows = simd::width == 16 ? 8 : simd::width == 8 ? 4 : 2;
constexpr Index panel_width = (simd::width == 4 ? 4 : 2) * simd::width;
constexpr Index interleave = simd::width == 4 ? 2 : 1;

constexpr Index round_up(Index value, Index step) { return (value + step - 1) / step * step; }

/// Where element k of row r is, in row form with rows of `stride` floats.
constexpr Index row_form(Index r, Index k, Index stride) {
  return (r / interleave * stride + k) * interleave + r % interleave;
}

class Panels {
 public:
  /// Zeros: a matrix of depth×columns in panels of `width` columns.
  Panels(Index depth, Index columns, Index width);

  /// Fills panel p from a row-major matrix of depth×columns whose rows are `stride` floats apart.
  void pack(Index p, const float* matrix, Index stride) noexcept;
  /// Fills the rows `begin` to begin + depth - 1 of panel p from a matrix's transpose: it is
  /// columns×depth, its rows `stride` floats apart.
  void pack_transposed(Index p, const float* matrix, Index stride, Index begin,
                       Index depth) noexcept;
  /// All panels.
  void pack(const float* matrix, Index stride) noexcept;

  Index depth() const { return depth_; }
  Index columns() const { return columns_; }
  Index width() const { return width_; }
  Index count() const { return (columns_ + width_ - 1) / width_; }
  /// Panel p from its row `begin` on: depth×width, the columns beyond the matrix are zero.
  const float* panel(Index p, Index begin = 0) const {
    return values_.data() + (p * depth_ + begin) * width_;
  }
  float* panel(Index p, Index begin = 0) { return values_.data() + (p * depth_ + begin) * width_; }

 private:
  Index depth_, columns_, width_;
  RowVector values_;  // count·depth·width
};

}  // namespace babble
