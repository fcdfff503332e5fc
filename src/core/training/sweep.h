// One setting over several values: each trained alone, from the same seed, for as many steps.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/corpus.h"
#include "core/settings/settings.h"
#include "core/training/evaluation.h"
#include "core/training/sweep_run.h"
#include "core/training/trainer.h"

namespace babble {

/// Values separated by commas, or by semicolons where there is one; each may be a range, "1..64
/// linear 8" or "0.001..1 log 10": so many values from the first to the last, rounded to four
/// digits. Returns them as setting_text writes them, each once, at most 100. Throws Error where
/// there is none or the setting refuses one.
std::vector<std::string> sweep_values(const SettingRow& row, std::string_view text);

class Sweep {
 public:
  /// `text`: the bytes that the corpus was read from, which must outlive the sweep; settings that
  /// prepare the text are varied only where it is given. Throws Error for a setting that the model
  /// does not use, for invalid values and for less than one step. `max_pairs` as of
  /// Evaluator::evaluate.
  Sweep(std::shared_ptr<const Corpus> corpus, ModelKind kind, const Settings& settings,
        std::string_view key, std::string_view values, std::int64_t steps,
        std::int64_t max_pairs = 0, std::string_view text = {});

  bool finished() const { return !trainer_ && runs_.size() == values_.size(); }
  /// One step of the run under way, or its beginning or end. Returns whether it has ended: it is
  /// then the last of runs(). Must not be called when finished().
  bool advance();
  /// The run that has just ended, until the next call of advance(); null if it could not begin.
  const Trainer* ended() const { return ended_ ? &*ended_ : nullptr; }
  void set_threads(int threads) { threads_ = threads; }
  /// The run under way takes no further step but its first: advance() then ends it.
  void end_run() { run_ends_ = true; }

  ModelKind kind() const { return kind_; }
  const SettingRow& row() const { return *row_; }
  std::int64_t steps() const { return steps_; }
  const std::vector<std::string>& values() const { return values_; }
  const std::vector<SweepRun>& runs() const { return runs_; }  ///< those that have ended
  /// `steps` of a sweep whose runs end by end_run().
  static constexpr std::int64_t until_ended = std::int64_t{1} << 40;
  /// Of all steps, 0 to 1.
  double progress() const;
  /// The same by the share of the run under way, 0 to 1, as one who ends it by end_run() counts it.
  double progress(double share_of_run) const;
  /// The run with the least NLL on dev, or on train where there is no dev part; −1: none.
  int best() const;

 private:
  Settings settings_of(const std::string& value) const;

  bool trains() const;

  std::shared_ptr<const Corpus> corpus_;  // of the run under way
  std::string_view text_;
  ModelKind kind_;
  Settings settings_;
  const SettingRow* row_;
  std::vector<std::string> values_;
  std::int64_t steps_, max_pairs_;
  int threads_ = 0;
  bool run_ends_ = false;
  Evaluator evaluator_;  // of corpus_
  std::optional<Trainer> trainer_, ended_;
  std::vector<SweepRun> runs_;
};

}  // namespace babble
