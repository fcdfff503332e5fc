// One model of the session: its settings, its training run, its samples and its figures. No
// threads, and no clock but the one given.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "app/protocol/snapshot.h"
#include "app/session/run_evaluation.h"
#include "app/session/run_samples.h"
#include "app/views/view.h"
#include "core/models/registry.h"
#include "core/training/checkpoint.h"
#include "core/training/trainer.h"

namespace babble::app {

class ModelRun {
 public:
  ModelRun(ModelKind kind, const Clock& clock);

  ModelKind kind() const { return kind_; }
  const Capabilities& capabilities() const { return model_info(kind_).capabilities; }
  const Settings& settings() const { return settings_; }
  /// For a model without a run, or before start().
  void set_settings(const Settings& settings) {
    settings_ = settings;
    changed_ = true;
  }

  /// Begins a new run. Throws Error; nothing has changed then.
  void start(const std::shared_ptr<const Corpus>& corpus, const Settings& settings,
             std::optional<BatchOrder> batch_order = std::nullopt);
  /// Takes over a checkpoint's run, with default sample options. `corpus` is the one it was trained
  /// on; without it the model can be sampled, but not trained. Throws Error; nothing has changed
  /// then.
  void load(const Checkpoint& checkpoint, const std::shared_ptr<const Corpus>& corpus);
  /// Removes the run; settings and sample options stay.
  void clear();
  /// Removes the run, and says why there is none.
  void set_unavailable(std::string reason);

  bool exists() const { return trainer_ || loaded_model_; }
  /// Null without a run that can be trained.
  Trainer* trainer() { return trainer_ ? &*trainer_ : nullptr; }
  const Trainer* trainer() const { return trainer_ ? &*trainer_ : nullptr; }
  bool can_train() const { return trainer_ && !trainer_->finished(); }
  /// Whether it was trained by steps that cannot be repeated in no time.
  bool has_trained() const;
  /// The checkpoint of a model without its corpus, else null.
  const Checkpoint* loaded() const { return loaded_ ? &*loaded_ : nullptr; }
  const std::string& unavailable() const { return unavailable_; }
  std::int64_t steps() const;
  /// "the RNN at step 30".
  std::string phrase() const;
  /// The model as views see it. Valid until the run changes.
  OpenModel open() const;

  /// Changes a setting that may change while training. Returns whether that changed the
  /// probabilities without a step. Throws Error.
  bool set_live(const std::string& key, const std::string& value);
  /// One step. Divergence is no error: see Trainer::diverged.
  void step();
  /// Adds time spent in training, for seconds_trained and tokens per second.
  void add_time(double begin, double end);
  double seconds_trained() const { return seconds_trained_; }
  /// Training was interrupted: measure the rate anew.
  void interrupt_rate();

  const SampleOptions& sample_options() const { return samples_.options(); }
  void set_sample_options(const SampleOptions& options) { samples_.set_options(options); }
  /// See RunSamples.
  void draw_samples(const SampleOptions& options);
  void redraw_samples();
  bool samples_stale() const { return exists() && samples_.stale(open()); }
  /// Redraws them if that is due while training.
  void refresh_samples();

  /// See RunEvaluation.
  void evaluate(Evaluator& evaluator, double seconds);
  bool fail_evaluation();
  void ask_for_test();
  void extend_dev_curve(Evaluator& evaluator);
  bool dev_curve_due() const {
    return trainer_ && evaluation_.extension_due(trainer_->history().dev_nll, open(), clock_());
  }
  bool evaluation_stale() const { return trainer_ && evaluation_.stale(open()); }
  bool evaluation_due() const { return trainer_ && evaluation_.due(open(), clock_()); }
  const PerPart& nll() const { return evaluation_.nll(); }

  /// Whether fill() would change the view.
  bool changed() const { return changed_; }
  /// Fills the view, except its landmarks.
  void fill(ModelView& view);

 private:
  void begin_run();
  const History* history() const;  // null without a run
  void refresh_curves();

  ModelKind kind_;
  Clock clock_;
  Settings settings_;
  std::optional<Trainer> trainer_;
  std::optional<Checkpoint> loaded_;     // without its corpus
  std::unique_ptr<Model> loaded_model_;  // of loaded_
  std::string unavailable_;
  bool repeatable_ = false;  // the settings alone determine the run
  std::uint64_t id_;         // OpenModel::run

  RunSamples samples_;
  RunEvaluation evaluation_;

  double seconds_trained_ = 0;
  double rate_ = 0;                 // tokens per second, smoothed
  double window_begin_ = -1;        // seconds; of the present measurement
  std::int64_t window_tokens_ = 0;  // trained in it

  struct {
    Curve loss, dev, epoch_nll, gradient_norm, clipped_norm;
  } curves_;
  bool curves_stale_ = true;
  bool changed_ = true;
};

}  // namespace babble::app
