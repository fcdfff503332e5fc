// Matrices in the two orders in which the products of the RNN read them.
//
// PackedMatrix: the columns are dealt out in panels of one width, or of two, and a panel holds its
// part of row 0, of row 1, … one after the other. A product then reads its operands from beginning
// to end. What is constant over the T time steps of a mini-batch is packed once for all of them.
//
// Row form: row-major, but `interleave` rows lie side by side: element k of the first, element k of
// the second, then element k + 1 of the first, … With one row that is row-major itself.
#pragma once

#include <algorithm>

#include "core/math/eigen.h"
#include "core/math/simd.h"

namespace babble {

using Eigen::Index;

/// Rows and columns of the sums that a product keeps in registers: with AVX-512 8×2 vectors of its
/// 32 registers, with AVX2 4×2 of 16. On four lanes, which is wasm, 2×4 and the two rows
/// interleaved: V8 then needs one address for both, and finds registers for everything. With
/// relaxed SIMD, where no product needs a register before it is added, 2×6 besides: twelve sums
/// hide an addition's latency, eight barely do.
constexpr Index tile_rows = simd::width == 16 ? 8 : simd::width == 8 ? 4 : 2;
constexpr Index panel_width = (simd::width == 4 ? 4 : 2) * simd::width;
#if defined(BABBLE_RELAXED_SIMD)
constexpr Index wide_panel_width = 6 * simd::width;
#else
constexpr Index wide_panel_width = panel_width;
#endif
constexpr Index interleave = simd::width == 4 ? 2 : 1;

constexpr Index round_up(Index value, Index step) { return (value + step - 1) / step * step; }

/// Where element k of row r is, in row form with rows of `stride` floats.
constexpr Index interleaved_index(Index r, Index k, Index stride) {
  return (r / interleave * stride + k) * interleave + r % interleave;
}

class PackedMatrix {
 public:
  /// Zeros: a matrix of depth×columns, the columns filled up to a multiple of `width`. As many of
  /// the panels as possible, the first ones, are `wide` columns wide, the others `width`. Some
  /// multiple of `width` must be one of `wide` too.
  PackedMatrix(Index depth, Index columns, Index width, Index wide);

  /// Fills panel p from a row-major matrix of depth×columns whose rows are `stride` floats apart.
  void pack(Index p, const float* matrix, Index stride) noexcept;
  /// Fills the rows `begin` to begin + depth - 1 of panel p from a matrix's transpose: it is
  /// columns×depth, its rows `stride` floats apart.
  void pack_transposed(Index p, const float* matrix, Index stride, Index begin,
                       Index depth) noexcept;
  /// All panels.
  void pack(const float* matrix, Index stride) noexcept;

  Index depth() const { return depth_; }
  Index count() const { return wide_count_ + narrow_count_; }
  Index width(Index p) const { return p < wide_count_ ? wide_ : width_; }
  /// The matrix's column that is the first of panel p.
  Index first_column(Index p) const {
    return std::min(p, wide_count_) * wide_ + std::max<Index>(p - wide_count_, 0) * width_;
  }
  /// Columns of the matrix in panel p: what it is wide, or fewer in the last.
  Index columns(Index p) const { return std::min(width(p), columns_ - first_column(p)); }
  /// Panel p from its row `begin` on: depth×width(p), the columns beyond the matrix are zero.
  const float* panel(Index p, Index begin = 0) const {
    return values_.data() + first_column(p) * depth_ + begin * width(p);
  }
  float* panel(Index p, Index begin = 0) {
    return values_.data() + first_column(p) * depth_ + begin * width(p);
  }

 private:
  Index depth_, columns_, width_, wide_;
  Index wide_count_, narrow_count_;
  RowVector values_;  // one panel after the other
};

}  // namespace babble
