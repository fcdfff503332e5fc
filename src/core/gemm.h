// The matrix products of the RNN, in one place, so that a kernel can be changed without touching
// the network. All matrices are row-major.
#pragma once

#include "core/matrix.h"

namespace babble {

using MatrixRef = Eigen::Ref<Matrix>;
using ConstMatrixRef = Eigen::Ref<const Matrix>;

/// c (m×n) = a (m×k) · b (k×n)
void multiply(const ConstMatrixRef& a, const ConstMatrixRef& b, MatrixRef c) noexcept;
/// c (m×n) += a (m×k) · b (k×n)
void multiply_add(const ConstMatrixRef& a, const ConstMatrixRef& b, MatrixRef c) noexcept;
/// c (m×n) = aᵀ · b, with a (k×m), b (k×n): a weight's gradient
void multiply_transposed_left(const ConstMatrixRef& a, const ConstMatrixRef& b,
                              MatrixRef c) noexcept;
/// c (m×n) = a (m×k) · bᵀ, with b (n×k): a gradient going back through a weight
void multiply_transposed_right(const ConstMatrixRef& a, const ConstMatrixRef& b,
                               MatrixRef c) noexcept;
/// c (m×n) += a (m×k) · bᵀ, with b (n×k)
void multiply_add_transposed_right(const ConstMatrixRef& a, const ConstMatrixRef& b,
                                   MatrixRef c) noexcept;

}  // namespace babble
