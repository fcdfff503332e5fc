// One model's desk: its settings, its run, and what is shown of it. The session has one for each
// kind of model. No threads and no clock of its own: times come in as seconds.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/protocol/snapshot.h"
#include "core/models/model_kind.h"
#include "core/training/checkpoint.h"
#include "core/training/evaluation.h"
#include "core/training/sampler.h"
#include "core/training/trainer.h"

namespace babble::app {

using Clock = std::function<double()>;  ///< seconds, never going back

class ModelRun {
 public:
  ModelRun(ModelKind kind, const Clock& clock);

  ModelKind kind() const { return kind_; }
  const Settings& settings() const { return settings_; }
  /// For a desk without a run, or before start().
  void set_settings(const Settings& settings) {
    settings_ = settings;
    changed_ = true;
  }

  /// Begins a new run with the given settings. Throws Error, and leaves everything as it was.
  void start(const std::shared_ptr<const Corpus>& corpus, const Settings& settings,
             std::optional<BatchOrder> batch_order = std::nullopt);
  /// Puts a checkpoint's run on the desk; it can be trained where `corpus` is its own, and only
  /// sampled and asked where that is null. Throws Error, and leaves everything as it was.
  void load(const Checkpoint& checkpoint, const std::shared_ptr<const Corpus>& corpus);
  /// The corpus is gone: nothing is on the desk but the settings.
  void clear();
  /// No run is possible; says why.
  void set_unavailable(std::string sentence);

  bool exists() const { return trainer_ || loaded_model_; }
  /// Null without a run that can go on.
  Trainer* trainer() { return trainer_ ? &*trainer_ : nullptr; }
  const Trainer* trainer() const { return trainer_ ? &*trainer_ : nullptr; }
  bool can_train() const { return trainer_ && !trainer_->finished(); }
  const Checkpoint* loaded() const { return loaded_ ? &*loaded_ : nullptr; }
  const std::string& unavailable() const { return unavailable_; }

  /// These need exists().
  const Model& model() const;
  const Vocabulary& vocabulary() const;
  CorpusKind corpus_kind() const;
  std::int64_t steps() const;

  /// A setting that may change while training.
  void set_live(const std::string& key, const std::string& value);
  /// One step. Diverging is no error: see Trainer::diverged.
  void step();
  /// Time spent in training, for seconds_trained and tokens per second.
  void add_time(double begin, double end);
  /// Forget the present rate: training was interrupted.
  void interrupt_rate();

  /// Whether its settings alone lead to the same numbers after as many steps.
  bool is_repeatable() const { return trainer_ && repeatable_; }

  /// Draws the samples with a generator of their own. Throws Error for impossible options, which
  /// are then not kept.
  void draw_samples(const SampleOptions& options);
  /// The same with the options of before; a model that cannot be drawn from leaves them empty.
  void redraw_samples();
  const SampleOptions& sample_options() const { return sample_options_; }
  void set_sample_options(const SampleOptions& options) { sample_options_ = options; }
  /// Back to the options of a fresh desk (a prefix may not fit another corpus).
  void forget_sample_options() { sample_options_ = SampleOptions{}; }
  /// Refreshes the samples if their time has come: often at first, then every 0.7 seconds.
  bool refresh_samples();

  /// Evaluates all parts in about so many seconds at most, cutting the parts where they are too
  /// large. Throws Error.
  void evaluate(Evaluator& evaluator, double seconds);
  /// Whether the figures are not of the present parameters.
  bool evaluation_stale() const { return trainer_ && evaluated_at_ != steps(); }
  bool samples_stale() const { return exists() && sampled_step_ != steps(); }
  /// The probabilities changed without a step (smoothing).
  void probabilities_changed();
  /// The figures cannot be had: they are unknown, and that is final for these parameters.
  void give_up_evaluation();
  /// Whether a look at the other parts is due while training goes on.
  bool evaluation_is_due() const;

  const PerPart& nll() const { return nll_; }
  bool changed() const { return changed_; }
  /// Fills the view, the landmarks excepted.
  void fill(ModelView& view);

 private:
  void begin_run();
  void record_sample();

  ModelKind kind_;
  Clock clock_;
  Settings settings_;
  std::optional<Trainer> trainer_;
  std::optional<Checkpoint> loaded_;     // without its corpus
  std::unique_ptr<Model> loaded_model_;  // of loaded_
  std::string unavailable_;
  bool repeatable_ = false;

  SampleOptions sample_options_;
  std::vector<Sample> samples_, trail_;
  std::int64_t sampled_step_ = -1;
  double sampled_at_ = 0, sampling_took_ = 0;  // seconds

  PerPart nll_;
  std::int64_t evaluated_at_ = -1;  // step
  bool partial_ = false;
  double evaluation_time_ = 0, evaluation_took_ = 0;  // seconds
  double pairs_per_second_ = 0;                       // of the evaluation, as last measured

  double seconds_trained_ = 0;
  double rate_ = 0;  // tokens per second, smoothed
  double window_begin_ = -1;
  std::int64_t window_tokens_ = 0;

  bool changed_ = true;
};

}  // namespace babble::app
