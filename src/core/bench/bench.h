// Speed measurements, the same for `babble bench` and window.babble.bench().
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace babble {

struct BenchOptions {
  /// The id of a model (its training; of a counted one: from the bytes of a text to the model), or
  /// generate (all of them) or generate-<id>; empty: all.
  std::string model = {};
  int hidden = 0;  ///< H, or the width; 0: several
  int batch = 32;
  int time_steps = 35;
  int threads = 0;  ///< as Trainer::set_threads
  /// BuildInfo::simd; empty: whatever this program runs with. Others are refused.
  std::string simd = {};
  std::vector<std::string> set = {};  ///< further settings of the models: "key=value"
  double seconds = 0.5;               ///< for each figure
};

/// One figure: the median of repetitions that together took about `seconds`.
struct BenchResult {
  std::string model = {};
  /// "full batch", "mini-batch", "ASCII", "UTF-8", of generate the model; or empty
  std::string what = {};
  int hidden = 0, batch = 0, time_steps = 0;  ///< 0 where they do not apply
  double value = 0;
  std::string unit = {};  ///< "tokens/s", "steps/s", "bytes/s", "characters/s"
  int threads = 1;        ///< that shared the work
  double gflops = 0;      ///< of ModelInfo::operations a trained token; 0 where unknown
  /// Where gflops is: the median of measure_peak() with the same threads between the repetitions.
  double peak_gflops = 0;
  int repetitions = 0;
};

/// What BenchOptions::model can be: the models' ids, "generate" and "generate-<id>".
std::vector<std::string> bench_choices();

/// Reads {"model", "hidden", "batch", "time_steps", "threads", "simd", "seconds", "set":
/// ["key=value"]}, all optional. Throws Error.
BenchOptions parse_bench_options(std::string_view json);

/// Calls `done` (if there is one) after each figure. Throws Error for impossible options.
std::vector<BenchResult> run_bench(const BenchOptions& options,
                                   const std::function<void(const BenchResult&)>& done = {});

/// {"version", "build", "simd", "results": [...]}; a result also has "share_of_peak".
nlohmann::ordered_json bench_json(const std::vector<BenchResult>& results);

}  // namespace babble
