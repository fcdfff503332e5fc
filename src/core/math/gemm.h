// The inner loops of all matrix products. A tile of sums, tile_rows × a panel's width, stays in
// registers while the products of one row after the other are added to it. A stride is the distance
// of two rows in floats. Every sum is added up in the order of the depth, whatever the tile it is
// in.
#pragma once

#include "core/math/packed_matrix.h"

namespace babble {

/// c (rows × width, row-major) += a (rows × depth, in row form) · panel (depth × width). `rows` is
/// a multiple of `interleave`, `width` is panel_width or wide_panel_width.
void gemm(float* c, Index c_stride, const float* a, Index a_stride, Index rows, const float* panel,
          Index width, Index depth) noexcept;

/// c (a_columns × columns of b, row-major) = sum over k of a_kᵀ·b_k, all rows k of b against as
/// many of a (in row form; even where rows are interleaved): a weight's gradient. `b` has panels of
/// panel_width and wide_panel_width. Of c only the columns of panel p of b are made. `a` is
/// read up to a multiple of tile_rows columns.
void gemm_tn(float* c, Index c_stride, const float* a, Index a_stride, Index a_columns,
             const PackedMatrix& b, Index p) noexcept;

}  // namespace babble
