// What a user can ask for. The interface, the page's scripts and the tests post intents;
// the session carries them out between two training steps.
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
/// Makes a model the active one: play, step, reset and Set apply to it. Pauses another that was
/// playing.
struct Activate {
  ModelKind model;
};
/// Sets one row of the settings table. A data setting applies to all models and prepares the corpus
/// anew.
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
/// Opens a text, or a checkpoint if the bytes are one. What is open stays open if this fails, and
/// until a large text has been read; other intents wait for that.
struct OpenBytes {
  std::string name = {};
  std::string bytes = {};
};
/// Gives up the text that is being read; nothing where none is.
struct CancelLoad {};
/// Draws a fresh set of samples from the active model.
struct Generate {
  int count = 10;
  std::string prefix = {};
  bool greedy = false;
  double temperature = 1;
  int length = 0;  ///< tokens; 0 = the kind of corpus decides
  std::uint64_t seed = 2147483647;
};
/// Looks a word up in the active model; an empty word clears the table.
struct ScoreWord {
  std::string word = {};
};
/// `count` draws of the visible sampler; `restart` begins a new sample first, as does a walk that
/// has ended. Samples follow one another from one generator, as in a list of samples.
struct SampleStep {
  bool restart = false;
  std::uint64_t seed = 2147483647;  ///< taken at the first walk and whenever it differs
  bool reseed = false;              ///< takes the seed again: back to the first sample
  int count = 1;                    ///< 0: shows where the walk begins; 10,000 at most
};
/// The text whose hidden states are wanted (chapter RNN).
struct InspectHiddenState {
  std::string text = {};
};
/// What is counted of the text's n-grams while Subscribe::ngrams is set, and which one's Laplace
/// estimates are wanted.
struct Ngrams {
  std::string unit = {};          ///< "characters" or "words"; empty: as suits the text
  std::string gram = {};          ///< one to three tokens; empty: no estimate
  double e1 = 1, e2 = 1, e3 = 1;  ///< d2l's ε₁, ε₂, ε₃
};
/// Which mini-batches are to be seen (chapter Batches).
struct InspectBatch {
  bool toy = false;  ///< the sequence 0, 1, … 34 instead of the training part
  int batch = 4, time_steps = 8;
  bool random = false;
  int offset = -1;  ///< tokens dropped at the front; -1: drawn with the seed, as training does
  std::uint64_t seed = 2147483647;
  std::int64_t index = 0;  ///< of the mini-batch; beyond the last one: the last one
  int row = 0;             ///< whose surroundings in the text are wanted
};
/// Keeps what a model's run has reached, to compare it with later ones. An empty name: one is made.
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
/// Makes a kept run the model's present one again.
struct RestoreRun {
  std::uint64_t id = 0;
};
/// The pair that is taken apart in chapter Neural bigram, by ids; −1: none.
struct TraceExample {
  int current = -1, next = -1;
};
/// Which pictures are on the screen, so that only those are copied into snapshots.
struct Subscribe {
  bool matrices = false;
  bool hidden = false;
  bool ngrams = false;
};
/// Sets corpus, split, seed and settings as a run of the courses has them, and trains it.
struct RunPreset {
  std::string id = {};
};
/// Makes an artifact: the active model's checkpoint.
struct SaveCheckpoint {};
/// Brings back what the last reset (or change of settings or text) has set aside; what it replaces
/// is set aside in its place.
struct Undo {};
/// Makes a saved_session: what a later visit needs to go on. Nothing where there is nothing new.
struct SaveSession {};
/// Opens the text and the settings that a link names (app/protocol/link.h), all others at their
/// defaults. What is so already goes on.
struct OpenLink {
  std::string text = {};
};

using Intent =
    std::variant<Play, Pause, Step, Reset, Activate, Set, LimitSpeed, OpenBuiltin, OpenBytes,
                 Generate, ScoreWord, SampleStep, InspectHiddenState, InspectBatch, SaveRun,
                 RenameRun, RemoveRun, RestoreRun, Subscribe, RunPreset, SaveCheckpoint, Undo,
                 OpenLink, Ngrams, SaveSession, TraceExample, CancelLoad>;

}  // namespace babble::app
