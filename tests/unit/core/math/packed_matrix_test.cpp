#include "core/math/packed_matrix.h"

#include <gtest/gtest.h>

#include <vector>

namespace babble {
namespace {

std::vector<Index> widths(const PackedMatrix& panels) {
  std::vector<Index> out;
  for (Index p = 0; p < panels.count(); ++p) out.push_back(panels.width(p));
  return out;
}

using Widths = std::vector<Index>;

TEST(PackedMatrix, UsesAsManyWidePanelsAsPossible) {
  EXPECT_EQ(widths(PackedMatrix(1, 28, 16, 24)), Widths({16, 16}));
  EXPECT_EQ(widths(PackedMatrix(1, 33, 16, 24)), Widths({24, 24}));
  EXPECT_EQ(widths(PackedMatrix(1, 64, 16, 24)), Widths({24, 24, 16}));
  EXPECT_EQ(widths(PackedMatrix(1, 80, 16, 24)), Widths({24, 24, 16, 16}));
  EXPECT_EQ(widths(PackedMatrix(1, 1, 16, 24)), Widths({16}));
  EXPECT_EQ(widths(PackedMatrix(1, 40, 16, 16)), Widths({16, 16, 16}));
}

TEST(PackedMatrix, ColumnsKeepTheirOrder) {
  for (const Index columns : {1, 16, 17, 28, 32, 33, 47, 48, 64, 80, 100}) {
    const PackedMatrix panels(2, columns, 16, 24);
    Index next = 0;
    for (Index p = 0; p < panels.count(); ++p) {
      EXPECT_EQ(panels.first_column(p), next);
      EXPECT_GT(panels.columns(p), 0);
      EXPECT_LE(panels.columns(p), panels.width(p));
      next += panels.columns(p);
    }
    EXPECT_EQ(next, columns);
  }
}

TEST(PackedMatrix, PackingAMatrixOrItsTransposeIsTheSame) {
  constexpr Index depth = 19, columns = 61;
  Matrix matrix(depth, columns);
  for (Index i = 0; i < matrix.size(); ++i) matrix.data()[i] = static_cast<float>(i + 1);
  const Matrix transpose = matrix.transpose();
  PackedMatrix panels(depth, columns, 16, 24), from_transpose(depth, columns, 16, 24);
  panels.pack(matrix.data(), columns);
  for (Index p = 0; p < panels.count(); ++p) {
    from_transpose.pack_transposed(p, transpose.data(), depth, 0, depth);
    for (Index k = 0; k < depth; ++k) {
      for (Index w = 0; w < panels.width(p); ++w) {
        const Index column = panels.first_column(p) + w;
        const float wanted = column < columns ? matrix(k, column) : 0;
        ASSERT_EQ(panels.panel(p, k)[w], wanted) << k << ", " << column;
        ASSERT_EQ(from_transpose.panel(p, k)[w], wanted) << k << ", " << column;
      }
    }
  }
}

}  // namespace
}  // namespace babble
