// The plane in which the rows of a matrix vary most: their first two principal components.
#pragma once

#include <span>
#include <vector>

namespace babble {

struct PrincipalPlane {
  /// n×2, row-major: each row of the matrix in the plane, their mean at the origin. A matrix of two
  /// columns is shown as it is, mean included; of one column the second coordinate is 0.
  std::vector<float> points;
  std::vector<double> axes;  ///< 2×E, orthonormal, that of the larger variance first
  double share = 1;          ///< of the variance, that the plane shows; in [0, 1]
};

/// `rows`: n×E row-major. Starts from the axes of `before` if they are as long, so that the
/// directions keep their sign while the rows drift. (Orthogonal iteration with a Rayleigh-Ritz
/// step; Golub and Van Loan, Matrix Computations, 7.3 and 8.3.)
PrincipalPlane principal_plane(std::span<const float> rows, int columns,
                               const PrincipalPlane& before = {});

}  // namespace babble
