#include "core/presets/presets.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "core/data/builtin_corpora.h"
#include "core/models/registry.h"
#include "core/presets/preset_table.h"
#include "core/training/sampler.h"

namespace babble {
namespace {

using What = Expectation::What;

std::string number(double value, int digits = 4) {
  if (std::isinf(value)) return value > 0 ? "∞" : "−∞";
  char text[40];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string label(const Expectation& expected) {
  const std::string at = std::to_string(expected.at);
  switch (expected.what) {
    case What::loss_at_step:
      return "loss at step " + at;
    case What::nll:
      return "NLL after step " + at;
    case What::dev_nll:
      return "dev NLL after step " + at;
    case What::perplexity:
      return "perplexity after step " + at;
    case What::probability_of_word:
      return "P of the first pair of " + std::string(expected.text) + " after step " + at;
    case What::word_nll:
      return "NLL of " + std::string(expected.text);
    case What::epoch_perplexity:
      return "perplexity of epoch " + at;
    case What::lowest_perplexity:
      return "lowest perplexity of the last 50 epochs";
    case What::samples:
    case What::own_samples:
      return "samples after step " + at;
    case What::continuation:
      return "continuation after epoch " + at;
  }
  return {};
}

std::string expected_text(const Expectation& expected) {
  if (expected.what == What::samples || expected.what == What::own_samples ||
      expected.what == What::continuation)
    return std::string(expected.text);
  if (expected.what == What::lowest_perplexity) return "at most " + number(expected.value, 2);
  return number(expected.value);
}

std::string join(const std::vector<std::string>& words) {
  std::string joined;
  for (const auto& word : words) joined += (joined.empty() ? "" : " ") + word;
  return joined;
}

/// y of point number n, if the series has not been thinned.
bool value_at(const Series& series, std::int64_t n, double& value) {
  if (series.stride() != 1 || n < 1 || n > series.added()) return false;
  value = series.y(static_cast<std::size_t>(n - 1));
  return true;
}

double lowest_of_last(const Series& series, std::size_t count) {
  double lowest = std::numeric_limits<double>::infinity();
  const std::size_t first = series.size() > count ? series.size() - count : 0;
  for (std::size_t i = first; i < series.size(); ++i) lowest = std::min(lowest, series.y(i));
  return lowest;
}

}  // namespace

std::span<const Preset> presets() {
  static const std::vector<Preset> table = preset_table();
  return table;
}

std::string preset_ids() {
  std::string ids;
  for (const Preset& preset : presets()) ids += (ids.empty() ? "" : ", ") + std::string(preset.id);
  return ids;
}

const Preset* find_preset(std::string_view id) {
  for (const Preset& preset : presets())
    if (preset.id == id) return &preset;
  return nullptr;
}

Settings preset_settings(const Preset& preset) {
  Settings settings = model_info(preset.model).defaults;
  for (const auto& [key, value] : preset.settings) set_setting(settings, key, value);
  return settings;
}

BatchOrder preset_batch_order(const Preset& preset) {
  BatchOrder batch_order;
  for (const std::int64_t offset : preset.offsets) batch_order.push_back({offset, {}});
  return batch_order;
}

bool preset_fits(const Preset& preset, std::string_view bytes) {
  // Size, beginning and end identify the course's files well enough to offer a preset; its figures
  // then show whether the text is the same.
  const auto is = [&](std::size_t size, std::string_view begins, std::string_view ends) {
    return bytes.size() >= size && bytes.size() <= size + 1 && bytes.starts_with(begins) &&
           bytes.substr(0, size).ends_with(ends);
  };
  switch (preset.corpus) {
    case PresetCorpus::course_names:
      return is(228145, "emma\nolivia\nava\n", "zyrie\nzyron\nzzyzx");
    case PresetCorpus::course_time_machine:
      return is(178979, "The Time Machine, by H. G. Wells", "");
    case PresetCorpus::builtin_names:
      return bytes == builtin_names();
    case PresetCorpus::builtin_tale:
      return bytes == builtin_tale();
    case PresetCorpus::letters:
      return bytes == preset.text;
  }
  return false;
}

std::string_view preset_corpus_title(PresetCorpus corpus) {
  switch (corpus) {
    case PresetCorpus::course_names:
      return "makemore's names.txt (32,033 names)";
    case PresetCorpus::course_time_machine:
      return "d2l's timemachine.txt (The Time Machine)";
    case PresetCorpus::builtin_names:
      return "the names that come with Babble";
    case PresetCorpus::builtin_tale:
      return "the tale that comes with Babble";
    case PresetCorpus::letters:
      return "a text of one word, which comes with the run";
  }
  return {};
}

PresetRun::PresetRun(const Preset& preset) : preset_(&preset) {
  for (const Expectation& expected : preset.expectations)
    rows_.push_back({label(expected), expected_text(expected), {}, false});
}

bool PresetRun::complete(const Trainer& trainer) const {
  return trainer.finished() || (preset_->steps > 0 && trainer.steps() >= preset_->steps);
}

bool PresetRun::observe(const Trainer& trainer, Evaluator& evaluator) {
  bool any = false;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (!rows_[i].obtained.empty()) continue;
    obtain(rows_[i], preset_->expectations[i], trainer, evaluator);
    any |= !rows_[i].obtained.empty();
  }
  return any;
}

void PresetRun::obtain(PresetRow& row, const Expectation& expected, const Trainer& trainer,
                       Evaluator& evaluator) const {
  const Vocabulary& vocabulary = trainer.corpus().vocabulary();
  const CorpusKind kind = trainer.corpus().kind();
  const auto compare = [&](double value) {
    row.obtained = number(value);
    row.agrees = value == expected.value || std::abs(value - expected.value) <= expected.tolerance;
  };
  const auto compare_text = [&](std::string text) {
    row.agrees = text == expected.text;
    row.obtained = std::move(text);
  };
  const bool by_epoch = expected.what == What::epoch_perplexity ||
                        expected.what == What::lowest_perplexity ||
                        expected.what == What::continuation;
  if ((by_epoch ? trainer.epochs_done() : trainer.steps()) < expected.at) return;
  double value = 0;
  switch (expected.what) {
    case What::loss_at_step:
      if (value_at(trainer.history().loss, expected.at, value)) compare(value);
      return;
    case What::epoch_perplexity:
      if (value_at(trainer.history().epoch_nll, expected.at, value)) compare(std::exp(value));
      return;
    case What::lowest_perplexity:
      value = std::exp(lowest_of_last(trainer.history().epoch_nll, 50));
      row.obtained = number(value);
      row.agrees = value <= expected.value;
      return;
    default:
      break;
  }
  // The others are figures of the present model, so they need the exact step.
  if ((by_epoch ? trainer.epochs_done() : trainer.steps()) != expected.at) return;
  const Model& model = trainer.model();
  switch (expected.what) {
    case What::nll:
      compare(evaluator.evaluate(model, Part::train).nll);
      return;
    case What::dev_nll:
      compare(evaluator.evaluate(model, Part::dev).nll);
      return;
    case What::perplexity:
      compare(evaluator.evaluate(model, Part::train).perplexity);
      return;
    case What::probability_of_word:
      compare(word_table(model, vocabulary, kind, expected.text).rows.front().p);
      return;
    case What::word_nll:
      compare(word_table(model, vocabulary, kind, expected.text).nll);
      return;
    case What::samples:
      compare_text(join(sample(model, vocabulary, kind, expected.sample)));
      return;
    case What::own_samples:
      compare_text(join(sample(model, vocabulary, kind, expected.sample, *trainer.generator())));
      return;
    case What::continuation: {
      SampleOptions options;
      options.count = 1;
      options.greedy = true;
      options.prefix = expected.text.substr(0, static_cast<std::size_t>(expected.prefix));
      options.length = static_cast<int>(expected.text.size()) - expected.prefix;
      compare_text(join(sample(model, vocabulary, kind, options)));
      return;
    }
    default:
      return;
  }
}

}  // namespace babble
