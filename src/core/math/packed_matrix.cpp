#include "core/math/packed_matrix.h"

#include <algorithm>
#include <cstring>

namespace babble {
namespace {

using Four = float __attribute__((vector_size(16)));
typedef float UnalignedFour __attribute__((vector_size(16), aligned(4), may_alias));

// The transpose of a 4×4 block.
void transpose_block(const float* from, Index stride, float* to, Index to_stride) noexcept {
  Four row[4];
  for (Index r = 0; r < 4; ++r) {
    row[r] = *reinterpret_cast<const UnalignedFour*>(from + r * stride);
  }
  const Four low01 = __builtin_shufflevector(row[0], row[1], 0, 4, 1, 5);
  const Four low23 = __builtin_shufflevector(row[2], row[3], 0, 4, 1, 5);
  const Four high01 = __builtin_shufflevector(row[0], row[1], 2, 6, 3, 7);
  const Four high23 = __builtin_shufflevector(row[2], row[3], 2, 6, 3, 7);
  const Four out[4] = {__builtin_shufflevector(low01, low23, 0, 1, 4, 5),
                       __builtin_shufflevector(low01, low23, 2, 3, 6, 7),
                       __builtin_shufflevector(high01, high23, 0, 1, 4, 5),
                       __builtin_shufflevector(high01, high23, 2, 3, 6, 7)};
  for (Index r = 0; r < 4; ++r) *reinterpret_cast<UnalignedFour*>(to + r * to_stride) = out[r];
}

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
  transpose(matrix + first_column(p) * stride, stride, columns(p), depth, panel(p, begin),
            width(p));
}

void PackedMatrix::pack(const float* matrix, Index stride) noexcept {
  for (Index p = 0; p < count(); ++p) pack(p, matrix, stride);
}

void transpose(const float* from, Index stride, Index rows, Index columns, float* to,
               Index to_stride) noexcept {
  // Groups of four columns of `from`: their rows of `to` stay in the first-level cache.
  Index k = 0;
  for (; k + 4 <= columns; k += 4) {
    float* out = to + k * to_stride;
    Index r = 0;
    for (; r + 4 <= rows; r += 4)
      transpose_block(from + r * stride + k, stride, out + r, to_stride);
    for (; r < rows; ++r)
      for (Index i = 0; i < 4; ++i) out[i * to_stride + r] = from[r * stride + k + i];
  }
  for (; k < columns; ++k)
    for (Index r = 0; r < rows; ++r) to[k * to_stride + r] = from[r * stride + k];
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
