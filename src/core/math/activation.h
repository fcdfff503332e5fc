// Activations of panels of numbers (gemm.h) on their way to interleaved rows (packed_matrix.h), and
// their derivatives:
//   GELU in its tanh form  g = z·(1 + tanh(√(2/π)(z + 0.044715 z³)))/2     (makemore's NewGELU)
//   ReLU                   g = max(z, 0)
#pragma once

#include "core/math/packed_matrix.h"

namespace babble {

enum class ActivationKind { gelu, relu };

/// g = activation(z), and in `slopes` its derivative at z. z: rows×width, row-major; g: interleaved
/// rows of `g_stride`; slopes: row-major rows of `slope_stride`. `rows` is a multiple of
/// `interleave`, `width` of the vector width.
void activation_forward(ActivationKind kind, const float* z, Index width, Index rows, float* g,
                        Index g_stride, float* slopes, Index slope_stride) noexcept;

/// dz = dg∘slopes: dg rows×width, row-major; dz interleaved.
void activation_backward(const float* dg, Index width, Index rows, const float* slopes,
                         Index slope_stride, float* dz, Index dz_stride) noexcept;

/// One row in place, `size` rounded up to a multiple of the vector width.
void activation_of(ActivationKind kind, float* row, Index size) noexcept;

}  // namespace babble
