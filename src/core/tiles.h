// The inner loops of all matrix products: a tile of tile_rows × panel_width sums that stays in
// registers while the products of one row after the other are added to it. Row-major.
#pragma once

#include <type_traits>

#include "core/panels.h"

namespace babble {

template <int rows>
struct Tile {
  simd::Vec sums[rows][2];

  /// sums = 0
  void clear() noexcept {
    for (int r = 0; r < rows; ++r) sums[r][0] = sums[r][1] = simd::Vec{};
  }
  /// sums = what lies at `from`, rows `stride` floats apart
  void load(const float* from, Index stride) noexcept {
    for (int r = 0; r < rows; ++r) {
      sums[r][0] = simd::load(from + r * stride);
      sums[r][1] = simd::load(from + r * stride + simd::width);
    }
  }
  void store(float* to, Index stride) const noexcept {
    for (int r = 0; r < rows; ++r) {
      simd::store(to + r * stride, sums[r][0]);
      simd::store(to + r * stride + simd::width, sums[r][1]);
    }
  }
  /// sums += a·b over `depth`. Row r of a begins at a + r·a_row, its elements are a_step floats
  /// apart; b is a panel.
  template <class Step>
  void add_product(const float* a, Index a_row, Step a_step, const float* b, Index depth) noexcept {
    using simd::Vec;
    Vec s[rows][2];
    for (int r = 0; r < rows; ++r) {
      s[r][0] = sums[r][0];
      s[r][1] = sums[r][1];
    }
    for (Index k = 0; k < depth; ++k) {
      const Vec b0 = simd::load(b), b1 = simd::load(b + simd::width);
      for (int r = 0; r < rows; ++r) {
        const Vec element = simd::splat(a[r * a_row]);
        s[r][0] = simd::multiply_add(element, b0, s[r][0]);
        s[r][1] = simd::multiply_add(element, b1, s[r][1]);
      }
      a += a_step;
      b += panel_width;
    }
    for (int r = 0; r < rows; ++r) {
      sums[r][0] = s[r][0];
      sums[r][1] = s[r][1];
    }
  }
};

/// Calls body(tile, first row) for 0..rows in tiles of tile_rows and, for what is left, of 4, 2, 1.
template <class Body>
void for_each_tile(Index rows, Body body) noexcept {
  Index i = 0;
  for (; i + tile_rows <= rows; i += tile_rows) body(Tile<tile_rows>{}, i);
  if constexpr (tile_rows > 4) {
    for (; i + 4 <= rows; i += 4) body(Tile<4>{}, i);
  }
  for (; i + 2 <= rows; i += 2) body(Tile<2>{}, i);
  for (; i < rows; ++i) body(Tile<1>{}, i);
}

/// to (a.columns × b.columns, rows `stride` floats apart) = sum over k of a_kᵀ·b_k, the rows k of a
/// from a_begin on against all rows of b: a weight's gradient. `a` has panels of tile_rows columns,
/// `b` of panel_width.
void multiply_transposed(const Panels& a, Index a_begin, const Panels& b, float* to,
                         Index stride) noexcept;

}  // namespace babble
