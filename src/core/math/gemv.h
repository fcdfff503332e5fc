// The product of a row vector and a matrix, for generating text one character at a time. Each
// weight is used once, so packing would not pay: the matrix is read in place, in order.
#pragma once

#include "core/math/matrix.h"

namespace babble {

/// out_j += sum_k vector_k · matrix_kj. `matrix` is rows×columns, row-major and contiguous. Large
/// products run on the default thread pool; the bits do not depend on the number of threads.
void gemv(const float* vector, Index rows, const float* matrix, Index columns, float* out) noexcept;

/// out_j += sum_k matrix_jk · vector_k: the transpose, for weights stored out×in. `matrix` is
/// outputs×size, row-major and contiguous. Large products run on the default thread pool; the bits
/// do not depend on the number of threads.
void gemv_nt(const float* matrix, Index outputs, Index size, const float* vector,
             float* out) noexcept;

}  // namespace babble
