// What the screen may know: plain values that the worker publishes and the interface draws.
// Nothing in here points into a model; a snapshot stays true however far training has gone on.
// V vocabulary size, H hidden size, T time steps.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/protocol/neural_bigram_view.h"
#include "app/protocol/ngram_view.h"
#include "core/data/vocabulary.h"
#include "core/models/registry.h"
#include "core/settings/settings.h"

namespace babble::app {

/// One value for each part of the split; NaN where the part is empty or was not evaluated yet.
struct PerPart {
  double train, dev, test;
};

/// A curve thinned to at most 2,000 points. x is the step (or epoch) number, counted from 1.
struct Curve {
  std::vector<double> x;
  std::vector<double> y;
};

struct CorpusView {
  std::string name;         ///< file name, or the title of a built-in corpus
  std::string builtin;      ///< "names", "tale", or empty for any other text
  std::string kind;         ///< "lines" or "text"
  std::string prepared_as;  ///< "lines", "d2l" or "raw"
  std::int64_t lines = 0;
  std::int64_t characters = 0;
  std::vector<std::string> tokens;   ///< V tokens, UTF-8, by id
  std::vector<std::string> display;  ///< V tokens as shown: white space and controls made visible
  std::vector<std::int64_t> token_counts;  ///< V, over the whole corpus
  std::int64_t train_tokens = 0, dev_tokens = 0, test_tokens = 0;
  std::uint64_t fingerprint = 0;  ///< equal for the same text prepared in the same way
  std::string preview;            ///< the first few hundred characters of the prepared text
  std::uint64_t revision = 0;
};

/// One sample and the step at which it was drawn.
struct Sample {
  std::int64_t step = 0;
  std::string text;
};

/// One pair of a word's table: the probability that `next` follows `current`.
struct WordRow {
  std::string pair;
  double probability = 0;
  double log_probability = 0;  ///< -inf for a pair of probability 0
};

struct WordTableView {
  std::string word;
  std::vector<WordRow> rows;
  double log_likelihood = 0, nll = 0,
         perplexity = 0;  ///< nats; infinite where a pair has probability 0
  std::string error;      ///< a sentence where the word cannot be looked up, else empty
};

/// Horizontal lines of a loss plot, as NLL in nats; NaN where unknown.
struct Landmarks {
  double uniform;       ///< ln V
  double count_bigram;  ///< NLL of the count bigram (its smoothing) on the training part
};

struct ModelView {
  ModelKind kind;
  Settings settings;    ///< of this model; the data settings are the same for all models
  bool exists = false;  ///< a trainer has been made
  bool finished = false;
  std::int64_t parameters = 0;
  std::int64_t steps = 0;
  bool repeatable = false;  ///< the settings alone lead to the same numbers after as many steps
  std::int64_t epochs = 0;
  std::int64_t steps_per_epoch = 0;  ///< 0 for full-batch models
  double loss = 0;                   ///< of the last step, nats, NaN before the first
  PerPart nll{};                     ///< nats per token, as last evaluated
  std::int64_t evaluated_at = 0;     ///< the step at which nll was evaluated
  bool nll_is_partial = false;       ///< nll is of the beginnings of the parts, to save time
  double tokens_per_second = 0;
  double seconds_trained = 0;
  Landmarks landmarks{};
  Curve loss_curve;                  ///< nats, by step
  Curve epoch_nll;                   ///< mean NLL of each epoch, by epoch (RNN)
  Curve gradient_norm;               ///< before clipping, by step (RNN)
  Curve clipped_norm;                ///< after clipping, by step (RNN)
  double clipped_share = 0;          ///< share of steps in which the gradient was clipped
  std::vector<Sample> samples;       ///< the newest set
  std::vector<Sample> sample_trail;  ///< one sample from each of up to 100 earlier moments
  std::string
      diverged;  ///< a sentence that says at which step and why training stopped, else empty
  std::string unavailable;  ///< a sentence where this corpus or these settings allow no such model
  /// The corpus that a checkpoint needs to go on training, where that is not the open one; the
  /// model can then be sampled and asked, but not trained. Else empty.
  std::string needs_corpus;
  std::uint64_t revision = 0;
};

/// V×V, row-major. Filled only while a visible panel asks for it (Subscribe).
struct MatrixView {
  int rows = 0, columns = 0;
  std::vector<float> values;
  std::uint64_t revision = 0;
  float at(int row, int column) const {
    return values[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) +
                  static_cast<std::size_t>(column)];
  }
};

