#include "core/math/gemv.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/math/tanh.h"
#include "core/random/torch_rng.h"

namespace babble {
namespace {

TEST(Gemv, AgreesWithTheNaiveTwinAtEverySize) {
  TorchRng rng(1);
  for (const int rows : {1, 2, 7, 8, 9, 31, 64}) {
    for (int columns = 1; columns <= 70; ++columns) {
      RowVector vector(rows), out(columns);
      Matrix matrix(rows, columns);
      rng.fill_normal({vector.data(), static_cast<std::size_t>(rows)});
      rng.fill_normal({out.data(), static_cast<std::size_t>(columns)});
      rng.fill_normal({matrix.data(), static_cast<std::size_t>(matrix.size())});
      RowVector wanted = out;
      for (int j = 0; j < columns; ++j) {
        double sum = static_cast<double>(out(j));
        for (int k = 0; k < rows; ++k)
          sum += static_cast<double>(vector(k)) * static_cast<double>(matrix(k, j));
        wanted(j) = static_cast<float>(sum);
      }
      gemv(vector.data(), rows, matrix.data(), columns, out.data());
      for (int j = 0; j < columns; ++j)
        ASSERT_NEAR(out(j), wanted(j), 1e-5 * (1 + rows)) << rows << ' ' << columns << ' ' << j;
    }
  }
}

// A product that is divided among threads, against its columns in parts.
TEST(Gemv, SameBitsForAnyDivisionAmongThreads) {
  TorchRng rng(2);
  const int size = 403;
  RowVector vector(size), out = RowVector::Zero(size);
  Matrix matrix(size, size);
  rng.fill_normal({vector.data(), static_cast<std::size_t>(size)});
  rng.fill_normal({matrix.data(), static_cast<std::size_t>(matrix.size())});
  gemv(vector.data(), size, matrix.data(), size, out.data());
  for (const int width : {16, 64, 208}) {
    const Matrix part = matrix.leftCols(width);
    RowVector sums = RowVector::Zero(width);
    gemv(vector.data(), size, part.data(), width, sums.data());
    EXPECT_EQ(sums, out.head(width)) << width;
    const Matrix last = matrix.rightCols(width);
    sums.setZero();
    gemv(vector.data(), size, last.data(), width, sums.data());
    EXPECT_TRUE(sums.isApprox(out.tail(width), 1e-5f)) << width;
  }
}

TEST(Gemv, TanhOfEverySizeAndInPlace) {
  for (int size = 1; size <= 40; ++size) {
    RowVector in = RowVector::LinSpaced(size, -4, 3), out = RowVector::Zero(size);
    tanh_of(in.data(), size, out.data());
    for (int i = 0; i < size; ++i) ASSERT_NEAR(out(i), std::tanh(in(i)), 1e-6);
    tanh_of(in.data(), size, in.data());
    ASSERT_EQ(in, out);
  }
}

}  // namespace
}  // namespace babble
