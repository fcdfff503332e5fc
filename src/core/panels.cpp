#include "core/panels.h"

#include <algorithm>

namespace babble {

Panels::Panels(Index depth, Index columns, Index width)
    : depth_(depth), columns_(columns), width_(width) {
  values_ = RowVector::Zero(count() * depth * width);
}

void Panels::pack(const float* matrix, Index stride) noexcept {
  float* to = values_.data();
  for (Index begin = 0; begin < columns_; begin += width_) {
    const Index columns = std::min(width_, columns_ - begin);
    const float* from = matrix + begin;
    for (Index k = 0; k < depth_; ++k, from += stride, to += width_) {
      std::copy(from, from + columns, to);
    }
  }
}

void Panels::pack_transposed(const float* matrix, Index stride) noexcept {
  float* panel = values_.data();
  for (Index begin = 0; begin < columns_; begin += width_, panel += depth_ * width_) {
    const Index columns = std::min(width_, columns_ - begin);
    for (Index w = 0; w < columns; ++w) {
      const float* from = matrix + (begin + w) * stride;
      for (Index k = 0; k < depth_; ++k) panel[k * width_ + w] = from[k];
    }
  }
}

}  // namespace babble
