#include "core/bench.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/build_info.h"
#include "core/builtin_corpora.h"
#include "core/corpus.h"
#include "core/counts.h"
#include "core/error.h"
#include "core/json_values.h"
#include "core/limits.h"
#include "core/sampler.h"
#include "core/trainer.h"

namespace babble {
namespace {

constexpr int least_repetitions = 5;

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Median rate of `work` (units done by one call) over repetitions that share `seconds`.
template <class Work>
std::pair<double, int> median_rate(double seconds, Work work) {
  // Browsers compile a function better only after many calls: warm up for a fifth of the time.
  const double warm = seconds_now() + seconds / 5;
  do {
    work();
  } while (seconds_now() < warm);
  std::vector<double> rates;
  const double end = seconds_now() + seconds;
  while (static_cast<int>(rates.size()) < least_repetitions || seconds_now() < end) {
    const double begin = seconds_now(), until = begin + seconds / (2 * least_repetitions);
    double units = 0, now = begin;
    do {
      units += work();
      now = seconds_now();
    } while (now < until);
    rates.push_back(units / std::max(now - begin, 1e-9));
  }
  const auto middle = rates.begin() + static_cast<std::ptrdiff_t>(rates.size() / 2);
  std::nth_element(rates.begin(), middle, rates.end());
  return {*middle, static_cast<int>(rates.size())};
}

std::shared_ptr<const Corpus> names() {
  Settings settings;
  return std::make_shared<const Corpus>(Corpus::from_text(builtin_names(), settings, "names"));
}

/// The tale as d2l prepares a text, repeated until an epoch of the batches fits.
std::shared_ptr<const Corpus> running_text(int batch, int time_steps) {
  Settings settings;
  settings.prepare = Prepare::d2l;
  settings.split = Split{.train = 1, .dev = 0, .test = 0};
  const std::size_t wanted =
      4 * (static_cast<std::size_t>(batch) + 1) * static_cast<std::size_t>(time_steps);
  std::string text;
  do {
    text += builtin_tale();
  } while (text.size() < wanted && text.size() < limits::max_corpus_bytes / 2);
  return std::make_shared<const Corpus>(Corpus::from_text(text, settings, "tale"));
}

BenchResult bench_rnn(const BenchOptions& options, int hidden) {
  Settings settings = default_settings(ModelKind::rnn);
  settings.hidden = hidden;
  settings.batch = options.batch;
  settings.time_steps = options.time_steps;
  const auto corpus = running_text(options.batch, options.time_steps);
  Trainer trainer(corpus, ModelKind::rnn, settings);
  const auto [rate, repetitions] =
      median_rate(options.seconds, [&] { return static_cast<double>(trainer.step().tokens); });
  const double h = hidden, v = corpus->vocabulary().size();
  return {"rnn",
          hidden,
          options.batch,
          options.time_steps,
          rate,
          "tokens/s",
          rate * (6 * h * h + 6 * h * v) * 1e-9,
          repetitions};
}

BenchResult bench_neural(const BenchOptions& options) {
  Trainer trainer(names(), ModelKind::neural, default_settings(ModelKind::neural));
  const auto [rate, repetitions] = median_rate(options.seconds, [&] {
    constexpr int steps = 100;
    for (int i = 0; i < steps; ++i) trainer.step();
    return static_cast<double>(steps);
  });
  return {"neural", 0, 0, 0, rate, "steps/s", 0, repetitions};
}

BenchResult bench_count(const BenchOptions& options) {
  std::string text;
  while (text.size() < (4u << 20)) text += builtin_names();
  Settings settings;
  settings.prepare = Prepare::lines;
  settings.split = Split{.train = 1, .dev = 0, .test = 0};
  const auto [rate, repetitions] = median_rate(options.seconds, [&] {
    const Corpus corpus = Corpus::from_text(text, settings, "names");
    const CountMatrix counts =
        count_bigrams(corpus.tokens(Part::train), corpus.vocabulary().size());
    if (counts.total() == 0) throw Error("Nothing was counted.");
    return static_cast<double>(text.size());
  });
  return {"count", 0, 0, 0, rate, "bytes/s", 0, repetitions};
}

BenchResult bench_generate(const BenchOptions& options, int hidden) {
  Settings settings = default_settings(ModelKind::rnn);
  settings.hidden = hidden;
  const Trainer trainer(running_text(settings.batch, settings.time_steps), ModelKind::rnn,
                        settings);
  SampleOptions wanted;
  wanted.count = 1;
  wanted.length = 200;
  const auto [rate, repetitions] = median_rate(options.seconds, [&] {
    ++wanted.seed;
    sample(trainer.model(), trainer.corpus().vocabulary(), CorpusKind::text, wanted);
    return static_cast<double>(wanted.length);
  });
  return {"generate", hidden, 0, 0, rate, "characters/s", 0, repetitions};
}

void check(const BenchOptions& options) {
  const auto within = [](int value, int least, int most, const char* name) {
    if (value < least || value > most)
      throw Error("The benchmark's " + std::string(name) + " has to be " + std::to_string(least) +
                  " to " + std::to_string(most) + ".");
  };
  within(options.hidden, 0, limits::max_hidden, "hidden");
  within(options.batch, 1, 4096, "batch");
  within(options.time_steps, 1, limits::max_time_steps, "time_steps");
  if (!(options.seconds > 0 && options.seconds <= 600))
    throw Error("The benchmark's seconds have to be above 0 and at most 600.");
  for (const char* known : {"", "rnn", "neural", "count", "generate"})
    if (options.model == known) return;
  throw Error("There is no benchmark of \"" + options.model.substr(0, 40) +
              "\"; there are rnn, neural, count and generate.");
}

}  // namespace

BenchOptions parse_bench_options(std::string_view text) {
  BenchOptions options;
  const auto json = nlohmann::ordered_json::parse(text, nullptr, false);
  if (json.is_discarded() || !json.is_object())
    throw Error("The options of the benchmark have to be a JSON object.");
  for (const auto& [key, value] : json.items()) {
    const bool is_text = key == "model";
    if (is_text ? !value.is_string() : !value.is_number())
      throw Error("The benchmark's " + key.substr(0, 40) + " has to be " +
                  (is_text ? "text." : "a number."));
    // Numbers of any size come in; what does not fit an int is refused like what is too large.
    const double number = is_text ? 0 : std::clamp(value.get<double>(), -1.0, 1e6);
    if (key == "model")
      options.model = value.get<std::string>();
    else if (key == "hidden")
      options.hidden = static_cast<int>(number);
    else if (key == "batch")
      options.batch = static_cast<int>(number);
    else if (key == "time_steps")
      options.time_steps = static_cast<int>(number);
    else if (key == "seconds")
      options.seconds = number;
    else
      throw Error("The benchmark has no option \"" + key.substr(0, 40) +
                  "\"; there are model, hidden, batch, time_steps and seconds.");
  }
  return options;
}

std::vector<BenchResult> run_bench(const BenchOptions& options,
                                   const std::function<void(const BenchResult&)>& done) {
  check(options);
  std::vector<BenchResult> results;
  const auto add = [&](BenchResult result) {
    results.push_back(std::move(result));
    if (done) done(results.back());
  };
  const auto wanted = [&](const char* model) {
    return options.model.empty() || options.model == model;
  };
  const auto sizes = [&](std::vector<int> usual) {
    return options.hidden > 0 ? std::vector<int>{options.hidden} : usual;
  };
  if (wanted("rnn"))
    for (const int hidden : sizes({64, 128, 256, 512})) add(bench_rnn(options, hidden));
  if (wanted("neural")) add(bench_neural(options));
  if (wanted("count")) add(bench_count(options));
  if (wanted("generate"))
    for (const int hidden : sizes({128, 512})) add(bench_generate(options, hidden));
  return results;
}

nlohmann::ordered_json bench_json(const std::vector<BenchResult>& results) {
  auto list = nlohmann::ordered_json::array();
  for (const BenchResult& result : results) {
    nlohmann::ordered_json json = {{"model", result.model}};
    if (result.hidden > 0) json["hidden"] = result.hidden;
    if (result.batch > 0) json["batch"] = result.batch;
    if (result.time_steps > 0) json["time_steps"] = result.time_steps;
    std::string key = result.unit;
    key.replace(key.find("/s"), 2, "_per_second");
    json[key] = json_number(result.value);
    if (result.gflops > 0) json["gflops"] = json_number(result.gflops);
    json["repetitions"] = result.repetitions;
    list.push_back(std::move(json));
  }
  return {
      {"version", version}, {"build", build_text()}, {"threads", 1}, {"results", std::move(list)}};
}

}  // namespace babble
