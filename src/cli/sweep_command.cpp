// babble sweep
#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "cli/train.h"
#include "core/base/json_text.h"
#include "core/base/limits.h"
#include "core/models/registry.h"
#include "core/settings/settings_json.h"
#include "core/training/sweep.h"

namespace babble::cli {
namespace {

using Json = nlohmann::ordered_json;

struct SweepFlags {
  std::string model, data = "builtin:names", setting, values;
  std::vector<std::string> settings;
  std::int64_t steps = 0;
  double seconds = 0;
  int threads = 0;
  bool json = false;
};

/// `text` has to outlive the sweep.
Sweep wanted_sweep(const SweepFlags& options, const Text& text) {
  const ModelKind kind = wanted_model(options.model);
  const Settings settings = wanted_settings(kind, options.settings);
  const auto corpus = read_corpus(text, settings);
  if ((options.steps > 0) == (options.seconds > 0))
    throw UsageError("Say how long each value trains: --steps or --seconds.");
  const std::int64_t steps = options.steps > 0 ? options.steps : Sweep::until_ended;
  try {
    return Sweep(corpus, kind, settings, options.setting, options.values, steps, 0, text.bytes);
  } catch (const Error& error) {
    throw UsageError(error.what());
  }
}

Json sweep_json(const Sweep& sweep, const SweepFlags& options) {
  Json runs = Json::array();
  for (const SweepRun& run : sweep.runs())
    runs.push_back({{"value", run.value},
                    {"parameters", run.parameters},
                    {"steps", run.steps},
                    {"nll", {{"train", json_number(run.train)}, {"dev", json_number(run.dev)}}},
                    {"failed", run.failed.empty() ? Json(nullptr) : Json(run.failed)}});
  const int best = sweep.best();
  return {
      {"model", model_info(sweep.kind()).id},
      {"data", options.data},
      {"setting", sweep.row().key},
      {options.seconds > 0 ? "seconds" : "steps",
       options.seconds > 0 ? Json(options.seconds) : Json(options.steps)},
      {"runs", std::move(runs)},
      {"best", best < 0 ? Json(nullptr) : Json(sweep.runs()[static_cast<std::size_t>(best)].value)},
      {"interrupted", !sweep.finished()}};
}

std::string sweep_text(const Sweep& sweep) {
  std::string text;
  for (std::size_t i = 0; i < sweep.runs().size(); ++i) {
    const SweepRun& run = sweep.runs()[i];
    std::string value = run.value;
    value.resize(std::max<std::size_t>(value.size(), 12), ' ');
    text += value + (run.failed.empty() ? "  train " + shown(run.train) + "  dev " + shown(run.dev)
                                        : "  " + run.failed);
    text += static_cast<int>(i) == sweep.best() ? "  best\n" : "\n";
  }
  return text;
}

void run(const SweepFlags& options) {
  const Text text = read_text_argument(options.data);
  Sweep sweep = wanted_sweep(options, text);
  sweep.set_threads(options.threads);
  defer_interrupts("\nbabble: Interrupted twice; the sweep is lost.\n");
  {
    Progress progress;
    double begin = seconds_now();  // of the run under way
    while (!sweep.finished() && !interrupted()) {
      if (sweep.advance()) begin = seconds_now();
      const double share =
          options.seconds > 0 ? std::min(1.0, (seconds_now() - begin) / options.seconds) : 0;
      if (share == 1) sweep.end_run();
      if (progress.due())
        progress.show(options.seconds > 0 ? sweep.progress(share) : sweep.progress(),
                      "run " + std::to_string(sweep.runs().size() + 1) + " of " +
                          std::to_string(sweep.values().size()));
    }
  }
  print(options.json ? json_text(sweep_json(sweep, options)) + "\n" : sweep_text(sweep));
  if (sweep.best() < 0) throw Error("No run of the sweep came to a loss.");
}

}  // namespace

Command sweep_command(CLI::App& app) {
  auto options = std::make_shared<SweepFlags>();
  CLI::App* parser = app.add_subcommand("sweep", "Train with each of several values of a setting");
  parser->add_option("--model", options->model, model_ids())->required();
  parser->add_option("--setting", options->setting, "a setting of the model (babble info)")
      ->required();
  parser
      ->add_option("--values", options->values,
                   "0.1,0.5,1 or a range: \"0.001..1 log 10\", \"8..64 linear 8\"")
      ->required();
  parser->add_option("--steps", options->steps, "updates for each value")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1000000000000}));
  parser->add_option("--seconds", options->seconds, "instead: training time for each value")
      ->check(CLI::Range(0.001, 1e6));
  parser->add_option("--data", options->data,
                     std::string(text_argument_help) + " (default: names)");
  add_settings_option(*parser, options->settings);
  parser->add_option("--threads", options->threads, "threads that train")
      ->check(CLI::Range(1, limits::max_threads));
  parser->add_flag("--json", options->json, "print one JSON object");
  parser->footer("Ctrl-C stops the sweep; the runs that have ended are printed.");
  return {parser, [options] { run(*options); }};
}

}  // namespace babble::cli
