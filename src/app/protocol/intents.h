// Requests of the user. The interface, the page's scripts and the tests post intents; the session
// carries them out between two training steps. intent_fields.h gives their JSON.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "core/models/model_kind.h"
#include "core/settings/settings.h"

namespace babble::app {

struct Play {};
struct Pause {};
/// Trains `count` steps of the active model, then pauses.
struct Step {
  int count = 1;
};
/// Starts the active model anew from its seed and settings.
struct Reset {};
/// Makes a model the active one, to which Play, Step, Reset and Set apply. Pauses the former one.
struct Activate {
  ModelKind model;
};
/// Changes one setting of the active model, or of those that have it if the active one has not. A
/// data setting applies to all models and prepares the corpus again.
struct Set {
  std::string key = {};
  std::string value = {};
};
/// 0 = as fast as possible.
struct LimitSpeed {
  double steps_per_second = 0;
};
/// Opens "names" or "tale".
struct OpenBuiltin {
  std::string name = {};
};
/// Opens a text, or a checkpoint if the bytes are one. The current text stays open until the new
/// one has loaded, and if it fails to load. Other intents queue while a large text loads.
struct OpenBytes {
  std::string name = {};
  std::string bytes = {};
};
/// Cancels the text load in progress, if there is one.
struct CancelLoad {};
/// Draws a fresh set of samples from the active model.
struct Generate {
  int count = 10;
  std::string prefix = {};
  bool greedy = false;
  double temperature = 1;
  int length = 0;  ///< tokens; 0 = 200 for lines, 50 for running text
  std::uint64_t seed = 2147483647;
};
/// Shows the probabilities of a word under the active model; an empty word clears the table.
struct ScoreWord {
  std::string word = {};
};
/// `count` draws of the step-by-step sampler. All samples come from one generator; a new one begins
/// after `restart` and when the last one has ended.
struct SampleStep {
  bool restart = false;
  std::uint64_t seed = 2147483647;  ///< seeds the generator at first and whenever it changes
  bool reseed = false;              ///< seeds the generator again: back to the first sample
  int count = 1;                    ///< 0: only shows the first row; 10,000 at most
};
/// The text whose hidden states, attention, examples or n-gram context to show.
struct InspectHiddenState {
  std::string text = {};
};
/// What to count while Subscribe::ngrams is set, and the n-gram to estimate.
struct Ngrams {
  std::string unit = {};  ///< "characters" or "words"; empty: characters of lines, else words
  std::string gram = {};  ///< one to three tokens; empty: no estimate
  double e1 = 1, e2 = 1, e3 = 1;  ///< d2l's ε₁, ε₂, ε₃
};
/// The mini-batch to show (chapter Batches).
struct InspectBatch {
  bool toy = false;  ///< the sequence 0, 1, … 34 instead of the training part
  int batch = 4, time_steps = 8;
  bool random = false;
  int offset = -1;  ///< tokens dropped at the front; -1: drawn from the seed, as in training
  std::uint64_t seed = 2147483647;
  std::int64_t index = 0;  ///< of the mini-batch; beyond the last one: the last one
  int row = 0;             ///< whose place in the text to show
  bool lines = false;      ///< whole lines, drawn (`random`) or in their order
};
/// Saves a model's run, to compare it with later ones. An empty name: one is generated.
struct SaveRun {
  ModelKind model;
  std::string name = {};
};
struct RenameRun {
  std::uint64_t id = 0;
  std::string name = {};
};
struct RemoveRun {
  std::uint64_t id = 0;
};
/// Makes a saved run the model's present one again.
struct RestoreRun {
  std::uint64_t id = 0;
};
/// The pair to trace in chapter Neural bigram, by ids; −1: none.
struct TraceExample {
  int current = -1, next = -1;
};
/// Which pictures are visible, so that only these are computed.
struct Subscribe {
  bool matrices = false;
  bool hidden = false;
  bool ngrams = false;
  bool program = false;  ///< of the active model, in PyTorch
  bool attention = false;
  bool embedding = false;
  bool activations = false;
  bool window = false;
  bool orders = false;  ///< of the n-grams
  bool reach = false;   ///< of the gradient of recurrent models
};
/// Sets corpus and settings as in a run of the courses (core/presets), and trains it.
struct RunPreset {
  std::string id = {};
};
/// Evaluates a model on the test part, once: its next step, or a change of its probabilities, makes
/// the figure unknown again. Pauses its training.
struct EvaluateTest {
  ModelKind model;
};
/// Trains the model once with each value of a setting, from its seed and else with its present
/// settings, and saves each run. A setting of the text prepares it anew for each value. Another
/// sweep under way ends.
struct StartSweep {
  ModelKind model;
  std::string setting = {};
  std::string values = {};  ///< as sweep_values takes them
  std::int64_t steps = 1000;
  double seconds = 0;  ///< above 0: each run trains so long, however many steps it takes
};
/// Ends the sweep under way. Its results so far stay.
struct StopSweep {};
/// Starts these models anew and trains them in turns, each for the same time, until Pause. Lifts
/// the speed limit.
struct Race {
  std::string models = {};        ///< ids, separated by commas
  double seconds = 0;             ///< for each; 0: until paused
  bool equal_parameters = false;  ///< sizes so that each has about as many parameters as the first
};
/// Switches heads of attention off in the pictures of chapter Transformer; all others are on.
/// Training goes on with all of them.
struct SilenceHeads {
  std::string heads = {};  ///< "1.3,2.1": block and head from 1 on, separated by commas
};
/// Scores the trained models on a second text: the id of a built-in one, or the name of one of
/// Snapshot::recent_texts; empty: on none.
struct ScoreText {
  std::string text = {};
};
/// Makes the active model's checkpoint an artifact.
struct SaveCheckpoint {};
/// Restores the trained models that the last reset, or change of settings or text, has replaced. A
/// second Undo reverts the first.
struct Undo {};
/// Makes a saved_session, if anything is new since the last one.
struct SaveSession {};
/// Opens the text of a link (app/protocol/link.h) and applies its settings, all others at their
/// defaults. Models whose text and settings stay the same are kept.
struct OpenLink {
  std::string text = {};
};

using Intent =
    std::variant<Play, Pause, Step, Reset, Activate, Set, LimitSpeed, OpenBuiltin, OpenBytes,
                 Generate, ScoreWord, SampleStep, InspectHiddenState, InspectBatch, SaveRun,
                 RenameRun, RemoveRun, RestoreRun, Subscribe, RunPreset, SaveCheckpoint, Undo,
                 OpenLink, Ngrams, SaveSession, TraceExample, CancelLoad, EvaluateTest, StartSweep,
                 StopSweep, Race, SilenceHeads, ScoreText>;

}  // namespace babble::app