struct CountView {
  int size = 0;                      ///< V
  std::vector<std::int64_t> counts;  ///< V×V row-major: how often j follows i in the training part
  std::uint64_t revision = 0;
  std::int64_t total = 0;  ///< bigrams in the training part
};

/// Sampling made visible: one draw. The token drawn from row `row` is the first whose running sum
/// is at least the number; these are the sums that TorchRng::multinomial compares with.
struct SampleStepView {
  std::string so_far;  ///< tokens chosen up to now
  int row = 0;         ///< id of the row that was drawn from; before the first draw, will be
  double drawn = -1;   ///< the uniform number in [0,1) of the last draw, -1 before the first
  int chosen = -1;     ///< id that the number fell on; the next draw is from its row
  bool ended = false;
  std::vector<float> sums;  ///< V running sums of `row` in float32; empty above 256 tokens
  std::int64_t draws = 0;   ///< of the generator since it was seeded
  std::uint64_t seed = 0;   ///< of the generator
  std::vector<std::string> finished;  ///< the newest samples that have ended, oldest first
};

/// The hidden state over the characters of a text (chapter RNN).
struct HiddenStateView {
  std::string text;
  std::vector<std::string> display;  ///< L characters
  MatrixView states;                 ///< L×H, tanh units in [-1, 1]
  struct Guess {
    std::string token;
    float probability;
  };
  std::vector<std::vector<Guess>> next;  ///< L lists of the likeliest next tokens
  std::string error;                     ///< a sentence where the text cannot be read, else empty
};

/// Mini-batches of the training part, or of the courses' toy sequence 0, 1, … 34 (chapter Batches).
struct BatchesView {
  bool toy = false;
  int batch = 0, time_steps = 0;  ///< B and T
  Batching batching = Batching::sequential;
  std::uint64_t seed = 0;
  std::int64_t offset = 0;  ///< tokens dropped at the front
  std::int64_t index = 0;   ///< the mini-batch that is shown, from 0
  int row = 0;              ///< the row whose surroundings `text` holds
  std::int64_t length = 0;  ///< tokens of the sequence
  bool cut = false;         ///< the sequence is longer; only its beginning is looked at
  std::int64_t subsequences = 0, batches = 0;  ///< of one epoch
  std::int64_t dropped_end = 0;      ///< tokens that are in no X of this epoch, the offset excepted
  bool reset = false;                ///< the hidden state is zero before this mini-batch
  int rows = 0, columns = 0;         ///< of x and y: of B×T as many as can be looked at
  std::vector<TokenId> x, y;         ///< rows×columns
  std::vector<std::int64_t> begins;  ///< B positions at which the rows of X begin
  /// A token of the text: where it is as part of an X. Negative: in none.
  struct Place {
    TokenId token = 0;
    std::int64_t batch = -1;
    int row = -1;
    int step = 0;  ///< 0..T-1, its time step
  };
  std::int64_t text_begin = 0;
  std::vector<Place> text;
  std::string error;  ///< a sentence where there are no such mini-batches, else empty
};

/// What stays of a run after its model was started anew: values to compare with.
struct SavedRun {
  std::uint64_t id = 0;
  std::string name;
  bool automatic = false;  ///< kept because the model was started anew
  ModelKind kind;
  Settings settings;
  std::string corpus;
  std::uint64_t corpus_fingerprint = 0;  ///< as CorpusView::fingerprint
  std::int64_t parameters = 0, steps = 0, evaluated_at = 0;
  double loss = 0, seconds_trained = 0;
  PerPart nll{};
  bool nll_is_partial = false;
  Curve loss_curve;  ///< at most 400 points
  std::vector<Sample> samples;
  std::string diverged;
  bool can_restore = false;  ///< its model was kept as well
};

/// One figure of a course's run: what the course has and what came out here.
struct PresetRow {
  std::string what;
  std::string expected;
  std::string obtained;  ///< empty until it is known
  bool agrees = false;   ///< within the tolerance; true only once it is known
};

