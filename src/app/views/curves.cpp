#include "app/views/curves.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace babble::app {

Curve thin_curve(const Series& series, Series::Merge merge, std::size_t points) {
  const std::size_t size = series.size();
  const std::size_t stretch = std::max<std::size_t>(1, (size + points - 1) / points);
  std::vector<double> x, y;
  x.reserve(size / stretch + 1);
  y.reserve(size / stretch + 1);
  for (std::size_t begin = 0; begin < size; begin += stretch) {
    const std::size_t end = std::min(begin + stretch, size);
    double sum = 0, largest = series.y(begin);
    for (std::size_t i = begin; i < end; ++i) {
      sum += series.y(i);
      largest = std::max(largest, series.y(i));
    }
    x.push_back((series.x(begin) + series.x(end - 1)) / 2);
    y.push_back(merge == Series::Merge::mean ? sum / static_cast<double>(end - begin) : largest);
  }
  return {std::move(x), std::move(y)};
}

Curve whole_curve(const DevCurve& curve) {
  std::vector<double> x, y;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    x.push_back(static_cast<double>(curve.step(i)));
    y.push_back(curve.nll(i));
  }
  return {std::move(x), std::move(y)};
}

}  // namespace babble::app
