// Trains one model on the training part of a corpus, one step after the other. Owns model,
// generator, mini-batches and history; can be stopped, saved and resumed to the same bits.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/data/batch_order.h"
#include "core/data/corpus.h"
#include "core/models/registry.h"
#include "core/random/generator.h"
#include "core/settings/learning_rate.h"
#include "core/settings/settings.h"
#include "core/training/history.h"
#include "core/training/optimizer.h"

namespace babble {

/// What one step did.
struct StepReport {
  double loss = 0;           ///< nats per token before the update, with the penalty if there is one
  double nll = 0;            ///< the same without the penalty
  double gradient_norm = 0;  ///< over all parameters together, before clipping
  double clipped_norm = 0;   ///< after clipping
  bool clipped = false;
  std::int64_t tokens = 0;  ///< pairs or tokens that the step learned from
  bool epoch_ended = false;
  bool finite = true;  ///< false: the run diverged at this step and the update was not made
};

/// A run without its corpus: what a checkpoint holds. Plain values; texts are results of save().
struct TrainingState {
  ModelKind kind;
  int vocabulary_size = 0;
  Settings settings;
  std::vector<Tensor> tensors;    // ModelInfo::tensors
  std::vector<Tensor> optimizer;  // Optimizer::state()
  std::string generator;          // Generator::save()
  std::string batches;            // BatchSource::save()
  std::vector<Tensor> carried;    // Learner::carried(), once a mini-batch was trained on
  BatchOrder batch_order;
  bool recorded_order = false;
  std::int64_t steps = 0;
  std::int64_t epochs = 0;
  std::int64_t tokens = 0;
  double epoch_loss_sum = 0;  // of the epoch under way: sum of loss·tokens
  std::int64_t epoch_tokens = 0;
  History history;
  std::string diverged;
  StepReport last;
};

/// Counts a step that was made, and adds it to the curves. `clips`: the model uses max_grad_norm.
void record_step(TrainingState& state, const StepReport& report, bool clips);

/// The model of a state, ready for sampling and evaluation without its corpus. Throws Error if the
/// tensors do not fit the settings.
std::unique_ptr<Model> make_model(const TrainingState& state);

class Trainer {
 public:
  /// A new run. Parameters are drawn from the generator of settings.seed first, then the
  /// mini-batches from the same generator. Python's first shuffles the lines if the split is
  /// Python's with the same seed, as a script that does all with one generator. Throws Error if the
  /// settings or the order do not fit the corpus.
  Trainer(std::shared_ptr<const Corpus> corpus, ModelKind kind, const Settings& settings,
          std::optional<BatchOrder> batch_order = std::nullopt);
  /// Continues from `state`; `corpus` must be the one it was taken on.
  Trainer(std::shared_ptr<const Corpus> corpus, TrainingState state);

  /// One mini-batch and one update. A model that is counted is finished then. Must not be called
  /// when finished().
  StepReport step();
  /// All epochs are done, the recorded order has ended, or the run diverged.
  bool finished() const;
  /// A sentence if the run diverged (step, reason, what to do), else empty. The parameters are then
  /// the last finite ones.
  const std::string& diverged() const;

  /// Changes a setting from the next step on; a run that diverged can then continue. Throws Error
  /// for a setting that needs a new run, and for an invalid value.
  void set(std::string_view key, std::string_view value);

  /// The number of threads from now on. 0, the default: as many as the machine has, if a mini-batch
  /// is large enough to gain from them. The results do not depend on it. Throws Error for less than
  /// 0 or more than limits::max_threads.
  void set_threads(int threads);
  /// Threads that share a step.
  int threads() const;
  /// The threads that share a mini-batch; null where there is one only.
  ThreadPool* pool() const;

  ModelKind kind() const;
  const Model& model() const;
  const Corpus& corpus() const;
  std::shared_ptr<const Corpus> shared_corpus() const;
  const Settings& settings() const;
  const History& history() const;
  /// The part of the history that does not come from steps: whoever evaluates adds to it.
  DevCurve& dev_curve() { return state_.history.dev_nll; }
  std::int64_t steps() const;
  std::int64_t tokens() const { return state_.tokens; }  ///< trained on
  std::int64_t epochs_done() const;
  /// Mini-batches of one epoch; 1 for full batches.
  std::int64_t steps_per_epoch() const;
  /// A sentence where the text is too short for the B and T of the settings, else empty.
  std::string notice() const;
  const StepReport& last() const;
  /// The generator of the run as it stands, to go on drawing from.
  std::unique_ptr<Generator> generator() const { return generator_->clone(); }

  TrainingState state() const;

 private:
  void start(bool resumed);

  std::shared_ptr<const Corpus> corpus_;
  TrainingState state_;  // without what the members below own; state() adds it
  std::unique_ptr<Generator> generator_;
  std::unique_ptr<Learner> learner_;
  std::unique_ptr<BatchSource> batches_;
  std::unique_ptr<Optimizer> optimizer_;
  LearningRate rate_{0};
  bool clips_ = false;
};

}  // namespace babble
