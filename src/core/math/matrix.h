// Matrix types. They are row-major, as PyTorch's tensors are: row i is contiguous, and the bytes of
// a weight equal those in PyTorch.
#pragma once

#include "core/math/eigen.h"

namespace babble {

using Eigen::Index;

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using RowVector = Eigen::RowVectorXf;
using MatrixMap = Eigen::Map<Matrix>;
using RowVectorMap = Eigen::Map<RowVector>;
using ConstMatrixMap = Eigen::Map<const Matrix>;
using ConstRowVectorMap = Eigen::Map<const RowVector>;

}  // namespace babble
