#include "core/bench/bench.h"

#include <algorithm>
#include <chrono>
#include <memory>

#include "core/base/build_info.h"
#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "core/bench/peak.h"
#include "core/data/builtin_corpora.h"
#include "core/data/corpus.h"
#include "core/models/registry.h"
#include "core/training/sampler.h"
#include "core/training/trainer.h"

namespace babble {
namespace {

constexpr int least_repetitions = 5;

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Fills in the median rate of `work` (units done by one call) over repetitions that share
/// `seconds`. With `operations` (floating-point ones of a unit), the peak of the threads is
/// measured after each repetition, so that other load on the machine slows both.
template <class Work>
BenchResult measured(BenchResult result, double seconds, Work work, double operations = 0,
                     ThreadPool* pool = nullptr) {
  const double slice = seconds / (2 * least_repetitions);
  // Browsers compile a function better only after many calls: warm up for a fifth of the time.
  const double warm = seconds_now() + seconds / 5;
  do {
    work();
    if (operations > 0) measure_peak(slice / 50, pool);
  } while (seconds_now() < warm);
  std::vector<double> rates, peaks;
  const double end = seconds_now() + seconds;
  while (static_cast<int>(rates.size()) < least_repetitions || seconds_now() < end) {
    const double begin = seconds_now(), until = begin + slice;
    double units = 0, now = begin;
    do {
      units += work();
      now = seconds_now();
    } while (now < until);
    rates.push_back(units / std::max(now - begin, 1e-9));
    if (operations > 0) peaks.push_back(measure_peak(slice / 5, pool));
  }
  result.value = median(rates);
  result.gflops = result.value * operations * 1e-9;
  if (!peaks.empty()) result.peak_gflops = median(peaks) * 1e-9;
  result.repetitions = static_cast<int>(rates.size());
  return result;
}

std::shared_ptr<const Corpus> names() {
  Settings settings;
  return std::make_shared<const Corpus>(Corpus::from_text(builtin_names(), settings, "names"));
}

/// The tale as d2l prepares a text, repeated until an epoch of the batches fits.
std::shared_ptr<const Corpus> running_text(int batch, int time_steps) {
  Settings settings;
  settings.preprocessing = Preprocessing::d2l;
  settings.split = Split{.train = 1, .dev = 0, .test = 0};
  const std::size_t wanted =
      4 * (static_cast<std::size_t>(batch) + 1) * static_cast<std::size_t>(time_steps);
  std::string text;
  do {
    text += builtin_tale();
  } while (text.size() < wanted && text.size() < limits::max_corpus_bytes / 2);
  return std::make_shared<const Corpus>(Corpus::from_text(text, settings, "tale"));
}

/// Running text of 2,000 different characters of three bytes each, some far more common than
/// others.
std::string text_of_many_characters() {
  std::string text;
  std::uint32_t random = 1;
  while (text.size() < (8u << 20)) {
    random = random * 1664525u + 1013904223u;
    const std::uint32_t a = random >> 16 & 0xff, b = random >> 24;
    append_utf8(text, U'\u4e00' + static_cast<char32_t>(a * b * 2000 >> 16));
  }
  return text;
}

/// The setting that says how large the layers of a model are; empty if none does.
std::string_view size_key(ModelKind kind) {
  for (const std::string_view key : {"hidden_size", "width"})
    if (model_info(kind).uses(key)) return key;
  return {};
}

int size_of(const Settings& settings, ModelKind kind) {
  return static_cast<int>(setting_number(settings, size_key(kind)));
}

/// Of a model with a size; 0: its own.
Settings bench_settings(const BenchOptions& options, ModelKind kind, int size) {
  Settings settings = model_info(kind).defaults;
  if (size > 0) set_setting(settings, size_key(kind), std::to_string(size));
  settings.batch_size = options.batch;
  settings.time_steps = options.time_steps;
  for (const std::string& assignment : options.set) set_setting(settings, assignment);
  return settings;
}

/// What BenchOptions::model is called for generating with this model.
std::string generate_id(ModelKind kind) { return "generate-" + std::string(model_info(kind).id); }

/// The usual sizes. The width of a transformer counts about five times as much as a hidden size.
std::vector<int> usual_sizes(ModelKind kind) {
  if (size_key(kind) == "width") return {64, 128};
  return {64, 128, 256, 512};
}

/// Training in tokens a second, held against the peak.
BenchResult bench_tokens(const BenchOptions& options, ModelKind kind, int hidden) {
  const ModelInfo& info = model_info(kind);
  const Settings settings = bench_settings(options, kind, hidden);
  const auto corpus = running_text(settings.batch_size, settings.time_steps);
  Trainer trainer(corpus, kind, settings);
  trainer.set_threads(options.threads);
  return measured(
      {.model = std::string(info.id),
       .hidden = hidden,
       .batch = settings.batch_size,
       .time_steps = settings.time_steps,
       .unit = "tokens/s",
       .threads = trainer.threads()},
      options.seconds, [&] { return static_cast<double>(trainer.step().tokens); },
      info.operations(corpus->vocabulary().size(), settings), trainer.pool());
}

/// Training in steps a second on names, for models without time steps.
BenchResult bench_steps(const BenchOptions& options, ModelKind kind, bool full_batch) {
  const ModelInfo& info = model_info(kind);
  const bool has_size = !size_key(kind).empty();
  Settings settings = bench_settings(options, kind, has_size ? options.hidden : 0);
  if (full_batch) settings.batch_size = 0;
  const auto corpus = names();
  Trainer trainer(corpus, kind, settings);
  trainer.set_threads(options.threads);
  const double tokens = full_batch ? 0 : settings.batch_size;
  constexpr int steps = 100;
  return measured(
      {.model = std::string(info.id),
       .what = full_batch ? "full batch" : "mini-batch",
       .hidden = has_size ? size_of(settings, kind) : 0,
       .batch = settings.batch_size,
       .unit = "steps/s",
       .threads = trainer.threads()},
      options.seconds,
      [&] {
        for (int i = 0; i < steps; ++i) trainer.step();
        return static_cast<double>(steps);
      },
      info.operations ? tokens * info.operations(corpus->vocabulary().size(), settings) : 0,
      trainer.pool());
}

/// From the bytes of a text to a counted model, as when a user opens it.
BenchResult bench_counting(const BenchOptions& options, ModelKind kind, bool ascii) {
  std::string text;
  if (ascii) {
    while (text.size() < (4u << 20)) text += builtin_names();
  } else {
    text = text_of_many_characters();
  }
  Settings settings = model_info(kind).defaults;
  settings.preprocessing = ascii ? Preprocessing::lines : Preprocessing::raw;
  return measured({.model = std::string(model_info(kind).id),
                   .what = ascii ? "ASCII" : "UTF-8",
                   .unit = "bytes/s"},
                  options.seconds, [&] {
                    Trainer trainer(
                        std::make_shared<const Corpus>(Corpus::from_text(text, settings, "text")),
                        kind, settings);
                    trainer.step();
                    return static_cast<double>(text.size());
                  });
}

BenchResult bench_generate(const BenchOptions& options, ModelKind kind, int hidden) {
  const Settings settings = bench_settings(options, kind, hidden);
  const Trainer trainer(running_text(settings.batch_size, settings.time_steps), kind, settings);
  SampleOptions wanted;
  wanted.count = 1;
  wanted.length = 200;
  return measured({.model = "generate",
                   .what = std::string(model_info(kind).id),
                   .hidden = hidden,
                   .unit = "characters/s"},
                  options.seconds, [&] {
                    ++wanted.seed;
                    sample(trainer.model(), trainer.corpus().vocabulary(), CorpusKind::text,
                           wanted);
                    return static_cast<double>(wanted.length);
                  });
}

void check(const BenchOptions& options) {
  const auto within = [](int value, int least, int most, const char* name) {
    if (value < least || value > most)
      throw Error("The benchmark's " + std::string(name) + " has to be " + std::to_string(least) +
                  " to " + std::to_string(most) + ".");
  };
  within(options.hidden, 0, limits::max_hidden_size, "hidden");
  within(options.batch, 1, 4096, "batch");
  within(options.time_steps, 1, limits::max_time_steps, "time_steps");
  within(options.threads, 0, limits::max_threads, "threads");
  if (!(options.seconds > 0 && options.seconds <= 600))
    throw Error("The benchmark's seconds have to be above 0 and at most 600.");
  const std::string simd = build_info().simd;
  if (!options.simd.empty() && options.simd != simd)
    throw Error("This program runs with " + simd + " vectors (" + build_info().instructions +
                ") and cannot measure \"" + options.simd.substr(0, 40) + "\".");
  if (options.model.empty()) return;
  std::string known;
  for (const std::string& choice : bench_choices()) {
    if (options.model == choice) return;
    known += (known.empty() ? "" : ", ") + choice;
  }
  throw Error("There is no benchmark of \"" + options.model.substr(0, 40) + "\". Choose one of " +
              known + ".");
}

}  // namespace

std::vector<std::string> bench_choices() {
  std::vector<std::string> choices;
  for (const ModelKind kind : model_kinds()) choices.emplace_back(model_info(kind).id);
  choices.emplace_back("generate");
  for (const ModelKind kind : model_kinds())
    if (!size_key(kind).empty()) choices.push_back(generate_id(kind));
  return choices;
}

std::vector<BenchResult> run_bench(const BenchOptions& options,
                                   const std::function<void(const BenchResult&)>& done) {
  check(options);
  std::vector<BenchResult> results;
  const auto add = [&](BenchResult result) {
    results.push_back(std::move(result));
    if (done) done(results.back());
  };
  const auto wanted = [&](std::string_view model) {
    return options.model.empty() || options.model == model;
  };
  const auto sizes = [&](ModelKind kind) {
    std::vector<int> all = options.hidden > 0 ? std::vector{options.hidden} : usual_sizes(kind);
    for (int& size : all) size = size_of(bench_settings(options, kind, size), kind);
    all.erase(std::unique(all.begin(), all.end()), all.end());  // `set` has the last word
    return all;
  };
  for (const ModelKind kind : model_kinds()) {
    const ModelInfo& info = model_info(kind);
    if (!wanted(info.id)) continue;
    if (!info.capabilities.trained) {
      for (const bool ascii : {true, false}) add(bench_counting(options, kind, ascii));
    } else if (info.uses("time_steps")) {
      for (const int size : sizes(kind)) add(bench_tokens(options, kind, size));
    } else {
      if (info.capabilities.full_batch) add(bench_steps(options, kind, true));
      add(bench_steps(options, kind, false));
    }
  }
  for (const ModelKind kind : model_kinds()) {
    if (size_key(kind).empty()) continue;
    if (!wanted("generate") && !wanted(generate_id(kind))) continue;
    for (const int size : sizes(kind)) add(bench_generate(options, kind, size));
  }
  return results;
}

}  // namespace babble
