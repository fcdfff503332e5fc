// All that the user has opened, set and started, without threads: intents go in, snapshots come
// out, and work() trains in slices between them. The runner (runner.h) drives it.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/protocol/intents.h"
#include "app/protocol/link.h"
#include "app/protocol/snapshot.h"
#include "app/session/model_run.h"
#include "app/session/saved_runs.h"
#include "app/session/session_saver.h"
#include "app/session/text_load_queue.h"
#include "app/views/activations.h"
#include "app/views/attention_inspector.h"
#include "app/views/batch_coverage.h"
#include "app/views/batch_inspector.h"
#include "app/views/embedding_plane.h"
#include "app/views/example_trace.h"
#include "app/views/gram_orders.h"
#include "app/views/hidden_states.h"
#include "app/views/loss_spellings.h"
#include "app/views/matrices.h"
#include "app/views/ngram_stats.h"
#include "app/views/program_text.h"
#include "app/views/reach_inspector.h"
#include "app/views/second_text.h"
#include "app/views/smoothing_curves.h"
#include "app/views/step_sampler.h"
#include "app/views/window_inspector.h"
#include "app/views/word_scores.h"
#include "core/data/corpus.h"
#include "core/models/model_kind.h"
#include "core/presets/presets.h"
#include "core/training/evaluation.h"
#include "core/training/sweep.h"

namespace babble::app {

/// Copies the settings that belong to the corpus and are the same for all models.
void copy_data_settings(Settings& to, const Settings& from);

class Session {
 public:
  /// Opens the built-in names, counts them and draws ten samples. `clock` is for tests.
  explicit Session(Clock clock = {});
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Carries an intent out. Never throws Error or std::bad_alloc: a failed intent becomes a notice
  /// and changes nothing. Intents queue while a large text loads; opening another text cancels the
  /// load.
  void apply(Intent intent);

  /// Does one of these for about so many milliseconds: load a text, compute a view, train (at least
  /// one step), evaluate, draw samples. Returns whether anything is left to do. Training pauses
  /// while a text loads, and continues if the load fails.
  bool work(double milliseconds);
  /// Time until work() has something to do: more than 0 with a speed limit, infinite when idle.
  double seconds_until_work() const;

  /// Whether snapshot() would differ from the one before.
  bool changed() const;
  std::shared_ptr<const Snapshot> snapshot();

  /// How long one evaluation of a paused model may take. The default suits a thread.
  void set_evaluation_budget(double seconds) { evaluation_budget_ = seconds; }

 private:
  // Intents (session.cpp)
  void apply_now(Intent intent);
  void apply_waiting();
  /// Turns Error and std::bad_alloc into notices. Returns whether there was none.
  bool guarded(const std::function<void()>& action);
  void handle(const Activate&);
  void handle(const Generate&);
  void handle(const CancelLoad&);
  void notice(std::string text, bool is_error = false);
  void show_busy(std::string text, double fraction);
  void show_idle();

  ModelRun& run(ModelKind kind) { return runs_[kind.index()]; }
  const ModelRun& run(ModelKind kind) const { return runs_[kind.index()]; }
  ModelRun& active() { return run(active_); }
  const ModelRun& active() const { return run(active_); }
  /// Starts the model if there is none. What prevents it becomes its `unavailable`.
  void ensure(ModelRun& run);
  /// Starts the models that are counted at once.
  void ensure_counted();
  /// Draws the first samples of a run that was started or loaded.
  void draw_first_samples(ModelRun& run);

  // Texts, checkpoints and links (session_open.cpp)
  void handle(const OpenBuiltin&);
  void handle(OpenBytes);
  void handle(const OpenLink&);
  static Source builtin_source(std::string_view name);
  /// Small texts at once, throwing Error; a large one in pieces, by work().
  void begin_load(TextLoad load);
  void continue_load(double end);
  void show_load();
  /// Makes a text the open one, without models. Does not fail.
  void install(Source source, std::shared_ptr<const Corpus> corpus, const Settings& data_settings);
  /// Keeps the present text for the menu if it is the user's and `next` replaces it.
  void remember_text(const Source& next);
  void open_text(Source source);
  void open_checkpoint(const std::string& name, const std::string& bytes);
  /// Makes a checkpoint's run the model's present one; `corpus` is null if its text is not open.
  void take_checkpoint(const std::string& name, const Checkpoint& checkpoint,
                       const std::shared_ptr<const Corpus>& corpus);
  /// Counts the text, and starts the active model if that is possible.
  void begin_runs();

  // Settings (session_settings.cpp)
  void handle(const Set&);
  void handle(const Reset&);
  void set_data(const std::string& key, const std::string& value);
  /// The settings of a link whose text is open.
  void set_from_link(const Link& link);

  // Presets (session_presets.cpp)
  void handle(const RunPreset&);
  void begin_preset(const Preset& preset, ModelRun fresh);
  /// The model no longer is the preset's run.
  void forget_preset();
  void observe_preset();
  /// Steps until the preset's run pauses; 0 = it does not pause, or there is none.
  std::int64_t steps_to_goal() const;

