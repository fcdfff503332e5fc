#include "ui/widgets/axis.h"

#include <algorithm>
#include <cmath>

#include "ui/base/format.h"

namespace babble::ui {
namespace {

std::string tick_label(double value, double step) {
  if (std::fabs(value) >= 1e6) return short_count(value);
  if (value == std::floor(value) && step >= 1) return grouped(static_cast<std::int64_t>(value));
  const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 8);
  return fixed(value, decimals);
}

}  // namespace

Axis::Axis(double low, double high, bool logarithmic)
    : low_(low), high_(high > low ? high : low + 1), logarithmic_(logarithmic && low > 0) {}

double Axis::position(double value) const {
  if (!logarithmic_) return (value - low_) / (high_ - low_);
  return std::log(std::max(value, low_ * 1e-9) / low_) / std::log(high_ / low_);
}

double Axis::value(double position) const {
  if (!logarithmic_) return low_ + position * (high_ - low_);
  return low_ * std::pow(high_ / low_, position);
}

std::vector<Tick> Axis::ticks(int most, bool whole) const {
  std::vector<Tick> result;
  most = std::max(most, 2);
  const double decades = logarithmic_ ? std::log10(high_ / low_) : 0;
  if (logarithmic_ && decades >= 0.7) {
    const int every = std::max(1, static_cast<int>(std::ceil(decades / most)));
    const bool dense = decades * 3 <= most;  // labels 2 and 5 too
    for (int exponent = static_cast<int>(std::floor(std::log10(low_)));
         exponent <= static_cast<int>(std::ceil(std::log10(high_))); ++exponent) {
      for (const int digit : {1, 2, 5}) {
        const double value = digit * std::pow(10.0, exponent);
        if (value < low_ * (1 - 1e-9) || value > high_ * (1 + 1e-9)) continue;
        const bool labelled = digit == 1 ? exponent % every == 0 : dense;
        if (digit != 1 && every > 1) continue;
        std::string words = value >= 1 && value < 1e6
                                ? grouped(static_cast<std::int64_t>(std::llround(value)))
                                : significant(value, 1);
        result.push_back({value, labelled ? std::move(words) : std::string()});
      }
    }
    return result;
  }
  const double raw = (high_ - low_) / most;
  const double magnitude = std::pow(10, std::floor(std::log10(raw)));
  double step = magnitude;
  for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
    step = factor * magnitude;
    if (step >= raw * (1 - 1e-9)) break;
  }
  if (whole) step = std::max(1.0, std::round(step));
  for (double value = std::ceil(low_ / step - 1e-9) * step; value <= high_ + step * 1e-9;
       value += step) {
    const double clean = std::fabs(value) < step * 1e-6 ? 0 : value;
    result.push_back({clean, tick_label(clean, step)});
  }
  return result;
}

Axis padded_axis(double low, double high, bool logarithmic) {
  if (logarithmic && low > 0) {
    const double factor = std::max(std::pow(high / low, 0.06), 1.02);
    return {low / factor, high * factor, true};
  }
  const double room = std::max((high - low) * 0.06, std::max(std::fabs(high) * 1e-3, 1e-9));
  return {low - room, high + room, false};
}

}  // namespace babble::ui
