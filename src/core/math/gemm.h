// Matrix products with a packed right operand. A tile of sums (tile_rows × panel width) stays in
// registers while the loop runs over the depth. Strides are distances between rows, in floats. Each
// sum is added in the order of the depth, whatever the tile.
#pragma once

#include "core/math/packed_matrix.h"

namespace babble {

/// c (rows×width, row-major) += a (rows×depth, interleaved) · panel (depth×width). `rows` is a
/// multiple of `interleave`; `width` is panel_width or wide_panel_width.
void gemm(float* c, Index c_stride, const float* a, Index a_stride, Index rows, const float* panel,
          Index width, Index depth) noexcept;

/// c (a_columns × b's columns, row-major) = aᵀ·b = sum_k a_kᵀ·b_k: the gradient of a weight. `a` is
/// interleaved and has b.depth() rows, a multiple of `interleave`. `b` has panels of panel_width
/// and wide_panel_width. Writes only the columns of panel p of b. Reads `a` up to a multiple of
/// tile_rows columns.
void gemm_tn(float* c, Index c_stride, const float* a, Index a_stride, Index a_columns,
             const PackedMatrix& b, Index p) noexcept;

}  // namespace babble
