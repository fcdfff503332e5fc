// babble bench
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "core/base/build_info.h"
#include "core/base/json_text.h"
#include "core/base/limits.h"
#include "core/bench/bench.h"

namespace babble::cli {
namespace {

struct BenchFlags {
  BenchOptions bench;
  bool json = false;
};

std::string line_of(const BenchResult& result) {
  std::string what = result.model;
  if (result.hidden > 0) what += "  H " + std::to_string(result.hidden);
  if (result.batch > 0) what += "  B " + std::to_string(result.batch);
  if (result.time_steps > 0) what += "  T " + std::to_string(result.time_steps);
  if (result.threads > 1) what += "  " + std::to_string(result.threads) + " threads";
  if (!result.what.empty()) what += "  " + result.what;
  if (what.size() < 34) what.resize(34, ' ');
  std::string value = grouped(static_cast<std::int64_t>(result.value));
  if (value.size() < 16) value.insert(0, 16 - value.size(), ' ');
  std::string line = what + value + ' ' + result.unit;
  if (result.gflops > 0) {
    line += "   " + shown(result.gflops, 1) + " of " + shown(result.peak_gflops, 1) +
            " GFLOP/s   " + shown(100 * result.gflops / result.peak_gflops, 0) + " %";
  }
  return line;
}

void run(const BenchFlags& options) {
  if (options.json) {
    print(json_text(bench_json(run_bench(options.bench))) + "\n");
    return;
  }
  // Print the title with the first figure, so that refused options print only the error.
  bool begun = false;
  run_bench(options.bench, [&](const BenchResult& result) {
    if (!begun) print("babble " + std::string(version) + ", " + build_text() + "\n");
    begun = true;
    print(line_of(result) + "\n");
    flush_output();
  });
}

}  // namespace

Command bench_command(CLI::App& app) {
  auto options = std::make_shared<BenchFlags>();
  BenchOptions& bench = options->bench;
  CLI::App* parser = app.add_subcommand("bench", "Measure how fast it is on this machine");
  parser
      ->add_option("--model", bench.model,
                   "what to measure: the training of a model, or generating with it (default: all)")
      ->check(CLI::IsMember(bench_choices()));
  parser->add_option("--hidden", bench.hidden, "hidden size, or width (default: several)")
      ->check(CLI::Range(1, 4096));
  parser->add_option("--batch", bench.batch, "B (default 32)")->check(CLI::Range(1, 4096));
  parser->add_option("--time-steps", bench.time_steps, "T (default 35)")
      ->check(CLI::Range(1, 4096));
  parser
      ->add_option("--threads", bench.threads,
                   "for training (default: as many as the machine has, where it pays)")
      ->check(CLI::Range(0, limits::max_threads));
  parser->add_option("--set", bench.set, "KEY=VALUE, any setting of the models; may be repeated");
  parser->add_option(
      "--simd", bench.simd,
      "fail unless the program runs with these vectors: sse2, avx2, avx512, neon, plain "
      "or relaxed");
  parser->add_option("--seconds", bench.seconds, "for each figure (default 0.5)")
      ->check(CLI::Range(0.01, 600.0));
  parser->add_flag("--json", options->json, "print one JSON object");
  return {parser, [options] { run(*options); }};
}

}  // namespace babble::cli
