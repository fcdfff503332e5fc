#include "core/math/packed_matrix.h"

#include <algorithm>
#include <cstring>

namespace babble {
namespace {

// Rows of the transpose that are processed at a time; they stay in the first-level cache.
constexpr Index packed_rows_at_once = 16;

}  // namespace

PackedMatrix::PackedMatrix(Index depth, Index columns, Index width, Index wide)
    : depth_(depth), columns_(columns), width_(width), wide_(wide) {
  const Index padded = round_up(columns, width);
  narrow_count_ = 0;
  while ((padded - narrow_count_ * width) % wide != 0) ++narrow_count_;
  wide_count_ = (padded - narrow_count_ * width) / wide;
  values_ = RowVector::Zero(padded * depth);
}

void PackedMatrix::pack(Index p, const float* matrix, Index stride) noexcept {
  const Index columns = this->columns(p), width = this->width(p);
  const float* from = matrix + first_column(p);
  float* to = panel(p);
  if (columns == width && width % 4 == 0) {
    for (Index k = 0; k < depth_; ++k, from += stride, to += width) {
      for (Index w = 0; w < width; w += 4) std::memcpy(to + w, from + w, 4 * sizeof(float));
    }
  } else {
    for (Index k = 0; k < depth_; ++k, from += stride, to += width) {
      std::copy(from, from + columns, to);
    }
  }
}

void PackedMatrix::pack_transposed(Index p, const float* matrix, Index stride, Index begin,
                                   Index depth) noexcept {
  const Index columns = this->columns(p), width = this->width(p);
  for (Index k = 0; k < depth; k += packed_rows_at_once) {
    const Index rows = std::min(packed_rows_at_once, depth - k);
    float* to = panel(p, begin + k);
    for (Index w = 0; w < columns; ++w) {
      const float* from = matrix + (first_column(p) + w) * stride + k;
      for (Index r = 0; r < rows; ++r) to[r * width + w] = from[r];
    }
  }
}

void PackedMatrix::pack(const float* matrix, Index stride) noexcept {
  for (Index p = 0; p < count(); ++p) pack(p, matrix, stride);
}

void interleave_rows(const float* from, Index stride, Index rows, Index columns, float* to,
                     Index to_stride) noexcept {
  Index r = 0;
  if constexpr (interleave == 2) {
    for (; r + 2 <= rows; r += 2, from += 2 * stride) {
      float* out = to + interleaved_index(r, 0, to_stride);
      Index k = 0;
      for (; k + simd::width <= columns; k += simd::width) {
        simd::store_interleaved(out + 2 * k, simd::load(from + k), simd::load(from + stride + k));
      }
      for (; k < columns; ++k) {
        out[2 * k] = from[k];
        out[2 * k + 1] = from[stride + k];
      }
    }
  }
  for (; r < rows; ++r, from += stride) {
    float* out = to + interleaved_index(r, 0, to_stride);
    for (Index k = 0; k < columns; ++k) out[k * interleave] = from[k];
  }
}

}  // namespace babble
