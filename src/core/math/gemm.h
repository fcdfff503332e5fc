// Matrix products with a packed right operand. A tile of sums (tile_rows × panel width) stays in
// registers while the loop runs over the depth. Strides are distances between rows, in floats. Each
// sum is added in the order of the depth, whatever the tile.
#pragma once

#include "core/math/packed_matrix.h"

namespace babble {

/// Whether a product is added to what is there or replaces it.
enum class Sums { add_to_c, begin_at_zero };

/// c (rows×width, row-major) += a (rows×depth, interleaved) · panel (depth×width). `rows` is a
/// multiple of `interleave`; `width` is panel_width or wide_panel_width.
void gemm(float* c, Index c_stride, const float* a, Index a_stride, Index rows, const float* panel,
          Index width, Index depth, Sums start = Sums::add_to_c) noexcept;

/// Where gemm adds the product with a panel: rows × the panel's width, row-major.
struct PanelOutput {
  float* values;
  Index stride;
};

/// a·b for `rows` interleaved rows of a, panel by panel of b, of which only the first `depth` rows
/// are used. start(p) returns where the product with panel p is added, with its initial values (a
/// bias); epilogue(p, output) runs while the result is in the cache (an activation).
template <class Start, class Epilogue>
void gemm(const float* a, Index a_stride, Index rows, const PackedMatrix& b, Index depth,
          const Start& start, const Epilogue& epilogue) noexcept {
  for (Index p = 0; p < b.count(); ++p) {
    const PanelOutput out = start(p);
    gemm(out.values, out.stride, a, a_stride, rows, b.panel(p), b.width(p), depth);
    epilogue(p, out);
  }
}

/// `width` columns of a matrix (panel_width or wide_panel_width), of which `columns` count, in
/// `depth` rows, a multiple of `interleave`. With `interleave` 1 rows may be further apart than
/// `width`: then it can be a part of a row-major matrix.
struct Columns {
  const float* values;
  Index stride, width, columns, depth;
};

/// c (a_columns × b.columns, row-major) = aᵀ·b = sum_k a_kᵀ·b_k: the gradient of a weight. `a` is
/// interleaved and has b.depth rows. Reads `a` up to a multiple of tile_rows columns.
void gemm_tn(float* c, Index c_stride, const float* a, Index a_stride, Index a_columns,
             const Columns& b) noexcept;

/// The same with panel p of b; writes only the columns of this panel.
void gemm_tn(float* c, Index c_stride, const float* a, Index a_stride, Index a_columns,
             const PackedMatrix& b, Index p) noexcept;

}  // namespace babble
