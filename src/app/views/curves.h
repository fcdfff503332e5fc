// From a run's history to curves that a plot can draw.
#pragma once

#include "app/protocol/snapshot.h"
#include "core/training/history.h"

namespace babble::app {

constexpr std::size_t curve_points = 2000;

/// The series in at most so many points; each stands for a stretch of neighbours by its mean, or
/// by its largest value.
Curve thin_curve(const Series& series, Series::Merge merge, std::size_t points = curve_points);

}  // namespace babble::app
