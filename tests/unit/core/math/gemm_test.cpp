// SIMD functions and gemm against the standard library and naive loops in double.
#include "core/math/gemm.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "core/math/simd.h"
#include "core/random/torch_rng.h"

namespace babble {
namespace {

float first(simd::Vec value) {
  float lanes[simd::width];
  simd::store(lanes, value);
  return lanes[0];
}

// In units of the last place of the expected float.
double distance(float ours, double wanted) {
  const auto nearest = std::abs(static_cast<float>(wanted));
  const double unit =
      static_cast<double>(std::nextafter(nearest, std::numeric_limits<float>::infinity())) -
      static_cast<double>(nearest);
  return std::abs(static_cast<double>(ours) - wanted) / unit;
}

TEST(Simd, ExpAndTanhAreAccurate) {
  double worst_exp = 0, worst_tanh = 0, worst_precise_tanh = 0;
  for (int i = -86'900; i < 88'000; i += 3) {
    const float x = static_cast<float>(i) * 1e-3f;
    worst_exp = std::max(worst_exp, distance(first(simd::exp(simd::broadcast(x))),
                                             std::exp(static_cast<double>(x))));
  }
  for (int i = 1; i <= 120'000; i += 3) {
    const float x = static_cast<float>(i) * 1e-4f;
    const float ours = first(simd::tanh(simd::broadcast(x)));
    worst_tanh = std::max(worst_tanh, distance(ours, std::tanh(static_cast<double>(x))));
    ASSERT_EQ(first(simd::tanh(simd::broadcast(-x))), -ours);
    const float precise = first(simd::precise_tanh(simd::broadcast(x)));
    worst_precise_tanh =
        std::max(worst_precise_tanh, distance(precise, std::tanh(static_cast<double>(x))));
    ASSERT_EQ(first(simd::precise_tanh(simd::broadcast(-x))), -precise);
  }
  EXPECT_LT(worst_exp, 1.2);
  EXPECT_LT(worst_tanh, 6.0);
  EXPECT_LT(worst_precise_tanh, 1.5);
}

TEST(Simd, SpecialValues) {
  constexpr float without_bound = std::numeric_limits<float>::infinity();
  EXPECT_EQ(first(simd::exp(simd::broadcast(0))), 1);
  EXPECT_EQ(first(simd::exp(simd::broadcast(-without_bound))), 0);
  EXPECT_EQ(first(simd::exp(simd::broadcast(-88))), 0);
  EXPECT_GT(first(simd::exp(simd::broadcast(without_bound))), 1e38f);
  EXPECT_TRUE(std::isnan(first(simd::exp(simd::broadcast(std::nanf(""))))));
  for (const auto tanh : {simd::tanh, simd::precise_tanh}) {
    EXPECT_EQ(first(tanh(simd::broadcast(0))), 0);
    EXPECT_EQ(first(tanh(simd::broadcast(without_bound))), 1);
    EXPECT_EQ(first(tanh(simd::broadcast(-without_bound))), -1);
    EXPECT_EQ(first(tanh(simd::broadcast(1e-30f))), 1e-30f);
    // NaN must propagate: it shows that a run has diverged.
    EXPECT_TRUE(std::isnan(first(tanh(simd::broadcast(std::nanf(""))))));
  }
}

TEST(Simd, Reductions) {
  float lanes[simd::width];
  float sum = 0;
  for (int i = 0; i < simd::width; ++i) {
    lanes[i] = static_cast<float>((i * 7) % simd::width);
    sum += lanes[i];
  }
  EXPECT_EQ(simd::reduce_sum(simd::load(lanes)), sum);
  EXPECT_EQ(simd::reduce_max(simd::load(lanes)), static_cast<float>(simd::width - 1));
}

Matrix random_matrix(TorchRng& generator, Index rows, Index columns) {
  Matrix matrix(rows, columns);
  generator.fill_uniform({matrix.data(), static_cast<std::size_t>(matrix.size())}, -1, 1);
  return matrix;
}

// a·b
Matrix naive(const Matrix& a, const Matrix& b) {
  Matrix out(a.rows(), b.cols());
  for (Index i = 0; i < a.rows(); ++i) {
    for (Index j = 0; j < b.cols(); ++j) {
      double sum = 0;
      for (Index k = 0; k < a.cols(); ++k) {
        sum += static_cast<double>(a(i, k)) * static_cast<double>(b(k, j));
      }
      out(i, j) = static_cast<float>(sum);
    }
  }
  return out;
}

// Terms of size 1, added in float32.
double tolerance(Index depth) { return 2e-7 * static_cast<double>(depth + 4); }

constexpr std::array<std::array<Index, 3>, 9> shapes{{{1, 1, 1},
                                                      {3, 16, 28},
                                                      {32, 64, 64},
                                                      {31, 65, 63},
                                                      {5, 7, 9},
                                                      {8, 4, 8},
                                                      {33, 600, 31},
                                                      {70, 300, 50},
                                                      {70, 3, 1}}};

TEST(Gemm, AgreesWithTheNaiveTwin) {
  TorchRng generator(3);
  for (const auto& [m, k, n] : shapes) {
    SCOPED_TRACE(std::to_string(m) + "x" + std::to_string(k) + "x" + std::to_string(n));
    const Matrix a = random_matrix(generator, m, k), b = random_matrix(generator, k, n);
    const Matrix b_transposed = b.transpose();
    for (const bool transposed : {false, true}) {
      PackedMatrix panels(k, n, panel_width, wide_panel_width);
      if (transposed) {
        for (Index p = 0; p < panels.count(); ++p) {
          panels.pack_transposed(p, b_transposed.data(), k, 0, k);
        }
      } else {
        panels.pack(b.data(), n);
      }
      const Index stride = round_up(n, panel_width), rows = round_up(m, interleave);
      Matrix left = Matrix::Zero(rows, k);  // interleaved
      for (Index r = 0; r < m; ++r) {
        for (Index i = 0; i < k; ++i) left.data()[interleaved_index(r, i, k)] = a(r, i);
      }
      Matrix sums = Matrix::Constant(rows, stride, 0.5f);  // gemm adds to it
      for (Index p = 0; p < panels.count(); ++p) {
        gemm(sums.data() + panels.first_column(p), stride, left.data(), k, rows, panels.panel(p),
             panels.width(p), k);
      }
      const Matrix c = sums.topRows(m);
      const Matrix wanted = naive(a, b).array() + 0.5f;
      EXPECT_LT((c.leftCols(n) - wanted).cwiseAbs().maxCoeff(), tolerance(k));
      EXPECT_TRUE((c.rightCols(stride - n).array() == 0.5f).all());  // padding adds nothing
    }
  }
}

TEST(GemmTn, AgreesWithTheNaiveTwinAndStaysInItsMatrix) {
  TorchRng generator(4);
  for (const auto& [m, rows, n] : shapes) {
    SCOPED_TRACE(std::to_string(m) + "x" + std::to_string(rows) + "x" + std::to_string(n));
    const Index k = round_up(rows, interleave), stride = round_up(m, tile_rows) + 3;
    for (const Index skipped : {Index{0}, 3 * interleave}) {
      const Matrix a = random_matrix(generator, k + skipped, m);
      const Matrix b = random_matrix(generator, k, n);
      Matrix a_interleaved = Matrix::Constant(k + skipped, stride, 9);
      for (Index r = 0; r < k + skipped; ++r) {
        for (Index i = 0; i < m; ++i)
          a_interleaved.data()[interleaved_index(r, i, stride)] = a(r, i);
      }
      PackedMatrix b_panels(k, n, panel_width, wide_panel_width);
      b_panels.pack(b.data(), n);
      Matrix c = Matrix::Constant(m, n + 3, 7);
      for (Index p = 0; p < b_panels.count(); ++p) {
        gemm_tn(c.data(), n + 3, a_interleaved.data() + skipped * stride, stride, m, b_panels, p);
      }
      const Matrix wanted = naive(a.bottomRows(k).transpose(), b);
      EXPECT_LT((c.leftCols(n) - wanted).cwiseAbs().maxCoeff(), tolerance(k));
      EXPECT_TRUE((c.rightCols(3).array() == 7).all());
    }
  }
}

}  // namespace
}  // namespace babble
