#include "core/panels.h"

#include <algorithm>
#include <cstring>

namespace babble {
namespace {

// Rows of the transpose that are read at a time, so that they stay in the first-level cache while
// their columns are written.
constexpr Index rows_at_once = 16;

}  // namespace

Panels::Panels(Index depth, Index columns, Index width)
    : depth_(depth), columns_(columns), width_(width) {
  values_ = RowVector::Zero(count() * depth * width);
}

void Panels::pack(Index p, const float* matrix, Index stride) noexcept {
  const Index columns = std::min(width_, columns_ - p * width_);
  const float* from = matrix + p * width_;
  float* to = panel(p);
  if (columns == panel_width) {
    for (Index k = 0; k < depth_; ++k, from += stride, to += panel_width) {
      std::memcpy(to, from, panel_width * sizeof(float));
    }
  } else {
    for (Index k = 0; k < depth_; ++k, from += stride, to += width_) {
      std::copy(from, from + columns, to);
    }
  }
}

void Panels::pack_transposed(Index p, const float* matrix, Index stride, Index begin,
                             Index depth) noexcept {
  const Index columns = std::min(width_, columns_ - p * width_);
  for (Index k = 0; k < depth; k += rows_at_once) {
    const Index rows = std::min(rows_at_once, depth - k);
    float* to = panel(p, begin + k);
    for (Index w = 0; w < columns; ++w) {
      const float* from = matrix + (p * width_ + w) * stride + k;
      for (Index r = 0; r < rows; ++r) to[r * width_ + w] = from[r];
    }
  }
}

void Panels::pack(const float* matrix, Index stride) noexcept {
  for (Index p = 0; p < count(); ++p) pack(p, matrix, stride);
}

}  // namespace babble
