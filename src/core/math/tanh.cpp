#include "core/math/tanh.h"

#include <algorithm>

#include "core/math/packed_matrix.h"

namespace babble {

using simd::Vec;

void tanh_of(const float* in, Index size, float* out) noexcept {
  Index j = 0;
  for (; j + simd::width <= size; j += simd::width)
    simd::store(out + j, simd::tanh(simd::load(in + j)));
  if (j == size) return;
  float rest[simd::width] = {};
  std::copy(in + j, in + size, rest);
  simd::store(rest, simd::tanh(simd::load(rest)));
  std::copy(rest, rest + (size - j), out + j);
}

void precise_tanh(float* values, Index size) noexcept {
  Index i = 0;
  for (; i + simd::width <= size; i += simd::width) {
    simd::store(values + i, simd::precise_tanh(simd::load(values + i)));
  }
  if (i == size) return;
  float rest[simd::width] = {};
  std::copy(values + i, values + size, rest);
  simd::store(rest, simd::precise_tanh(simd::load(rest)));
  std::copy(rest, rest + (size - i), values + i);
}

namespace {

template <class Activate>
void forward_rows(Activate activate, const float* z, Index width, Index rows, float* h,
                  Index h_stride) noexcept {
  for (Index r = 0; r < rows;
       r += interleave, z += interleave * width, h += interleave * h_stride) {
    for (Index v = 0; v < width; v += simd::width) {
      const Vec first = activate(simd::load(z + v));
      if constexpr (interleave == 1) {
        simd::store(h + v, first);
      } else {
        const Vec second = activate(simd::load(z + width + v));
        simd::store_interleaved(h + 2 * v, first, second);
      }
    }
  }
}

// `slope(dh, h)` is dh times the derivative, which h tells.
template <class Slope>
void backward_rows(Slope slope, float* dh, Index width, Index rows, const float* h, Index h_stride,
                   float* dz, Index dz_stride) noexcept {
  for (Index r = 0; r < rows; r += interleave) {
    for (Index v = 0; v < width; v += simd::width) {
      if constexpr (interleave == 1) {
        const Vec first = slope(simd::load(dh + v), simd::load(h + v));
        simd::store(dh + v, first);
        simd::store(dz + v, first);
      } else {
        const auto [h_first, h_second] = simd::load_interleaved(h + 2 * v);
        const Vec first = slope(simd::load(dh + v), h_first);
        const Vec second = slope(simd::load(dh + width + v), h_second);
        simd::store(dh + v, first);
        simd::store(dh + width + v, second);
        simd::store_interleaved(dz + 2 * v, first, second);
      }
    }
    dh += interleave * width;
    h += interleave * h_stride;
    dz += interleave * dz_stride;
  }
}

}  // namespace

void tanh_forward(const float* z, Index width, Index rows, float* h, Index h_stride) noexcept {
  forward_rows([](Vec v) { return simd::tanh(v); }, z, width, rows, h, h_stride);
}

void tanh_backward(float* dh, Index width, Index rows, const float* h, Index h_stride, float* dz,
                   Index dz_stride) noexcept {
  backward_rows([](Vec d, Vec out) { return d * (1.0f - out * out); }, dh, width, rows, h, h_stride,
                dz, dz_stride);
}

void relu_forward(const float* z, Index width, Index rows, float* h, Index h_stride) noexcept {
  forward_rows([](Vec v) { return simd::max(v, Vec{}); }, z, width, rows, h, h_stride);
}

void relu_backward(float* dh, Index width, Index rows, const float* h, Index h_stride, float* dz,
                   Index dz_stride) noexcept {
  backward_rows([](Vec d, Vec out) { return simd::select(out > Vec{}, d, Vec{}); }, dh, width, rows,
                h, h_stride, dz, dz_stride);
}

}  // namespace babble
