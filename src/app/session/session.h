// Everything the user has opened, set and started, without threads: intents go in, snapshots come
// out, and work() trains in slices between them. The runner (runner.h) drives it.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/presets/presets.h"
#include "app/protocol/intents.h"
#include "app/protocol/snapshot.h"
#include "app/session/model_run.h"
#include "app/session/saved_runs.h"
#include "app/session/text_load.h"
#include "app/views/ngram_stats.h"
#include "app/views/step_sampler.h"
#include "core/data/corpus.h"
#include "core/models/count_bigram/count_bigram.h"
#include "core/models/model_kind.h"
#include "core/models/neural_bigram/neural_bigram.h"
#include "core/training/evaluation.h"

namespace babble::app {

/// Copies the settings that belong to the corpus and are the same for all models.
void copy_data_settings(Settings& to, const Settings& from);

class Session {
 public:
  /// Opens the built-in names, counts them and draws ten samples. The clock is for tests.
  explicit Session(Clock clock = {});
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Carries an intent out. Never throws: what is wrong becomes a notice, and what was open stays.
  /// While a large text is read, everything that is open stays as it is, and intents wait until it
  /// is open or refused; but text_load another text gives the reading up first, as CancelLoad
  /// does.
  void apply(Intent intent);

  /// Reads on; else trains, and evaluates what is due; for about so many milliseconds (at least
  /// one step of training). Returns whether anything is left to do. Training pauses while a text is
  /// read, and goes on if that comes to nothing.
  bool work(double milliseconds);
  /// How long there is nothing to do though work() said that something is left: a speed limit.
  double seconds_until_work() const;

  /// Whether snapshot() would differ from the one before.
  bool changed() const;
  std::shared_ptr<const Snapshot> snapshot();

  /// How long one evaluation of a paused model may take, about. The default suits a thread.
  void set_evaluation_budget(double seconds) { evaluation_budget_ = seconds; }

 private:
  // Carrying out (session.cpp)
  void carry_out_now(Intent intent);
  /// Runs what may fail; whether it did not. What is wrong becomes a notice.
  bool guarded(const std::function<void()>& action);
  void carry_out(const Play&);
  void carry_out(const Pause&);
  void carry_out(const Step& step);
  void carry_out(const Reset&);
  void carry_out(const Activate& activate);
  void carry_out(const Set& set);
  void carry_out(const LimitSpeed& limit);
  void carry_out(const OpenBuiltin& open);
  void carry_out(OpenBytes open);
  void carry_out(const Generate& generate);
  void carry_out(const ScoreWord& score_word);
  void carry_out(const SampleStep& walk);
  void carry_out(const InspectHiddenState& inspect);
  void carry_out(const Ngrams& ngrams);
  void carry_out(const InspectBatch& look);
  void carry_out(const SaveRun& keep);
  void carry_out(const RenameRun& rename);
  void carry_out(const RemoveRun& remove);
  void carry_out(const RestoreRun& back);
  void carry_out(const TraceExample& pair);
  void carry_out(const Subscribe& watch);
  void carry_out(const RunPreset& run);
  void carry_out(const SaveCheckpoint&);
  void carry_out(const Undo&);
  void carry_out(const SaveSession&);
  void carry_out(const OpenLink& open);
  void carry_out(const CancelLoad&);

  ModelRun& desk(ModelKind kind) { return runs_[kind.index()]; }
  const ModelRun& desk(ModelKind kind) const { return runs_[kind.index()]; }
  ModelRun& active() { return desk(active_); }
  const ModelRun& active() const { return desk(active_); }

  // Reading (session_reading.cpp)
  /// Small texts at once, with errors thrown; a large one in pieces, by work().
  void begin(TextLoad text_load);
  void read_on(double end);
  void show_reading();
  void carry_out_waiting();
  /// Gives the reading up: nothing has changed.
  void stop_reading();

