// The memory layouts that gemm reads.
//
// PackedMatrix: the columns are divided into panels, and each panel stores its part of row 0, of
// row 1, … contiguously, so that gemm reads its operands sequentially. A weight is packed once for
// all T time steps of a mini-batch.
//
// Interleaved rows: row-major, but with groups of `interleave` rows whose elements alternate:
// element k of the first row, element k of the second, then element k + 1 of the first, … With
// `interleave` 1 this is plain row-major order.
#pragma once

#include <algorithm>

#include "core/math/matrix.h"
#include "core/math/simd.h"

namespace babble {

/// The tile of sums that gemm keeps in registers. AVX-512: 8×2 vectors, of 32 registers. AVX2: 4×2,
/// of 16. SIMD width 4 (wasm): 2×4 with the two rows interleaved, because V8 then needs one address
/// for both and spills nothing. Relaxed SIMD also has 2×6 tiles: a fused multiply-add needs no
/// register for the product, and twelve sums hide the latency of an addition better than eight.
constexpr Index tile_rows = simd::width == 16 ? 8 : simd::width == 8 ? 4 : 2;
constexpr Index panel_width = (simd::width == 4 ? 4 : 2) * simd::width;
#if defined(BABBLE_RELAXED_SIMD)
constexpr Index wide_panel_width = 6 * simd::width;
#else
constexpr Index wide_panel_width = panel_width;
#endif
constexpr Index interleave = simd::width == 4 ? 2 : 1;

constexpr Index round_up(Index value, Index step) { return (value + step - 1) / step * step; }

/// The offset of element k of row r in interleaved rows of `stride` floats.
constexpr Index interleaved_index(Index r, Index k, Index stride) {
  return (r / interleave * stride + k) * interleave + r % interleave;
}

/// Interleaves `rows` row-major rows of `columns` floats.
void interleave_rows(const float* from, Index stride, Index rows, Index columns, float* to,
                     Index to_stride) noexcept;

/// to (columns×rows) = the transpose of `from` (rows×columns); both are row-major.
void transpose(const float* from, Index stride, Index rows, Index columns, float* to,
               Index to_stride) noexcept;

/// A stride for interleaved rows of at least `columns` floats, of which gemm_tn reads a few columns
/// of all rows. With a stride that is a power of two these columns would map to the same few cache
/// sets, so a group of interleaved rows gets an odd number of cache lines.
constexpr Index stride_across_cache(Index columns) {
  constexpr Index line = 64 / sizeof(float) / interleave;
  const Index lines = (columns + line - 1) / line;
  return (lines + 1 - lines % 2) * line;
}

class PackedMatrix {
 public:
  /// A depth×columns matrix of zeros; the columns are padded to a multiple of `width`. The first
  /// panels are `wide` columns wide, as many as possible, the others `width`. Some multiple of
  /// `width` must also be a multiple of `wide`.
  PackedMatrix(Index depth, Index columns, Index width, Index wide);

  /// Fills panel p from a row-major depth×columns matrix whose rows are `stride` floats apart.
  void pack(Index p, const float* matrix, Index stride) noexcept;
  /// Fills the rows begin … begin + depth - 1 of panel p from the transpose of a columns×depth
  /// matrix whose rows are `stride` floats apart.
  void pack_transposed(Index p, const float* matrix, Index stride, Index begin,
                       Index depth) noexcept;
  /// Fills all panels.
  void pack(const float* matrix, Index stride) noexcept;

  Index depth() const { return depth_; }
  /// A smaller depth than that of the constructor, or again a larger one, in the same memory. The
  /// panels have to be filled again.
  void set_depth(Index depth) { depth_ = depth; }
  Index count() const { return wide_count_ + narrow_count_; }
  Index width(Index p) const { return p < wide_count_ ? wide_ : width_; }
  /// The column of the matrix at which panel p begins.
  Index first_column(Index p) const {
    return std::min(p, wide_count_) * wide_ + std::max<Index>(p - wide_count_, 0) * width_;
  }
  /// The number of columns of the matrix in panel p: its width, or less in the last panel.
  Index columns(Index p) const { return std::min(width(p), columns_ - first_column(p)); }
  /// Panel p from row `begin` on: depth×width(p). Columns beyond the matrix are zero.
  const float* panel(Index p, Index begin = 0) const {
    return values_.data() + first_column(p) * depth_ + begin * width(p);
  }
  float* panel(Index p, Index begin = 0) {
    return values_.data() + first_column(p) * depth_ + begin * width(p);
  }

 private:
  Index depth_, columns_, width_, wide_;
  Index wide_count_, narrow_count_;
  RowVector values_;  // the panels, one after the other
};

}  // namespace babble
