// tanh and its derivative, of a row and of interleaved rows (core/math/packed_matrix.h), and ReLU
// in its place.
#pragma once

#include "core/math/matrix.h"

namespace babble {

/// out_i = tanh(in_i) for i < size. The two may be the same memory.
void tanh_of(const float* in, Index size, float* out) noexcept;

/// values_i = tanh(values_i) for i < size, within 1.5 units of the last place (tanh_of: 6).
void precise_tanh(float* values, Index size) noexcept;

/// h = tanh(z). z: rows×width, row-major; h: the same rows, interleaved with `h_stride`. `rows` is
/// a multiple of `interleave`, `width` of the vector width.
void tanh_forward(const float* z, Index width, Index rows, float* h, Index h_stride) noexcept;

/// dz = dh·(1 − h²), h = tanh(z): in place in the row-major dh (rows×width), and interleaved in dz.
void tanh_backward(float* dh, Index width, Index rows, const float* h, Index h_stride, float* dz,
                   Index dz_stride) noexcept;

/// The same with h = max(z, 0), dz = dh where h > 0 and else 0.
void relu_forward(const float* z, Index width, Index rows, float* h, Index h_stride) noexcept;
void relu_backward(float* dh, Index width, Index rows, const float* h, Index h_stride, float* dz,
                   Index dz_stride) noexcept;

}  // namespace babble
