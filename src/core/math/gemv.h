// A row vector times a matrix, for generating text: one character at a time there is nothing to
// share a packed weight with, so the weights are read as they lie, each once and in order.
#pragma once

#include "core/math/eigen.h"

namespace babble {

/// out_j += sum_k vector_k · matrix_kj; `matrix` is rows×columns, row-major, without gaps.
void gemv(const float* vector, Eigen::Index rows, const float* matrix, Eigen::Index columns,
          float* out) noexcept;

/// out = tanh(in), both of `size`.
void tanh_of(const float* in, Eigen::Index size, float* out) noexcept;

}  // namespace babble
