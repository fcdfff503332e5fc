// "As in the course": runs whose figures are known. A preset says which corpus and settings it
// wants, which line of which course it repeats, and what must come out; a PresetRun compares.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/protocol/snapshot.h"
#include "core/data/batch_order.h"
#include "core/data/corpus.h"
#include "core/models/model_kind.h"
#include "core/settings/settings.h"
#include "core/training/evaluation.h"
#include "core/training/trainer.h"

namespace babble::app {

/// Which text a preset is about. The course data sets are opened by the user.
enum class PresetCorpus { course_names, course_time_machine, builtin_names, builtin_tale, letters };

/// One figure that must come out.
struct Expectation {
  enum class What {
    loss_at_step,         ///< `value`: loss of step `at`, nats
    nll,                  ///< `value`: NLL of the training part after step `at`, nats
    perplexity,           ///< `value`: the same as perplexity
    probability_of_word,  ///< `value`: probability of the first pair of `text` after step `at`
    word_nll,             ///< `value`: mean NLL of the word `text` after step `at`; may be infinite
    epoch_perplexity,     ///< `value`: perplexity of epoch `at`
    lowest_perplexity,    ///< at most `value`: lowest perplexity of the 50 epochs up to `at`
    samples,              ///< `text`: samples drawn after step `at` with seed 2147483647, by blanks
    continuation,         ///< `text`: the greedy continuation of its first `prefix` characters
  };
  What what = What::loss_at_step;
  std::int64_t at = 0;
  double value = 0;
  double tolerance = 0;  ///< absolute; the reason stands beside the table in presets.cpp
  std::string_view text = {};
  int prefix = 0;
};

struct Preset {
  std::string_view id;
  std::string_view title;
  std::string_view source;  ///< which line of which course
  std::string_view note;    ///< what to look at
  ModelKind model;
  PresetCorpus corpus = PresetCorpus::course_names;
  std::string_view text = {};  ///< letters: the whole corpus, which the program brings along
  std::vector<std::pair<std::string_view, std::string_view>> settings = {};
  std::vector<std::int64_t> offsets =
      {};                  ///< recorded offsets, one an epoch; empty: drawn from the seed
  std::int64_t steps = 0;  ///< training pauses after so many; 0: it ends by itself
  std::vector<Expectation> expectations;
};

std::span<const Preset> presets();
/// nullptr if there is none of that name.
const Preset* find_preset(std::string_view id);

/// The defaults of the preset's model with the preset's settings.
Settings preset_settings(const Preset& preset);
/// Empty if the offsets are to be drawn from the seed.
BatchOrder preset_batch_order(const Preset& preset);

/// Whether `bytes` are the text that the preset is about.
bool preset_fits(const Preset& preset, std::string_view bytes);
/// "makemore's names.txt (32,033 names)" ...: what to open.
std::string_view preset_corpus_title(PresetCorpus corpus);

/// Collects what comes out while the preset's run is trained.
class PresetRun {
 public:
  explicit PresetRun(const Preset& preset);
  const Preset& preset() const { return *preset_; }

  /// To be called after every step (and once before the first): fills in what is known now.
  void observe(const Trainer& trainer, Evaluator& evaluator);
  /// The preset's steps are done (or the trainer is finished).
  bool complete(const Trainer& trainer) const;
  const std::vector<PresetRow>& rows() const { return rows_; }

 private:
  void obtain(PresetRow& row, const Expectation& expected, const Trainer& trainer,
              Evaluator& evaluator) const;

  const Preset* preset_;
  std::vector<PresetRow> rows_;
};

}  // namespace babble::app
