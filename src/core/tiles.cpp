#include "core/tiles.h"

#include <algorithm>

namespace babble {
namespace {

// A tile of which only some rows and columns are part of the matrix goes through a full one.
struct Edge {
  float values[tile_rows * panel_width];

  void read(const float* from, Index stride, Index rows, Index columns) noexcept {
    for (Index r = 0; r < rows; ++r) {
      std::copy(from + r * stride, from + r * stride + columns, values + r * panel_width);
    }
  }
  void write(float* to, Index stride, Index rows, Index columns) const noexcept {
    for (Index r = 0; r < rows; ++r) {
      const float* row = values + r * panel_width;
      std::copy(row, row + columns, to + r * stride);
    }
  }
};

}  // namespace

void multiply_transposed(const Panels& a, Index a_begin, const Panels& b, float* to,
                         Index stride) noexcept {
  // The depth is cut so that the piece of b's panel stays in the first-level cache.
  constexpr Index largest_piece = 256;
  const Index pieces = std::max<Index>(1, (b.depth() + largest_piece - 1) / largest_piece);
  const Index piece = (b.depth() + pieces - 1) / pieces;
  for (Index begin = 0; begin == 0 || begin < b.depth(); begin += piece) {
    const Index depth = std::min(piece, b.depth() - begin);
    for (Index p = 0; p < b.count(); ++p) {
      const Index columns = std::min(panel_width, b.columns() - p * panel_width);
      for (Index q = 0; q < a.count(); ++q) {
        const Index rows = std::min(tile_rows, a.columns() - q * tile_rows);
        float* at = to + q * tile_rows * stride + p * panel_width;
        const bool whole = rows == tile_rows && columns == panel_width;
        Tile<static_cast<int>(tile_rows)> tile;
        Edge edge = {};
        if (begin == 0) {
          tile.clear();
        } else if (whole) {
          tile.load(at, stride);
        } else {
          edge.read(at, stride, rows, columns);
          tile.load(edge.values, panel_width);
        }
        tile.add_product(a.panel(q, a_begin + begin), 1, std::integral_constant<Index, tile_rows>{},
                         b.panel(p, begin), depth);
        if (whole) {
          tile.store(at, stride);
        } else {
          tile.store(edge.values, panel_width);
          edge.write(at, stride, rows, columns);
        }
      }
    }
  }
}

}  // namespace babble
