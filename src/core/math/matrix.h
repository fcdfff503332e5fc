// Views of memory as matrices. Matrix and RowVector themselves are in core/math/eigen.h: row-major,
// so that row i lies in one piece and the bytes of a weight equal PyTorch's.
#pragma once

#include "core/math/eigen.h"

namespace babble {

using MatrixMap = Eigen::Map<Matrix>;
using RowVectorMap = Eigen::Map<RowVector>;
using ConstMatrixMap = Eigen::Map<const Matrix>;
using ConstRowVectorMap = Eigen::Map<const RowVector>;

}  // namespace babble
