// Every product against three obvious loops in double.
#include "core/gemm.h"

#include <gtest/gtest.h>

#include <array>

#include "core/torch_rng.h"

namespace babble {
namespace {

Matrix random_matrix(TorchRng& generator, Eigen::Index rows, Eigen::Index columns) {
  Matrix matrix(rows, columns);
  generator.fill_uniform({matrix.data(), static_cast<std::size_t>(matrix.size())}, -1, 1);
  return matrix;
}

// a·b + c
Eigen::MatrixXd naive(const Matrix& a, const Matrix& b, const Matrix& c) {
  Eigen::MatrixXd out(a.rows(), b.cols());
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    for (Eigen::Index j = 0; j < b.cols(); ++j) {
      double sum = static_cast<double>(c(i, j));
      for (Eigen::Index k = 0; k < a.cols(); ++k) {
        sum += static_cast<double>(a(i, k)) * static_cast<double>(b(k, j));
      }
      out(i, j) = sum;
    }
  }
  return out;
}

void expect_equal(const Matrix& ours, const Eigen::MatrixXd& wanted, Eigen::Index depth) {
  // Terms of size 1, added in float32.
  const double tolerance = 2e-7 * static_cast<double>(depth + 4);
  EXPECT_LT((ours.cast<double>() - wanted).cwiseAbs().maxCoeff(), tolerance);
}

TEST(Gemm, AllProductsAgreeWithLoops) {
  constexpr std::array<std::array<Eigen::Index, 3>, 9> shapes{{{1, 1, 1},
                                                               {3, 16, 28},
                                                               {32, 64, 64},
                                                               {32, 65, 63},
                                                               {5, 7, 9},
                                                               {8, 4, 8},
                                                               {33, 17, 31},
                                                               {1, 128, 50},
                                                               {70, 3, 1}}};
  TorchRng generator(3);
  for (const auto& [m, k, n] : shapes) {
    SCOPED_TRACE(std::to_string(m) + "x" + std::to_string(k) + "x" + std::to_string(n));
    const Matrix a = random_matrix(generator, m, k), b = random_matrix(generator, k, n);
    const Matrix start = random_matrix(generator, m, n);
    const Matrix zero = Matrix::Zero(m, n);
    const Matrix a_transposed = a.transpose(), b_transposed = b.transpose();

    Matrix c = start;
    multiply(a, b, c);
    expect_equal(c, naive(a, b, zero), k);
    c = start;
    multiply_add(a, b, c);
    expect_equal(c, naive(a, b, start), k);
    c = start;
    multiply_transposed_left(a_transposed, b, c);
    expect_equal(c, naive(a, b, zero), k);
    c = start;
    multiply_transposed_right(a, b_transposed, c);
    expect_equal(c, naive(a, b, zero), k);
    c = start;
    multiply_add_transposed_right(a, b_transposed, c);
    expect_equal(c, naive(a, b, start), k);
  }
}

}  // namespace
}  // namespace babble
