#include "core/math/principal_plane.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace babble::testing {
namespace {

/// Points that vary by 3 along one direction of space, by 1 along another and by 0.1 along a third.
std::vector<float> cloud(double turn) {
  std::vector<float> rows;
  for (int i = 0; i < 40; ++i) {
    const double a = 3 * std::sin(1.7 * i), b = std::cos(2.3 * i), c = 0.1 * std::sin(0.9 * i + 1);
    const double cosine = std::cos(turn), sine = std::sin(turn);
    rows.push_back(static_cast<float>(5 + cosine * a - sine * b));
    rows.push_back(static_cast<float>(c - 2));
    rows.push_back(static_cast<float>(sine * a + cosine * b));
  }
  return rows;
}

TEST(PrincipalPlane, ShowsTheTwoDirectionsOfLargestVariance) {
  const std::vector<float> rows = cloud(0.4);
  const PrincipalPlane plane = principal_plane(rows, 3);
  EXPECT_NEAR(std::abs(plane.axes[0]), std::cos(0.4), 0.03);
  EXPECT_NEAR(std::abs(plane.axes[2]), std::sin(0.4), 0.03);
  EXPECT_NEAR(std::abs(plane.axes[1]), 0, 0.03);
  EXPECT_GT(plane.share, 0.99);
  EXPECT_LT(plane.share, 1);
  // Distances in the plane are those in space, but for the third direction.
  double mean = 0;
  for (std::size_t i = 0; i < 40; ++i) mean += static_cast<double>(plane.points[2 * i]) / 40;
  EXPECT_NEAR(mean, 0, 1e-5);
  for (std::size_t i = 1; i < 40; ++i) {
    const double space =
        std::hypot(rows[3 * i] - rows[0], rows[3 * i + 1] - rows[1], rows[3 * i + 2] - rows[2]);
    const double flat = std::hypot(plane.points[2 * i] - plane.points[0],
                                   plane.points[2 * i + 1] - plane.points[1]);
    EXPECT_NEAR(flat, space, 0.25);
  }
}

TEST(PrincipalPlane, KeepsItsDirectionsWhileTheRowsDrift) {
  PrincipalPlane plane = principal_plane(cloud(0), 3);
  for (int i = 1; i <= 60; ++i) {
    const PrincipalPlane next = principal_plane(cloud(0.1 * i), 3, plane);
    for (std::size_t axis = 0; axis < 2; ++axis) {
      double product = 0;
      for (std::size_t j = 0; j < 3; ++j)
        product += plane.axes[3 * axis + j] * next.axes[3 * axis + j];
      EXPECT_GT(product, 0.9) << i;
    }
    plane = next;
  }
}

TEST(PrincipalPlane, OfOneOrTwoColumnsIsTheRowsThemselves) {
  EXPECT_EQ(principal_plane(std::vector<float>{1, 2, 3, 4}, 2).points,
            (std::vector<float>{1, 2, 3, 4}));
  EXPECT_EQ(principal_plane(std::vector<float>{1, 2}, 1).points, (std::vector<float>{1, 0, 2, 0}));
}

TEST(PrincipalPlane, OfEqualRowsOrOfRowsOnALineIsStillAPlane) {
  for (const float slope : {0.0f, 1.0f}) {
    std::vector<float> rows;
    for (int i = 0; i < 9; ++i) rows.insert(rows.end(), {slope * static_cast<float>(i), 7, 0, 0});
    const PrincipalPlane plane = principal_plane(rows, 4);
    for (const float value : plane.points) EXPECT_TRUE(std::isfinite(value));
    double norm = 0;
    for (std::size_t j = 0; j < 4; ++j) norm += plane.axes[4 + j] * plane.axes[4 + j];
    EXPECT_NEAR(norm, 1, 1e-9);
    EXPECT_NEAR(plane.share, 1, 1e-9);
  }
}

}  // namespace
}  // namespace babble::testing
