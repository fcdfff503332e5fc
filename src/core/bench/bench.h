// How fast it is: the same measurements for `babble bench` and for window.babble.bench().
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace babble {

struct BenchOptions {
  /// rnn (training), neural (full-batch and mini-batch training), count (from bytes to N) or
  /// generate; empty: all.
  std::string model = {};
  int hidden = 0;  ///< H; 0: 64, 128, 256 and 512 (generate: 128 and 512)
  int batch = 32;
  int time_steps = 35;
  int threads = 0;  ///< rnn: as Trainer::set_threads; the others use one
  /// "native", or "plain" or "relaxed" for the two WebAssembly builds; empty: what this one is. No
  /// build can do another's, so it refuses.
  std::string simd = {};
  double seconds = 0.5;  ///< for each figure
};

/// One figure: the median of repetitions that together took about `seconds`.
struct BenchResult {
  std::string model = {};
  std::string what = {};  ///< "full batch", "mini-batch", "ASCII", "UTF-8" or empty
  int hidden = 0, batch = 0, time_steps = 0;  ///< 0 where they mean nothing
  double value = 0;
  std::string unit = {};  ///< "tokens/s", "steps/s", "bytes/s", "characters/s"
  int threads = 1;        ///< that shared the work
  double gflops = 0;      ///< rnn: 6H² + 6HV floating-point operations a trained token; else 0
  /// Where gflops is: the median of measure_peak() with the same threads between the repetitions.
  double peak_gflops = 0;
  int repetitions = 0;
};

/// Reads {"model", "hidden", "batch", "time_steps", "threads", "simd", "seconds"}, all optional.
/// Throws Error.
BenchOptions parse_bench_options(std::string_view json);

/// Calls `done` (if there is one) after each figure. Throws Error for impossible options.
std::vector<BenchResult> run_bench(const BenchOptions& options,
                                   const std::function<void(const BenchResult&)>& done = {});

/// {"version", "build", "simd", "results": [...]}; a result also has "share_of_peak".
nlohmann::ordered_json bench_json(const std::vector<BenchResult>& results);

}  // namespace babble
