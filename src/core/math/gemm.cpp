#include "core/math/gemm.h"

#include <algorithm>
#include <cassert>

namespace babble {
namespace {

using simd::Vec;

constexpr int tile_vectors = static_cast<int>(panel_width) / simd::width;
constexpr int wide_vectors = static_cast<int>(wide_panel_width) / simd::width;

// The sums of `rows` rows of a panel whose width is `vectors` SIMD vectors.
template <int rows, int vectors>
struct Tile {
  Vec sums[rows][vectors];

  void load(const float* c, Index stride, Sums start) noexcept {
    if (start == Sums::begin_at_zero) {
      for (int r = 0; r < rows; ++r)
        for (int v = 0; v < vectors; ++v) sums[r][v] = Vec{};
      return;
    }
    for (int r = 0; r < rows; ++r)
      for (int v = 0; v < vectors; ++v) sums[r][v] = simd::load(c + r * stride + v * simd::width);
  }
  void store(float* c, Index stride) const noexcept {
    for (int r = 0; r < rows; ++r)
      for (int v = 0; v < vectors; ++v) simd::store(c + r * stride + v * simd::width, sums[r][v]);
  }
  // sums += a column of a · a row of b; element(r) is the element of row r of a. To save registers,
  // the operand with fewer vectors is loaded first and kept, the other one vector at a time.
  template <class Element>
  void add(Element element, const float* b) noexcept {
    if constexpr (rows < vectors) {
      Vec left[rows];
      for (int r = 0; r < rows; ++r) left[r] = simd::broadcast(element(r));
      for (int v = 0; v < vectors; ++v) {
        const Vec right = simd::load(b + v * simd::width);
        for (int r = 0; r < rows; ++r) sums[r][v] = simd::multiply_add(left[r], right, sums[r][v]);
      }
    } else {
      Vec right[vectors];
      for (int v = 0; v < vectors; ++v) right[v] = simd::load(b + v * simd::width);
      for (int r = 0; r < rows; ++r) {
        const Vec left = simd::broadcast(element(r));
        for (int v = 0; v < vectors; ++v) {
          sums[r][v] = simd::multiply_add(left, right[v], sums[r][v]);
        }
      }
    }
  }
};

// The loops below are in functions that are not inlined because V8 keeps all sums in registers only
// in small functions. For wasm they are not unrolled either: the compiler would load the elements
// of all steps first and run out of registers. AVX2 and AVX-512 are faster with four steps at once.
constexpr Index steps = simd::width > 4 ? 4 : 1;

// a has ordinary rows (interleave 1).
template <int rows>
[[gnu::noinline]] void add_rows(float* c, Index c_stride, const float* a, Index a_stride,
                                const float* b, Index depth, Sums start) noexcept {
  Tile<rows, tile_vectors> tile;
  tile.load(c, c_stride, start);
  const float* at[rows];
  for (int r = 0; r < rows; ++r) at[r] = a + r * a_stride;
  Index k = 0;
  for (; k + steps <= depth; k += steps) {
    for (Index u = 0; u < steps; ++u, b += panel_width) {
      tile.add([&](int r) { return at[r][u]; }, b);
    }
    for (int r = 0; r < rows; ++r) at[r] += steps;
  }
  for (; k < depth; ++k, b += panel_width) {
    tile.add([&](int r) { return *at[r]++; }, b);
  }
  tile.store(c, c_stride);
}

// a has interleaved rows, as many as the tile has (SIMD width 4 only).
template <int vectors>
[[gnu::noinline]] void add_interleaved(float* c, Index c_stride, const float* a, const float* b,
                                       Index depth, Sums start) noexcept {
  constexpr int rows = static_cast<int>(tile_rows), width = vectors * simd::width;
  Tile<rows, vectors> tile;
  tile.load(c, c_stride, start);
  for (Index k = 0; k < depth; ++k, a += rows, b += width) {
    tile.add([&](int r) { return a[r]; }, b);
  }
  tile.store(c, c_stride);
}

// aᵀ: the tile's rows are columns of a, which has `depth` interleaved rows.
template <int vectors>
[[gnu::noinline]] void add_columns(float* c, Index c_stride, const float* a, Index a_stride,
                                   const float* b, [[maybe_unused]] Index b_stride, Index depth,
                                   Sums start) noexcept {
  constexpr int rows = static_cast<int>(tile_rows);
  Tile<rows, vectors> tile;
  tile.load(c, c_stride, start);
  if constexpr (interleave == 2) {
    constexpr int width = vectors * simd::width;
    // The offset to the next row alternates: to the neighbour in a pair, then to the next pair.
    Index step = 1;
    for (Index k = 0; k < depth; ++k, b += width) {
      tile.add([&](int r) { return a[r * interleave]; }, b);
      a += step;
      step = interleave * a_stride - step;
    }
  } else {
    Index k = 0;
    for (; k + steps <= depth; k += steps) {
      for (Index u = 0; u < steps; ++u, a += a_stride, b += b_stride) {
        tile.add([&](int r) { return a[r]; }, b);
      }
    }
    for (; k < depth; ++k, a += a_stride, b += b_stride) {
      tile.add([&](int r) { return a[r]; }, b);
    }
  }
  tile.store(c, c_stride);
}

void copy_rows(const float* from, Index from_stride, float* to, Index to_stride, Index rows,
               Index columns) noexcept {
  for (Index r = 0; r < rows; ++r) {
    std::copy(from + r * from_stride, from + r * from_stride + columns, to + r * to_stride);
  }
}

}  // namespace

void gemm(float* c, Index c_stride, const float* a, Index a_stride, Index rows, const float* panel,
          Index width, Index depth, Sums start) noexcept {
  Index i = 0;
  if constexpr (interleave == tile_rows) {
    const auto add =
        width == panel_width ? add_interleaved<tile_vectors> : add_interleaved<wide_vectors>;
    for (; i < rows; i += tile_rows) {
      add(c + i * c_stride, c_stride, a + i * a_stride, panel, depth, start);
    }
  } else {
    for (; i + tile_rows <= rows; i += tile_rows) {
      add_rows<tile_rows>(c + i * c_stride, c_stride, a + i * a_stride, a_stride, panel, depth,
                          start);
    }
    for (; i + 4 <= rows; i += 4) {
      add_rows<4>(c + i * c_stride, c_stride, a + i * a_stride, a_stride, panel, depth, start);
    }
    for (; i < rows; ++i) {
      add_rows<1>(c + i * c_stride, c_stride, a + i * a_stride, a_stride, panel, depth, start);
    }
  }
}

void gemm_tn(float* c, Index c_stride, const float* a, Index a_stride, Index a_columns,
             const Columns& b) noexcept {
  assert(interleave == 1 || b.stride == b.width);
  // The depth is divided into blocks so that a block of b's columns stays in the first-level cache.
  // Smaller blocks are faster with SIMD width 4, where the tiles of a are narrow.
  constexpr Index largest_block = simd::width == 4 ? 128 : 256;
  const Index blocks = std::max<Index>(1, (b.depth + largest_block - 1) / largest_block);
  const Index block = round_up((b.depth + blocks - 1) / blocks, interleave);
  const auto add = b.width == panel_width ? add_columns<tile_vectors> : add_columns<wide_vectors>;
  // Buffer for tiles that extend beyond c.
  float edge[tile_rows * wide_panel_width] = {};
  for (Index begin = 0; begin < b.depth; begin += block) {
    const Index depth = std::min(block, b.depth - begin);
    const float* right = b.values + begin * b.stride;
    const float* left = a + begin * a_stride;
    const Sums start = begin == 0 ? Sums::begin_at_zero : Sums::add_to_c;
    for (Index q = 0; q < a_columns; q += tile_rows, left += tile_rows * interleave) {
      const Index rows = std::min(tile_rows, a_columns - q);
      float* at = c + q * c_stride;
      if (rows == tile_rows && b.columns == b.width) {
        add(at, c_stride, left, a_stride, right, b.stride, depth, start);
      } else {
        if (begin > 0) copy_rows(at, c_stride, edge, b.width, rows, b.columns);
        add(edge, b.width, left, a_stride, right, b.stride, depth, start);
        copy_rows(edge, b.width, at, c_stride, rows, b.columns);
      }
    }
  }
}

void gemm_tn(float* c, Index c_stride, const float* a, Index a_stride, Index a_columns,
             const PackedMatrix& b, Index p) noexcept {
  gemm_tn(c + b.first_column(p), c_stride, a, a_stride, a_columns,
          {b.panel(p), b.width(p), b.width(p), b.columns(p), b.depth()});
}

}  // namespace babble
