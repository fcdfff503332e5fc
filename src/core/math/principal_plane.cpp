#include "core/math/principal_plane.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace babble {
namespace {

// Plain loops: these matrices are small, and Eigen's products of doubles, which nothing else needs,
// would add 40 kB to the page's program.
constexpr int iterations = 60;

using Axis = std::vector<double>;
using Axes = std::array<Axis, 2>;

double dot(const Axis& a, const Axis& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// to + factor · axis
void add(Axis& to, double factor, const Axis& axis) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += factor * axis[i];
}

void scale(Axis& axis, double factor) {
  for (double& value : axis) value *= factor;
}

void set_unit(Axis& axis, std::size_t at) {
  axis.assign(axis.size(), 0.0);
  axis[at] = 1;
}

void normalize(Axis& axis) {
  if (const double norm = std::sqrt(dot(axis, axis)); norm > 0) scale(axis, 1 / norm);
}

void orthonormalize(Axes& axes) {
  auto& [first, second] = axes;
  normalize(first);
  add(second, -dot(first, second), first);
  if (std::sqrt(dot(second, second)) < 1e-12) {  // the rows lie on a line: any direction across it
    const auto across = std::min_element(
        first.begin(), first.end(), [](double a, double b) { return std::fabs(a) < std::fabs(b); });
    set_unit(second, static_cast<std::size_t>(across - first.begin()));
    add(second, -dot(first, second), first);
  }
  normalize(second);
}

/// Square matrix times axis.
Axis product(const std::vector<Axis>& matrix, const Axis& axis) {
  Axis result;
  for (const Axis& row : matrix) result.push_back(dot(row, axis));
  return result;
}

/// Within their plane: the first axis has the larger variance.
void rotate(Axes& axes, const std::vector<Axis>& covariance) {
  const Axis along = product(covariance, axes[0]), across = product(covariance, axes[1]);
  const double angle =
      0.5 * std::atan2(2 * dot(axes[0], across), dot(axes[0], along) - dot(axes[1], across));
  const Axis first = axes[0];
  scale(axes[0], std::cos(angle));
  add(axes[0], std::sin(angle), axes[1]);
  scale(axes[1], std::cos(angle));
  add(axes[1], -std::sin(angle), first);
}

}  // namespace

PrincipalPlane principal_plane(std::span<const float> rows, int columns,
                               const PrincipalPlane& before) {
  PrincipalPlane plane;
  const auto E = static_cast<std::size_t>(columns), n = rows.size() / E;
  plane.points.assign(2 * n, 0.0f);
  if (E <= 2) {
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < E; ++j) plane.points[2 * i + j] = rows[i * E + j];
    return plane;
  }
  std::vector<Axis> centred(n);
  Axis mean(E);
  for (std::size_t i = 0; i < n; ++i) {
    centred[i].assign(rows.data() + i * E, rows.data() + (i + 1) * E);
    add(mean, 1.0 / static_cast<double>(n), centred[i]);
  }
  std::vector<Axis> covariance(E, Axis(E));
  for (Axis& row : centred) {
    add(row, -1, mean);
    for (std::size_t j = 0; j < E; ++j) add(covariance[j], row[j], row);
  }
  double total = 0;
  for (std::size_t j = 0; j < E; ++j) total += covariance[j][j];
  Axes axes{Axis(E), Axis(E)};
  for (std::size_t j = 0; j < E; ++j) {
    const bool again = before.axes.size() == 2 * E;
    axes[0][j] = again ? before.axes[j] : std::cos(static_cast<double>(j));
    axes[1][j] = again ? before.axes[E + j] : std::sin(2.0 * static_cast<double>(j) + 1);
  }
  orthonormalize(axes);
  if (total > 0 && std::isfinite(total)) {
    for (int i = 0; i < iterations; ++i) {
      for (Axis& axis : axes) axis = product(covariance, axis);
      if (std::sqrt(dot(axes[0], axes[0])) < 1e-300) set_unit(axes[0], 0);
      orthonormalize(axes);
    }
    rotate(axes, covariance);
    double shown = 0;
    for (const Axis& axis : axes) shown += dot(axis, product(covariance, axis));
    plane.share = std::clamp(shown / total, 0.0, 1.0);
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < 2; ++j)
      plane.points[2 * i + j] = static_cast<float>(dot(centred[i], axes[j]));
  for (const Axis& axis : axes) plane.axes.insert(plane.axes.end(), axis.begin(), axis.end());
  return plane;
}

}  // namespace babble
