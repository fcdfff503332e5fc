// Runs of the courses, whose figures are known. A Preset names its corpus, its settings, its source
// and the expected figures; a PresetRun compares them with those of a run.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/data/batch_order.h"
#include "core/data/corpus.h"
#include "core/models/model_kind.h"
#include "core/presets/preset_row.h"
#include "core/settings/settings.h"
#include "core/training/evaluation.h"
#include "core/training/sampler.h"
#include "core/training/trainer.h"

namespace babble {

/// The text of a preset. The user opens those of the courses.
enum class PresetCorpus { course_names, course_time_machine, builtin_names, builtin_tale, letters };

/// One expected figure.
struct Expectation {
  enum class What {
    loss_at_step,         ///< `value`: loss of step `at`, nats
    nll,                  ///< `value`: NLL of the training part after step `at`, nats
    dev_nll,              ///< `value`: NLL of the dev part after step `at`, nats
    perplexity,           ///< `value`: the same as perplexity
    probability_of_word,  ///< `value`: probability of the first pair of `text` after step `at`
    word_nll,             ///< `value`: mean NLL of the word `text` after step `at`; may be infinite
    epoch_perplexity,     ///< `value`: perplexity of epoch `at`
    lowest_perplexity,    ///< at most `value`: lowest perplexity of the 50 epochs up to `at`
    samples,       ///< `text`: samples after step `at`, separated by spaces; `sample` says how
    own_samples,   ///< the same, drawn on with the run's own generator
    continuation,  ///< `text`: the greedy continuation of its first `prefix` characters
  };
  What what = What::loss_at_step;
  std::int64_t at = 0;
  double value = 0;
  double tolerance = 0;  ///< absolute; the reason stands in preset_table.cpp
  std::string_view text = {};
  int prefix = 0;             ///< characters that are given
  SampleOptions sample = {};  ///< of samples and own_samples
};

struct Preset {
  std::string_view id;
  std::string_view title;
  std::string_view source;  ///< which line of which course
  std::string_view note;    ///< what it shows
  ModelKind model;
  PresetCorpus corpus = PresetCorpus::course_names;
  std::string_view text = {};  ///< letters: the whole corpus
  std::vector<std::pair<std::string_view, std::string_view>> settings = {};
  std::vector<std::int64_t> offsets =
      {};                  ///< recorded offsets, one per epoch; empty: drawn from the seed
  std::int64_t steps = 0;  ///< training pauses after these; 0: it ends after its epochs
  std::vector<Expectation> expectations;
};

std::span<const Preset> presets();
/// "makemore-count, makemore-smoothed, …"
std::string preset_ids();
/// nullptr if there is none with that id.
const Preset* find_preset(std::string_view id);

/// The defaults of the preset's model with the preset's settings.
Settings preset_settings(const Preset& preset);
/// Empty if the offsets are to be drawn from the seed.
BatchOrder preset_batch_order(const Preset& preset);

/// Whether `bytes` are the text of the preset.
bool preset_fits(const Preset& preset, std::string_view bytes);
/// The text in words: "makemore's names.txt (32,033 names)".
std::string_view preset_corpus_title(PresetCorpus corpus);

/// Collects what comes out while the preset's run is trained.
class PresetRun {
 public:
  explicit PresetRun(const Preset& preset);
  const Preset& preset() const { return *preset_; }

  /// Call after every step, and once before the first. Fills in the figures that are known now and
  /// returns whether there are new ones.
  bool observe(const Trainer& trainer, Evaluator& evaluator);
  /// Whether the preset's steps are done, or the trainer is finished.
  bool complete(const Trainer& trainer) const;
  const std::vector<PresetRow>& rows() const { return rows_; }

 private:
  void obtain(PresetRow& row, const Expectation& expected, const Trainer& trainer,
              Evaluator& evaluator) const;

  const Preset* preset_;
  std::vector<PresetRow> rows_;
};

}  // namespace babble
