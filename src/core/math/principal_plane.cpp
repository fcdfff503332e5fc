#include "core/math/principal_plane.h"

#include <algorithm>
#include <cmath>

#include "core/math/eigen.h"

namespace babble {
namespace {

constexpr int iterations = 60;

using Axes = Eigen::Matrix<double, Eigen::Dynamic, 2>;
using Square = Eigen::MatrixXd;

void orthonormalize(Axes& axes) {
  axes.col(0).normalize();
  axes.col(1) -= axes.col(0) * axes.col(0).dot(axes.col(1));
  if (axes.col(1).norm() < 1e-12) {  // the rows lie on a line: any direction across it
    Eigen::Index across = 0;
    axes.col(0).cwiseAbs().minCoeff(&across);
    axes.col(1).setUnit(across);
    axes.col(1) -= axes.col(0) * axes.col(0).dot(axes.col(1));
  }
  axes.col(1).normalize();
}

/// Within their plane: the first axis has the larger variance.
void rotate(Axes& axes, const Square& covariance) {
  const Eigen::Matrix2d m = axes.transpose() * covariance * axes;
  const double angle = 0.5 * std::atan2(2 * m(0, 1), m(0, 0) - m(1, 1));
  const Eigen::VectorXd first = std::cos(angle) * axes.col(0) + std::sin(angle) * axes.col(1);
  axes.col(1) = std::cos(angle) * axes.col(1) - std::sin(angle) * axes.col(0);
  axes.col(0) = first;
}

}  // namespace

PrincipalPlane principal_plane(std::span<const float> rows, int columns,
                               const PrincipalPlane& before) {
  PrincipalPlane plane;
  const Eigen::Index E = columns, n = static_cast<Eigen::Index>(rows.size()) / E;
  plane.points.assign(static_cast<std::size_t>(2 * n), 0.0f);
  if (E <= 2) {
    for (Eigen::Index i = 0; i < n; ++i)
      for (Eigen::Index j = 0; j < E; ++j)
        plane.points[static_cast<std::size_t>(2 * i + j)] =
            rows[static_cast<std::size_t>(i * E + j)];
    return plane;
  }
  Square centred =
      Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
          rows.data(), n, E)
          .cast<double>();
  centred.rowwise() -= centred.colwise().mean().eval();
  const Square covariance = centred.transpose() * centred;
  const double total = covariance.trace();
  Axes axes(E, 2);
  if (before.axes.size() == static_cast<std::size_t>(2 * E)) {
    axes = Eigen::Map<const Axes>(before.axes.data(), E, 2);
  } else {
    for (Eigen::Index j = 0; j < E; ++j) {
      axes(j, 0) = std::cos(static_cast<double>(j));
      axes(j, 1) = std::sin(2.0 * static_cast<double>(j) + 1);
    }
  }
  orthonormalize(axes);
  if (total > 0 && std::isfinite(total)) {
    for (int i = 0; i < iterations; ++i) {
      axes = (covariance * axes).eval();
      if (axes.col(0).norm() < 1e-300) axes.col(0).setUnit(0);
      orthonormalize(axes);
    }
    rotate(axes, covariance);
    plane.share = std::clamp((axes.transpose() * covariance * axes).trace() / total, 0.0, 1.0);
  }
  const Eigen::Matrix<double, Eigen::Dynamic, 2> points = centred * axes;
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < 2; ++j)
      plane.points[static_cast<std::size_t>(2 * i + j)] = static_cast<float>(points(i, j));
  plane.axes.assign(axes.data(), axes.data() + axes.size());
  return plane;
}

}  // namespace babble
