// Curves over an x axis, with landmarks, exact values on hover, and a logarithmic scale.
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "ui/base/frame.h"

namespace babble::ui {

struct Series {
  std::string_view name;
  const std::vector<double>* x = nullptr;
  const std::vector<double>* y = nullptr;  ///< as long as x
  Color color = 0;
  float thickness = 1.8f;
  bool in_legend = true;  ///< named on hover
  bool dots = false;      ///< single points instead of a line
  /// What each point is, shown on hover; as long as x, or null.
  const std::vector<std::string>* names = nullptr;
};

/// A horizontal line with a name, to compare the curves with.
struct LandmarkLine {
  std::string name;
  double y = 0;
  Color color = 0;
};

struct PlotSpec {
  std::string_view name;  ///< in WidgetRegistry; its own menu is name.menu
  /// What a file with its numbers or its picture is called, babble-<file>.csv; empty: after `name`.
  std::string_view file;
  float width = 0;  ///< 0: all there is
  float height = 200;
  std::string_view x_name;  ///< "step"
  std::string_view y_name;  ///< "nats per token"
  bool log_x = false, log_y = false;
  bool whole_x = true;  ///< x is an integer: no ticks between integers
  /// Where the axis ends at most; curves leave the picture above it.
  double most_y = std::numeric_limits<double>::infinity();
  int decimals = 4;  ///< of values on hover
  int digits = 0;    ///< instead of these, significant digits
  std::vector<Series> series;
  std::vector<LandmarkLine> landmarks;
  std::string_view when_empty;  ///< shown while there is no curve
};

/// With a menu at the upper right: the curves as CSV, the picture as PNG.
void plot(Frame& frame, const PlotSpec& spec);

}  // namespace babble::ui