/// One run "as in the course" (app/presets/presets.h), as the screen offers it.
struct PresetView {
  std::string id, title, source, note;
  std::string needs;       ///< the corpus that it is about
  bool available = false;  ///< that corpus is open, or ships with the program
  ModelKind model;
};

/// The preset that was started last.
struct PresetProgress {
  std::string id;  ///< empty: none
  std::vector<PresetRow> rows;
  bool complete = false;
};

/// Bytes that snapshots share instead of copying them sixty times a second.
class SharedBytes {
 public:
  SharedBytes() = default;
  explicit SharedBytes(std::string bytes)
      : bytes_(std::make_shared<const std::string>(std::move(bytes))) {}
  const std::string& text() const {
    static const std::string none;
    return bytes_ ? *bytes_ : none;
  }
  operator const std::string&() const { return text(); }
  const char* data() const { return text().data(); }
  std::size_t size() const { return text().size(); }
  bool empty() const { return text().empty(); }

 private:
  std::shared_ptr<const std::string> bytes_;
};

/// A file that the user asked for; the platform offers it as a download or writes it.
struct Artifact {
  std::uint64_t id = 0;  ///< grows by one with each; 0 means none
  std::string file_name;
  std::string media_type;
  SharedBytes bytes;
};

/// What a later visit needs to go on: to be given back as OpenBytes, the corpus first.
struct SavedSession {
  struct Item {
    std::string name;
    SharedBytes bytes;
  };
  std::uint64_t id = 0;      ///< grows by one with each; 0 means none
  std::string title;         ///< what is in it, in words
  Item corpus;               ///< no bytes: a built-in text, or one that is too large to be kept
  std::vector<Item> models;  ///< checkpoints of those that were trained; the active one last
};

/// One sentence to the user: an error, or that something was done.
struct Notice {
  std::uint64_t id = 0;
  bool is_error = false;
  std::string text;
  bool offers_undo = false;
};

/// A large text on its way to become the open one; what is open stays until then.
struct TextLoadView {
  std::string name;                   ///< empty: none
  std::uint64_t read = 0, bytes = 0;  ///< read never falls
};

struct Snapshot {
  std::uint64_t revision = 0;  ///< grows with each published snapshot
  bool playing = false;        ///< training, because of Play or of a Step under way
  bool busy = false;           ///< a corpus is being prepared or a model evaluated
  double busy_fraction = 0;    ///< 0..1 where known
  std::string busy_text;
  TextLoadView text_load;
  ModelKind active;
  double steps_per_second_limit = 0;  ///< 0 = as fast as possible
  CorpusView corpus;
  /// One for each model of the registry.
  std::vector<ModelView> models = std::vector<ModelView>(model_kinds().size());
  CountView counts;                ///< training part; always present when V is at most 256
  MatrixView neural_weights;       ///< W, V×V
  std::vector<float> neural_bias;  ///< b, V; empty without one
  MatrixView log_probabilities;    ///< log P of the count bigram at its smoothing, V×V
  ExampleView example;             ///< while matrices are watched
  std::shared_ptr<const SmoothingView> smoothing;  ///< null until matrices were watched
  SampleStepView sample_step;
  WordTableView word;
  HiddenStateView hidden;
  std::shared_ptr<const NgramView> ngrams;     ///< null until they were watched and counted
  std::shared_ptr<const BatchesView> batches;  ///< null until somebody looks
  std::vector<std::shared_ptr<const SavedRun>> saved_runs;  ///< oldest first
  std::vector<PresetView> presets;
  PresetProgress preset;
  std::vector<Notice> notices;       ///< the newest few
  Artifact artifact;                 ///< the newest one
  SavedSession saved_session;        ///< the newest one
  std::uint64_t sessions_saved = 0;  ///< how many SaveSession were carried out
  std::string undo;                  ///< what Undo would bring back, in words; empty: nothing
  std::uint64_t links_opened = 0;  ///< how many OpenLink were carried out, with success or without
  const ModelView& model(ModelKind kind) const { return models[kind.index()]; }
};

}  // namespace babble::app
