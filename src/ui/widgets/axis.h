// One axis of a plot: a range of values, its ticks, and where a value lies between 0 and 1.
#pragma once

#include <string>
#include <vector>

namespace babble::ui {

struct Tick {
  double value;
  std::string label;  ///< empty: a grid line only
};

class Axis {
 public:
  /// A logarithmic axis needs low > 0.
  Axis(double low, double high, bool logarithmic);
  double low() const { return low_; }
  double high() const { return high_; }
  /// 0 at low, 1 at high.
  double position(double value) const;
  double value(double position) const;
  /// At most about `most` labelled ticks at round values. `whole`: never between integers.
  std::vector<Tick> ticks(int most, bool whole) const;

 private:
  double low_, high_;
  bool logarithmic_;
};

/// The range with both ends moved out to leave air; a single value gets some room around it.
Axis padded_axis(double low, double high, bool logarithmic);

}  // namespace babble::ui
