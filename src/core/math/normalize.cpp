#include "core/math/normalize.h"

#include <cmath>

namespace babble {
namespace {

using simd::Vec;

constexpr float norm_epsilon = 1e-5f;

// Zeros the lanes of the last vector of a row that lie beyond `columns`; j is its first column.
Vec within(Vec value, Index j, Index columns) noexcept {
  if (j + simd::width <= columns) return value;
  float lanes[simd::width];
  simd::store(lanes, value);
  for (Index i = columns - j; i < simd::width; ++i) lanes[i] = 0;
  return simd::load(lanes);
}

struct Moments {
  float mean = 0, scale = 1;
};

Moments moments(Centre centre, const float* x, Index columns) noexcept {
  const auto count = static_cast<float>(columns);
  Moments row;
  if (centre == Centre::yes) {
    Vec sum = {};
    for (Index j = 0; j < columns; j += simd::width) sum += simd::load(x + j);
    row.mean = simd::reduce_sum(sum) / count;
  }
  Vec squares = {};
  for (Index j = 0; j < columns; j += simd::width) {
    const Vec value = within(simd::load(x + j) - row.mean, j, columns);
    squares = simd::multiply_add(value, value, squares);
  }
  row.scale = 1 / std::sqrt(simd::reduce_sum(squares) / count + norm_epsilon);
  return row;
}

}  // namespace

float normalize(Centre centre, const float* x, Index columns, float* n) noexcept {
  const Moments row = moments(centre, x, columns);
  for (Index j = 0; j < columns; j += simd::width)
    simd::store(n + j, within((simd::load(x + j) - row.mean) * row.scale, j, columns));
  return row.scale;
}

void normalize_forward(Centre centre, const float* x, Index x_stride, Index rows, Index columns,
                       float* n, Index n_stride, float* scales) noexcept {
  for (Index r = 0; r < rows;
       r += interleave, x += interleave * x_stride, n += interleave * n_stride) {
    if constexpr (interleave == 1) {
      scales[r] = normalize(centre, x, columns, n);
    } else {
      const Moments one = moments(centre, x, columns);
      const Moments two = moments(centre, x + x_stride, columns);
      scales[r] = one.scale;
      scales[r + 1] = two.scale;
      for (Index j = 0; j < columns; j += simd::width) {
        simd::store_interleaved(
            n + 2 * j, within((simd::load(x + j) - one.mean) * one.scale, j, columns),
            within((simd::load(x + x_stride + j) - two.mean) * two.scale, j, columns));
      }
    }
  }
}

void normalize_backward(Centre centre, const float* dn, Index dn_stride, Index rows, Index columns,
                        const float* n, Index n_stride, const float* scales, float* dx,
                        Index dx_stride) noexcept {
  const float share = 1 / static_cast<float>(columns);
  for (Index r = 0; r < rows; r += interleave) {
    // The rows of n that are interleaved are taken apart at each vector.
    const auto load_n = [&](Index i, Index j) {
      if constexpr (interleave == 1) {
        return simd::load(n + r * n_stride + j);
      } else {
        [[maybe_unused]] const simd::Pair pair = simd::load_interleaved(n + r * n_stride + 2 * j);
        return i == 0 ? pair.first : pair.second;
      }
    };
    for (Index i = 0; i < interleave; ++i) {
      const float* from = dn + (r + i) * dn_stride;
      float* to = dx + (r + i) * dx_stride;
      Vec sum = {}, products = {};
      for (Index j = 0; j < columns; j += simd::width) {
        const Vec slope = simd::load(from + j);
        sum += slope;
        products = simd::multiply_add(slope, load_n(i, j), products);
      }
      const float mean = centre == Centre::yes ? simd::reduce_sum(sum) * share : 0.0f;
      const Vec along = simd::broadcast(simd::reduce_sum(products) * share);
      const float scale = scales[r + i];
      for (Index j = 0; j < columns; j += simd::width) {
        const Vec change = simd::load(from + j) - mean - load_n(i, j) * along;
        simd::store(to + j, simd::load(to + j) + within(change * scale, j, columns));
      }
    }
  }
}

}  // namespace babble
