#include "core/gemm.h"

namespace babble {

void multiply(const ConstMatrixRef& a, const ConstMatrixRef& b, MatrixRef c) noexcept {
  c.noalias() = a * b;
}

void multiply_add(const ConstMatrixRef& a, const ConstMatrixRef& b, MatrixRef c) noexcept {
  c.noalias() += a * b;
}

void multiply_transposed_left(const ConstMatrixRef& a, const ConstMatrixRef& b,
                              MatrixRef c) noexcept {
  c.noalias() = a.transpose() * b;
}

void multiply_transposed_right(const ConstMatrixRef& a, const ConstMatrixRef& b,
                               MatrixRef c) noexcept {
  c.noalias() = a * b.transpose();
}

void multiply_add_transposed_right(const ConstMatrixRef& a, const ConstMatrixRef& b,
                                   MatrixRef c) noexcept {
  c.noalias() += a * b.transpose();
}

}  // namespace babble
