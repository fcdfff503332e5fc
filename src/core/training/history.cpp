#include "core/training/history.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/json_text.h"

namespace babble {
namespace {

using json = nlohmann::ordered_json;

[[noreturn]] void refuse_history(const std::string& reason) {
  throw Error("The history of the training cannot be read: " + reason +
              ". The file was damaged or written by another program.");
}

json parse(std::string_view text) {
  json value = parse_json(text);
  if (value.is_discarded()) refuse_history("it is not JSON");
  return value;
}

std::int64_t count_in(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_integer()) {
    refuse_history(std::string("'") + key + "' is not a whole number");
  }
  const auto value = found->get<std::int64_t>();
  if (value < 0) refuse_history(std::string("'") + key + "' is negative");
  if (value > std::int64_t{1} << 53) refuse_history(std::string("'") + key + "' is out of range");
  return value;
}

}  // namespace

Series::Series(Merge merge, std::size_t capacity) : merge_(merge), capacity_(capacity) {
  assert(capacity >= 2 && capacity % 2 == 0);
}

void Series::add(double value) {
  const std::int64_t place = added_ % stride_;  // in the point that is being filled
  ++added_;
  if (place > 0) {
    double& last = points_.back();
    last = merge_ == Merge::mean ? last + (value - last) / static_cast<double>(place + 1)
                                 : std::max(last, value);
    return;
  }
  if (points_.size() == capacity_) {
    // All points are complete, so that a pair's mean is the mean of its two means.
    for (std::size_t i = 0; i < capacity_ / 2; ++i) {
      const double a = points_[2 * i], b = points_[2 * i + 1];
      points_[i] = merge_ == Merge::mean ? a + (b - a) / 2 : std::max(a, b);
    }
    points_.resize(capacity_ / 2);
    stride_ *= 2;
  }
  points_.push_back(value);
}

double Series::x(std::size_t i) const {
  const std::int64_t first = static_cast<std::int64_t>(i) * stride_ + 1;
  const std::int64_t last = std::min(first + stride_ - 1, added_);
  return static_cast<double>(first + last) / 2;
}

std::string Series::save() const {
  return json{{"added", added_}, {"stride", stride_}, {"points", points_}}.dump();
}

void Series::restore(std::string_view text) {
  const json value = parse(text);
  if (!value.is_object()) refuse_history("a curve is not a JSON object");
  const std::int64_t added = count_in(value, "added");
  const std::int64_t stride = count_in(value, "stride");
  if (stride < 1 || (stride & (stride - 1)) != 0) refuse_history("'stride' is not a power of two");
  const auto points = value.find("points");
  if (points == value.end() || !points->is_array()) refuse_history("'points' is not a list");
  if (points->size() > capacity_ ||
      static_cast<std::int64_t>(points->size()) != added / stride + (added % stride != 0)) {
    refuse_history("a curve has not as many points as it says");
  }
  std::vector<double> restored;
  restored.reserve(points->size());
  for (const json& point : *points) {
    if (!point.is_number()) refuse_history("a point is not a number");
    restored.push_back(point.get<double>());
  }
  added_ = added;
  stride_ = stride;
  points_ = std::move(restored);
}

void DevCurve::add(std::int64_t step, double nll) {
  if (step <= last_step() || !std::isfinite(nll)) return;
  if (points_.size() == most) {
    for (std::size_t i = 0; i < most / 2; ++i) points_[i] = points_[2 * i];
    points_.resize(most / 2);
  }
  points_.push_back({step, nll});
}

std::string DevCurve::save() const {
  json points = json::array();
  for (const Point& point : points_) points.push_back({point.step, point.nll});
  return json{{"pairs", pairs}, {"points", std::move(points)}}.dump();
}

void DevCurve::restore(std::string_view text) {
  const json value = parse(text);
  if (!value.is_object()) refuse_history("the dev curve is not a JSON object");
  DevCurve restored;
  restored.pairs = count_in(value, "pairs");
  const auto points = value.find("points");
  if (points == value.end() || !points->is_array() || points->size() > most)
    refuse_history("the dev curve has no list of points");
  for (const json& point : *points) {
    if (!point.is_array() || point.size() != 2 || !point[0].is_number_integer() ||
        !point[1].is_number())
      refuse_history("a point of the dev curve is not a step and a number");
    const std::size_t before = restored.size();
    restored.add(point[0].get<std::int64_t>(), point[1].get<double>());
    if (restored.size() == before) refuse_history("the steps of the dev curve do not grow");
  }
  *this = std::move(restored);
}

std::string History::save() const {
  json all{{"loss", loss.save()},
           {"gradient_norm", gradient_norm.save()},
           {"clipped_norm", clipped_norm.save()},
           {"epoch_nll", epoch_nll.save()},
           {"clipped_steps", clipped_steps}};
  if (dev_nll.size() > 0) all["dev_nll"] = dev_nll.save();
  return all.dump();
}

void History::restore(std::string_view text) {
  const json value = parse(text);
  if (!value.is_object()) refuse_history("it is not a JSON object");
  const auto curve = [&](const char* key, auto& series) {
    const auto found = value.find(key);
    if (found == value.end() || !found->is_string()) {
      refuse_history(std::string("the curve '") + key + "' is missing");
    }
    series.restore(found->get_ref<const std::string&>());
  };
  History restored;
  curve("loss", restored.loss);
  curve("gradient_norm", restored.gradient_norm);
  curve("clipped_norm", restored.clipped_norm);
  curve("epoch_nll", restored.epoch_nll);
  if (value.contains("dev_nll")) curve("dev_nll", restored.dev_nll);
  restored.clipped_steps = count_in(value, "clipped_steps");
  *this = std::move(restored);
}

}  // namespace babble
