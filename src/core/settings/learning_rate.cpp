#include "core/settings/learning_rate.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/base/numbers.h"
#include "core/base/shown_text.h"

namespace babble {
namespace {

std::vector<std::string_view> split_at_colons(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t end = 0; end != std::string_view::npos; text.remove_prefix(end + 1)) {
    end = text.find(':');
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
  }
  return parts;
}

}  // namespace

LearningRate::LearningRate(double rate, std::string_view schedule) : rate_(rate) {
  const std::vector<std::string_view> parts = split_at_colons(schedule);
  const auto steps = parts.size() > 1 ? parse_integer(parts[1]) : std::nullopt;
  const bool has_steps = steps && *steps >= 1;
  if (parts[0] == "constant" && parts.size() == 1) return;
  if (parts[0] == "linear" && parts.size() == 2 && has_steps) {
    shape_ = Shape::linear;
  } else if (parts[0] == "step" && parts.size() == 3 && has_steps) {
    const auto factor = parse_real(parts[2]);
    if (!factor || *factor < 0) throw Error("The factor of a step schedule must be 0 or more.");
    shape_ = Shape::step;
    factor_ = *factor;
  } else if (parts[0] == "cosine" && parts.size() == 3 && has_steps) {
    const auto warm_up = parse_integer(parts[2]);
    if (!warm_up || *warm_up < 0 || *warm_up >= *steps) {
      throw Error("The warm-up of a cosine schedule must be shorter than its " +
                  std::to_string(*steps) + " steps.");
    }
    shape_ = Shape::cosine;
    warm_up_ = *warm_up;
  } else {
    throw Error("The schedule " + in_quotes(schedule) +
                " is unknown: it is constant, step:STEPS:FACTOR, linear:STEPS or "
                "cosine:STEPS:WARMUP.");
  }
  steps_ = *steps;
}

double LearningRate::at(std::int64_t step) const {
  const auto done = static_cast<double>(step - 1), all = static_cast<double>(steps_);
  switch (shape_) {
    case Shape::constant:
      return rate_;
    case Shape::step:
      return step > steps_ ? rate_ * factor_ : rate_;
    case Shape::linear:
      return rate_ * std::max(0.0, 1 - done / all);
    case Shape::cosine: {
      const auto warm_up = static_cast<double>(warm_up_);
      if (step <= warm_up_) return rate_ * static_cast<double>(step) / warm_up;
      const double part = std::min(1.0, (done - warm_up) / (all - warm_up));
      return rate_ * (1 + std::cos(std::numbers::pi * part)) / 2;
    }
  }
  return rate_;
}

std::string LearningRate::schedule() const {
  const std::string steps = std::to_string(steps_);
  switch (shape_) {
    case Shape::constant:
      break;
    case Shape::step:
      return "step:" + steps + ':' + real_text(factor_);
    case Shape::linear:
      return "linear:" + steps;
    case Shape::cosine:
      return "cosine:" + steps + ':' + std::to_string(warm_up_);
  }
  return "constant";
}

}  // namespace babble