  // Undo (session_undo.cpp)
  void handle(const Undo&);
  /// What was replaced by a reset or a change of text or setting.
  struct UndoEntry {
    Source source;
    std::shared_ptr<const Corpus> corpus;
    Settings data;
    ModelKind active;
    std::vector<ModelRun> runs;  // those that had been trained
  };
  /// Replaces a run; a trained one can be restored by Undo.
  void replace(ModelRun& run, ModelRun fresh);
  /// Starts a model anew with these settings. Throws Error; nothing has changed then.
  void restart(ModelRun& run, const Settings& settings);
  /// Moves the trained ones of these runs to the undo entry. `text`: the name of a text of the
  /// user's that is replaced with them, which is worth an undo by itself.
  void set_aside(const std::vector<ModelRun*>& runs, const std::string& text = {});

  // Saving (session_save.cpp)
  void handle(const SaveRun&);
  void handle(const RenameRun&);
  void handle(const RemoveRun&);
  void handle(const RestoreRun&);
  void handle(const SaveCheckpoint&);
  void handle(const SaveSession&);
  void save_run(ModelRun& run, const std::string& name, bool automatic);
  /// Saves a run that is about to be replaced, if it had at least 50 steps.
  void save_automatically(ModelRun& run);

  // Training (session_train.cpp)
  void handle(const Play&);
  void handle(const Pause&);
  void handle(const Step&);
  void handle(const LimitSpeed&);
  void handle(const EvaluateTest&);
  /// Throws Error, or gives notice and returns false, if the active model cannot be trained.
  bool may_train();
  bool training() const;
  void train(double end);
  void stop_training();
  void evaluate(ModelRun& run, double seconds);
  void extend_dev_curve(ModelRun& run);
  /// Carries out an evaluation; what it throws becomes a notice, once a run.
  void evaluating(ModelRun& run, const std::function<void()>& action);
  /// A run whose figures or samples are not of its present parameters, or null.
  const ModelRun* stale_run() const;

  // Sweeps and races (session_sweep.cpp)
  void handle(const StartSweep&);
  void handle(const StopSweep&);
  void handle(const Race&);
  void advance_sweep(double end);
  /// Saves the run of the sweep that has just ended.
  void save_sweep_run();
  /// The run that trains now: of a race, or the active one.
  const ModelRun& trainee() const { return run(race_ ? race_->now : active_); }
  /// Gives the turn to the one that has trained least. Returns false if the race is over.
  bool next_racer();

  // Views and snapshots (session_views.cpp)
  void handle(const ScoreWord&);
  void handle(const SampleStep&);
  void handle(const InspectHiddenState&);
  void handle(const SilenceHeads&);
  void handle(const ScoreText&);
  void handle(const InspectBatch&);
  void handle(const Ngrams&);
  void handle(const TraceExample&);
  void handle(const Subscribe&);
  ViewContext context() const;
  /// A stale view of that kind, or null. Slow ones only when they are due.
  View* stale_view(bool quick) const;
  void refresh(View& view, double end);
  void show_corpus();
  void show_models();

  Clock clock_;
  double evaluation_budget_ = 0.8;  // seconds

  Source source_;
  std::shared_ptr<const Corpus> corpus_;
  std::unique_ptr<Evaluator> evaluator_;  // of corpus_
  Settings data_;                         // its data settings; the other fields are unused
  std::vector<ModelRun> runs_;            // by ModelKind
  std::optional<UndoEntry> undo_;

  ModelKind active_;
  bool playing_ = false;
  std::int64_t steps_left_ = 0;  // of a Step under way
  double due_ = 0;               // seconds; when the speed limit allows the next step

  struct RaceState {
    std::vector<ModelKind> models;
    double seconds;
    ModelKind now;
  };
  std::optional<RaceState> race_;  // under way
  std::optional<Sweep> sweep_;     // under way
  double sweep_seconds_ = 0;       // that its present run has trained
  bool sweep_waits_ = false;       // the next slice is of the usual training

  std::optional<PresetRun> preset_;
  SavedRuns saved_runs_;
  SessionSaver saver_;

  Subscribe subscription_;
  NgramStats ngrams_;
  SmoothingCurves smoothing_;
  LogProbabilities log_probabilities_;
  NeuralWeights neural_weights_;
  ExampleTrace example_;
  HiddenStates hidden_states_;
  AttentionInspector attention_;
  EmbeddingPlane embedding_;
  Activations activations_;
  ReachInspector reach_;
  WindowInspector window_;
  HeadAblation ablation_;
  GramOrders orders_;
  SecondText second_text_;
  LossSpellings spellings_;
  BatchInspector batches_;
  BatchCoverage coverage_;
  WordScores word_;
  StepSampler step_sampler_;
  ProgramText program_;
  const std::array<View*, 20> views_{
      &ngrams_,       &smoothing_,     &log_probabilities_, &neural_weights_,
      &example_,      &hidden_states_, &batches_,           &word_,
      &step_sampler_, &program_,       &attention_,         &embedding_,
      &activations_,  &orders_,        &spellings_,         &reach_,
      &window_,       &ablation_,      &second_text_,       &coverage_};

  Snapshot snapshot_;  // the next one
  bool changed_ = true;

  TextLoadQueue loads_;  // last: its callbacks use the other members
};

}  // namespace babble::app
