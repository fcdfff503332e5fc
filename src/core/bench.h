// How fast it is: the same measurements for `babble bench` and for window.babble.bench().
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace babble {

struct BenchOptions {
  /// rnn (training), neural (full-batch training), count (from bytes to N) or generate; empty: all.
  std::string model;
  int hidden = 0;  ///< H; 0: 64, 128, 256 and 512 (generate: 128 and 512)
  int batch = 32;
  int time_steps = 35;
  double seconds = 0.5;  ///< for each figure
};

/// One figure: the median of repetitions that together took about `seconds`.
struct BenchResult {
  std::string model;
  int hidden = 0, batch = 0, time_steps = 0;  ///< 0 where they mean nothing
  double value = 0;
  std::string unit;   ///< "tokens/s", "steps/s", "bytes/s", "characters/s"
  double gflops = 0;  ///< rnn: 6H² + 6HV floating-point operations a trained token; else 0
  int repetitions = 0;
};

/// Reads {"model", "hidden", "batch", "time_steps", "seconds"}, all optional. Throws Error.
BenchOptions parse_bench_options(std::string_view json);

/// Calls `done` (if there is one) after each figure. Throws Error for impossible options.
std::vector<BenchResult> run_bench(const BenchOptions& options,
                                   const std::function<void(const BenchResult&)>& done = {});

/// {"version", "build", "results": [...]}
nlohmann::ordered_json bench_json(const std::vector<BenchResult>& results);

}  // namespace babble
