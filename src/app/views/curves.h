// Curves for plots, from a run's history.
#pragma once

#include "app/protocol/snapshot.h"
#include "core/training/history.h"

namespace babble::app {

constexpr std::size_t curve_points = 2000;

/// The series in at most `points` points; each is the mean, or the maximum, of a stretch of
/// neighbours.
Curve thin_curve(const Series& series, Series::Merge merge, std::size_t points = curve_points);

/// All points of the dev curve.
Curve whole_curve(const DevCurve& curve);

}  // namespace babble::app
