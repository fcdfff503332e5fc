// Gradients by finite differences, for the twins in double.
#pragma once

#include <Eigen/Core>

namespace babble::testing {

using Double = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// (f(x + h) - f(x - h)) / 2h with h = 1e-5, where `loss` is f of the present x.
double central_difference(double& x, const auto& loss) {
  const double kept = x, step = 1e-5;
  x = kept + step;
  const double up = loss();
  x = kept - step;
  const double down = loss();
  x = kept;
  return (up - down) / (2 * step);
}

}  // namespace babble::testing
