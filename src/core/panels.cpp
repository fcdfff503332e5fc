#include "core/panels.h"

#include <algorithm>
#include <cstring>

namespace babble {

Panels::Panels(Index depth, Index columns, Index width)
    : depth_(depth), columns_(columns), width_(width) {
  values_ = RowVector::Zero(count() * depth * width);
}

namespace {

// Rows that are packed at a time, so that what is read of them stays in the first-level cache while
// one panel after the other takes its columns.
constexpr Index rows_at_once = 16;

template <Index width>
void copy_rows(const float* from, Index stride, float* to, Index rows) noexcept {
  for (Index k = 0; k < rows; ++k) {
    std::memcpy(to + k * width, from + k * stride, static_cast<std::size_t>(width) * sizeof(float));
  }
}

}  // namespace

void Panels::pack(const float* matrix, Index stride) noexcept {
  for (Index k = 0; k < depth_; k += rows_at_once) {
    const Index rows = std::min(rows_at_once, depth_ - k);
    for (Index begin = 0; begin < columns_; begin += width_) {
      const float* from = matrix + k * stride + begin;
      float* to = values_.data() + begin * depth_ + k * width_;
      const Index columns = std::min(width_, columns_ - begin);
      if (columns == panel_width) {
        copy_rows<panel_width>(from, stride, to, rows);
      } else if (columns == tile_rows && width_ == tile_rows) {
        copy_rows<tile_rows>(from, stride, to, rows);
      } else {
        for (Index r = 0; r < rows; ++r) {
          std::copy(from + r * stride, from + r * stride + columns, to + r * width_);
        }
      }
    }
  }
}

void Panels::pack_transposed(const float* matrix, Index stride) noexcept {
  for (Index begin = 0; begin < columns_; begin += width_) {
    const Index columns = std::min(width_, columns_ - begin);
    for (Index k = 0; k < depth_; k += rows_at_once) {
      const Index rows = std::min(rows_at_once, depth_ - k);
      float* to = values_.data() + begin * depth_ + k * width_;
      for (Index w = 0; w < columns; ++w) {
        const float* from = matrix + (begin + w) * stride + k;
        for (Index r = 0; r < rows; ++r) to[r * width_ + w] = from[r];
      }
    }
  }
}

}  // namespace babble