  // TextLoad (session_open.cpp)
  static Source builtin_source(std::string_view name);
  /// Makes a text that was read the open one: nothing can fail from here on.
  void install(Source source, std::shared_ptr<const Corpus> corpus, const Settings& data_settings);
  void open_text(Source source);
  void open_checkpoint(const std::string& name, const std::string& bytes);
  /// Puts a checkpoint's run on its desk; null: without its text.
  void take_checkpoint(const std::string& name, const Checkpoint& checkpoint,
                       const std::shared_ptr<const Corpus>& corpus);
  /// What is to be done after install(): counted, the active model begun where that is possible.
  void begin_runs();
  void run_preset(const Preset& preset);
  void begin_preset(const Preset& preset, ModelRun fresh);
  /// What is trained from now on is not the preset's run any more.
  void forget_preset();
  void set_data(const std::string& key, const std::string& value);
  /// All of a link but its text and data settings, which are open (session_link.cpp).
  void set_from_link(const std::vector<Settings>& wanted);
  /// Makes the run of a desk if there is none yet; what prevents it becomes the desk's sentence.
  void ensure(ModelRun& desk);
  /// Before a desk's run is replaced: what it reached stays to be compared with, if it is worth it.
  void save_automatically(ModelRun& desk);
  void keep(ModelRun& desk, const std::string& name, bool automatic);
  /// After a run was begun or loaded: its first samples, and everything that shows it.
  void run_changed(ModelRun& desk);

  // Setting aside (session_undo.cpp)
  /// What a reset, or a change of the text or of a setting, has replaced.
  struct UndoEntry {
    Source source;
    std::shared_ptr<const Corpus> corpus;
    Settings data;
    ModelKind active;
    std::vector<ModelRun> desks;  // those that had been trained
  };
  /// Puts a fresh desk in the place of one; what was trained there is set aside.
  void replace(ModelRun& one, ModelRun fresh);
  /// Begins the run of a desk anew with these settings. Throws Error, and nothing has changed.
  void restart(ModelRun& one, const Settings& settings);
  /// Takes the runs of the desks that were trained, if any were, and offers to undo it.
  void set_aside(const std::vector<ModelRun*>& desks);

  // Working (session_work.cpp)
  /// Refuses, with a notice, where the active model cannot be trained.
  bool may_train();
  bool training() const;
  void train(double end);
  void stop_training();
  void evaluate(ModelRun& desk, double seconds);
  /// A desk whose figures or samples are not of its present parameters, or null.
  const ModelRun* stale_run() const;
  void score_word();
  bool ngrams_stale() const;
  void count_ngrams(double end);
  void observe_preset();
  /// How many steps a preset's run has before it, where it pauses; 0 = none, or there is no such
  /// run.
  std::int64_t steps_to_goal() const;

  // Showing (session_view.cpp)
  void notice(std::string text, bool is_error = false);
  void busy(std::string text, double fraction);
  void idle();
  void view_corpus();
  void view_models();
  void view_matrices();
  void show_example();
  bool smoothing_stale() const;
  bool hidden_stale() const;
  void view_hidden();

  Clock clock_;
  double evaluation_budget_ = 0.8;  // seconds

  Source source_;
  std::shared_ptr<const Corpus> corpus_;
  std::optional<Evaluator> evaluator_;  // of corpus_
  Settings data_;                       // its data settings; the other fields mean nothing
  std::vector<ModelRun> runs_;          // one for each model of the registry
  std::optional<UndoEntry> undo_;
  std::string saved_state_;  // the state that the newest saved_session is of

  ModelKind active_;
  bool playing_ = false;
  std::int64_t steps_left_ = 0;  // of a Step under way
  double due_ = 0;               // seconds; when the speed limit allows the next step

  std::optional<PresetRun> preset_;
  std::string word_;
  std::string inspected_;
  StepSampler step_sampler_;
  NgramStats ngrams_;
  std::optional<InspectBatch> batches_wanted_;
  bool batches_stale_ = false;  // view_.batches is not of the present wish or corpus
  SavedRuns saved_runs_;
  TraceExample example_;
  bool smoothing_known_ = false;  // view_.smoothing is of this corpus
  Subscribe subscription_;
  double hidden_at_ = 0, hidden_took_ = 0;  // seconds
  std::int64_t hidden_step_ = -1;           // -1: to be made anew

  Snapshot view_;  // what the next snapshot will say
  bool changed_ = true;
  bool matrices_stale_ = true;  // W or log P in view_ may not be the present ones

  std::deque<Intent> waiting_;       // for the end of reading_
  std::optional<TextLoad> reading_;  // the last member: its end may touch the others
};

}  // namespace babble::app
