// The benchmark's options and results as JSON.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/build_info.h"
#include "core/base/error.h"
#include "core/base/json_text.h"
#include "core/bench/bench.h"
#include "core/settings/settings_json.h"

namespace babble {

BenchOptions parse_bench_options(std::string_view text) {
  BenchOptions options;
  const auto json = parse_json(text);
  if (json.is_discarded() || !json.is_object())
    throw Error("The options of the benchmark have to be a JSON object.");
  for (const auto& [key, value] : json.items()) {
    if (key == "set") {
      for (const auto& assignment : value) {
        if (!assignment.is_string())
          throw Error("The benchmark's set has to be a list of texts: [\"key=value\"].");
        options.set.push_back(assignment.get<std::string>());
      }
      continue;
    }
    const bool is_text = key == "model" || key == "simd";
    if (is_text ? !value.is_string() : !value.is_number())
      throw Error("The benchmark's " + key.substr(0, 40) + " has to be " +
                  (is_text ? "text." : "a number."));
    // Clamped first: a number that does not fit an int is rejected as too large.
    const double number = is_text ? 0 : std::clamp(value.get<double>(), -1.0, 1e6);
    if (key == "model")
      options.model = value.get<std::string>();
    else if (key == "hidden")
      options.hidden = static_cast<int>(number);
    else if (key == "batch")
      options.batch = static_cast<int>(number);
    else if (key == "time_steps")
      options.time_steps = static_cast<int>(number);
    else if (key == "threads")
      options.threads = static_cast<int>(number);
    else if (key == "simd")
      options.simd = value.get<std::string>();
    else if (key == "seconds")
      options.seconds = number;
    else
      throw Error(
          "The benchmark has no option \"" + key.substr(0, 40) +
          "\"; there are model, hidden, batch, time_steps, threads, simd, seconds and set.");
  }
  return options;
}

nlohmann::ordered_json bench_json(const std::vector<BenchResult>& results) {
  auto list = nlohmann::ordered_json::array();
  for (const BenchResult& result : results) {
    nlohmann::ordered_json json = {{"model", result.model}};
    if (!result.what.empty()) json["what"] = result.what;
    if (result.hidden > 0) json["hidden"] = result.hidden;
    if (result.batch > 0) json["batch"] = result.batch;
    if (result.time_steps > 0) json["time_steps"] = result.time_steps;
    std::string key = result.unit;
    key.replace(key.find("/s"), 2, "_per_second");
    json[key] = json_number(result.value);
    json["threads"] = result.threads;
    if (result.gflops > 0) {
      json["gflops"] = json_number(result.gflops);
      json["peak_gflops"] = json_number(result.peak_gflops);
      json["share_of_peak"] = json_number(result.gflops / result.peak_gflops);
    }
    json["repetitions"] = result.repetitions;
    list.push_back(std::move(json));
  }
  return {{"version", version},
          {"build", build_text()},
          {"simd", build_info().simd},
          {"results", std::move(list)}};
}

}  // namespace babble
