// What the interface knows: plain values that the worker publishes and the interface draws. Nothing
// here points into a model. Large parts are immutable and shared by all snapshots that have them.
// V vocabulary size, H hidden size, T time steps.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/protocol/gram_orders_view.h"
#include "app/protocol/neural_bigram_view.h"
#include "app/protocol/ngram_view.h"
#include "app/protocol/program_view.h"
#include "app/protocol/shared_vector.h"
#include "core/data/vocabulary.h"
#include "core/models/model_kind.h"
#include "core/models/registry.h"
#include "core/presets/preset_row.h"
#include "core/settings/settings.h"
#include "core/training/sweep_run.h"

namespace babble::app {

/// One value for each part of the split; NaN where the part is empty or was not evaluated yet.
struct PerPart {
  double train, dev, test;
};

/// A curve thinned to at most 2,000 points. x is the step (or epoch) number, counted from 1.
struct Curve {
  SharedVector<double> x;
  SharedVector<double> y;
};

struct CorpusView {
  std::string name;         ///< file name, or the title of a built-in corpus
  std::string builtin;      ///< "names", "tale", "word", or empty for any other text
  std::string kind;         ///< "lines" or "text"
  std::string prepared_as;  ///< "lines", "d2l" or "raw"
  bool words = false;       ///< the tokens are words, else characters
  std::int64_t lines = 0;
  std::int64_t characters = 0;
  SharedVector<std::string> tokens;   ///< V tokens, UTF-8, by id
  SharedVector<std::string> display;  ///< V tokens as shown: white space and controls made visible
  SharedVector<std::int64_t> token_counts;  ///< V, over the whole corpus
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
  SharedVector<WordRow> rows;
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
  std::int64_t tokens = 0;  ///< that it was trained on
  bool repeatable = false;  ///< the settings alone lead to the same numbers after as many steps
  std::int64_t epochs = 0;
  std::int64_t steps_per_epoch = 0;  ///< 0 for full-batch models
  double loss = 0;                   ///< of the last step, nats, NaN before the first
  /// Nats per token, as last evaluated; of the test part only at the step of an EvaluateTest.
  PerPart nll{};
  std::int64_t evaluated_at = 0;  ///< the step at which nll was evaluated
  bool nll_is_partial = false;    ///< nll is an estimate on the first tokens of each part
  double tokens_per_second = 0;
  double seconds_trained = 0;
  Landmarks landmarks{};
  Curve loss_curve;              ///< nats, by step
  Curve dev_curve;               ///< nats, on the first pairs of the dev part, by step
  Curve epoch_nll;               ///< mean NLL of each epoch, by epoch (RNN)
  Curve gradient_norm;           ///< before clipping, by step (RNN)
  Curve clipped_norm;            ///< after clipping, by step (RNN)
  double clipped_share = 0;      ///< share of steps in which the gradient was clipped
  SharedVector<Sample> samples;  ///< the newest set
  /// Of each of up to 100 earlier steps one sample of running text, or three lines with tabs
  /// between them.
  SharedVector<Sample> sample_trail;
  std::string
      diverged;        ///< a sentence that says at which step and why training stopped, else empty
  std::string notice;  ///< a sentence where the text is too short for B and T, else empty
  std::string unavailable;  ///< a sentence where this corpus or these settings allow no such model
  /// Name of the corpus that an opened checkpoint was trained on, if it is not the open one: the
  /// model can be sampled and evaluated on words, but not trained. Else empty.
  std::string needs_corpus;
  std::uint64_t revision = 0;
};

/// V×V, row-major. Filled only while a visible panel asks for it (Subscribe).
struct MatrixView {
  int rows = 0, columns = 0;
  SharedVector<float> values;
  std::uint64_t revision = 0;
  float at(int row, int column) const {
    return values[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) +
                  static_cast<std::size_t>(column)];
  }
};

struct CountView {
  int size = 0;                       ///< V
  SharedVector<std::int64_t> counts;  ///< V×V row-major: how often j follows i in the training part
  std::uint64_t revision = 0;
  std::int64_t total = 0;  ///< bigrams in the training part
};

/// One draw of the step-by-step sampler. The token drawn from row `row` is the first whose
/// cumulative sum is at least the random number, as in TorchRng::multinomial.
struct SampleStepView {
  std::string so_far;  ///< tokens chosen up to now
  int row = 0;         ///< id of the row of the last draw; before the first draw, of the next one
  double drawn = -1;   ///< the uniform number in [0,1) of the last draw, -1 before the first
  int chosen = -1;     ///< id drawn; the next draw is from its row
  bool ended = false;
  SharedVector<float> sums;  ///< V cumulative sums of `row` in float32; empty above 256 tokens
  std::int64_t draws = 0;    ///< since the generator was seeded
  std::uint64_t seed = 0;    ///< of the generator
  SharedVector<std::string> finished;  ///< the newest finished samples, oldest first
};

/// The hidden state over the characters of a text, and the gates that made it (chapters RNN, GRU
/// and LSTM).
struct HiddenStateView {
  struct Gate {
    std::string name;   ///< "Update gate Z"
    MatrixView values;  ///< L×H
  };
  std::string text;
  SharedVector<std::string> display;  ///< L characters
  MatrixView states;                  ///< L×H, in [-1, 1]
  SharedVector<Gate> gates;           ///< of a model without any, empty
  struct Guess {
    std::string token;
    float probability;
  };
  SharedVector<std::vector<Guess>> next;  ///< L lists of the likeliest next tokens
  std::string error;                      ///< a sentence where the text cannot be read, else empty
};

/// Where a model with attention looks along a text, and what it expects after each of its blocks
/// (chapter Transformer).
struct AttentionView {
  std::string text;
  SharedVector<std::string> display;  ///< L characters
  int layers = 0, heads = 0;
  SharedVector<int> silent;     ///< heads that are switched off, as in Model::without_heads
  SharedVector<float> weights;  ///< as AttentionTrace::weights
  SharedVector<std::vector<HiddenStateView::Guess>>
      after;          ///< layers × L: the likeliest next tokens
  std::string error;  ///< a sentence where the text cannot be read, else empty
  std::uint64_t revision = 0;
  float weight(int layer, int head, int query, int key) const {
    const std::size_t L = display.size();
    const auto map = static_cast<std::size_t>(layer * heads + head);
    return weights[(map * L + static_cast<std::size_t>(query)) * L + static_cast<std::size_t>(key)];
  }
};

/// What a model does without the heads that are switched off (chapter Transformer).
struct AblationView {
  double nll = 0, nll_all = 0;  ///< of the first pairs of the dev part, without them and with all
  std::int64_t pairs = 0;  ///< that are scored; 0: nothing is switched off, or nothing to score
  SharedVector<std::string> samples, samples_all;  ///< from the same random numbers
};

/// The embedding of every token, or of every position, as a point in the plane (chapters MLP and
/// Transformer).
struct EmbeddingView {
  struct Neighbour {
    TokenId token;
    float distance;  ///< in all dimensions
  };
  ModelKind kind;                                   ///< whose embedding it is
  int dimensions = 0;                               ///< E
  SharedVector<std::string> display;                ///< V tokens, or positions from 1 on
  SharedVector<float> points;                       ///< V×2
  double share = 1;                                 ///< of the variance, that the plane shows
  SharedVector<std::vector<Neighbour>> neighbours;  ///< V lists, the nearest first
  std::string error;      ///< a sentence where there is no picture, else empty
  std::uint64_t run = 0;  ///< changes whenever the parameters change other than by a training step
  std::uint64_t revision = 0;
};

/// The hidden units of a network over some examples of the training part (chapter MLP).
struct ActivationView {
  MatrixView values;             ///< units × examples, in [-1, 1]
  SharedVector<double> centres;  ///< of the histogram's bins
  SharedVector<double> shares;   ///< of the values in each bin; together 1
  double saturated = 0;          ///< share of the values beyond ±0.97
  int dead = 0;                  ///< units that are beyond ±0.99 for every example
};

/// How far back the loss of the last token of a sequence reaches in a recurrent model: norms of the
/// gradient by distance in time steps (chapters RNN, GRU and LSTM).
struct ReachView {
  ModelKind kind;
  Curve hidden;  ///< ‖∂L/∂H_t‖
  Curve cell;    ///< ‖∂L/∂C_t‖ of an LSTM, else empty
};

/// Every example of a typed text on its way through a model with a window, and the gradient on its
/// way back (chapter MLP). The members of an example are as in WindowTrace.
struct WindowView {
  struct Example {
    std::vector<TokenId> window;  ///< T tokens
    TokenId next = 0;
    double loss = 0;
    std::vector<float> embeddings, hidden, probabilities;
    std::vector<float> d_embeddings, d_arguments, d_logits;
  };
  std::string text;
  SharedVector<std::string> display;  ///< the V tokens
  SharedVector<Example> examples;
  std::string error;  ///< a sentence where the text cannot be read, else empty
  std::uint64_t revision = 0;
};

/// The trained models on a text that they were not trained on, which is prepared as the open one is
/// (chapter Compare).
struct SecondTextView {
  struct Score {
    ModelKind kind;
    double nll;           ///< nats per token
    std::int64_t scored;  ///< pairs that it is of; fewer than `pairs`: the first ones
  };
  std::string text;                 ///< as asked for; empty: none
  std::string name;                 ///< of the text
  std::int64_t pairs = 0;           ///< pairs of tokens in it
  std::int64_t unknown = 0;         ///< tokens that the open text does not have: <unk>
  SharedVector<Score> scores = {};  ///< by ModelKind; of models that are trained on the open text
  std::string error;                ///< a sentence where it cannot be scored, else empty
};

/// Mini-batches of the training part, or of the courses' toy sequence 0, 1, … 34 (chapter Batches).
struct BatchesView {
  bool toy = false;
  int batch = 0, time_steps = 0;  ///< B and T
  Batching batching = Batching::sequential;
  std::uint64_t seed = 0;
  std::int64_t offset = 0;                     ///< tokens dropped at the front
  std::int64_t index = 0;                      ///< the mini-batch that is shown, from 0
  int row = 0;                                 ///< the row whose surroundings `text` holds
  std::int64_t length = 0;                     ///< tokens of the sequence
  bool cut = false;                            ///< the sequence is longer than what is inspected
  std::int64_t subsequences = 0, batches = 0;  ///< of one epoch; lines are its subsequences
  std::int64_t dropped_end = 0;      ///< tokens that are in no X of this epoch, the offset excepted
  bool reset = false;                ///< the hidden state is zero before this mini-batch
  int rows = 0, columns = 0;         ///< of x and y: of the part of B×T that is shown
  std::vector<TokenId> x, y;         ///< rows×columns; y has no_target where nothing is expected
  std::vector<std::int64_t> begins;  ///< B positions at which the rows of X begin
  std::vector<std::int64_t>
      lengths;  ///< B numbers of labels that are expected; the rest is padding
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

/// How evenly the mini-batches of many epochs cover the text, by position (chapter Batches).
struct CoverageView {
  std::int64_t epochs = 0;  ///< that were drawn; 0: none
  Curve covered;            ///< share of the epochs in which a token is in an X
  Curve begins;             ///< how often a sequence begins there, times T: 1 if all are alike
};

/// A run that was saved to be compared with later ones.
struct SavedRun {
  std::uint64_t id = 0;
  std::string name;
  bool automatic = false;  ///< saved because its model was reset
  ModelKind kind;
  Settings settings;
  std::string corpus;
  std::uint64_t corpus_fingerprint = 0;  ///< as CorpusView::fingerprint
  std::int64_t parameters = 0, steps = 0, tokens = 0, evaluated_at = 0;
  double loss = 0, seconds_trained = 0;
  PerPart nll{};
  bool nll_is_partial = false;
  Curve loss_curve;  ///< at most 400 points
  std::vector<Sample> samples;
  std::string diverged;
  bool can_restore = false;  ///< its model was saved as well
};

using babble::PresetRow;

/// One run of the courses (core/presets/presets.h), as the interface offers it.
struct PresetView {
  std::string id, title, source, note;
  std::string needs;       ///< the corpus that it trains on
  bool available = false;  ///< that corpus is open, or ships with the program
  ModelKind model;
};

using babble::SweepRun;

/// The sweep that was started last.
struct SweepView {
  std::uint64_t id = 0;  ///< grows by one with each; 0: none
  ModelKind kind = {};
  std::string setting = {};  ///< its key
  std::string values = {};   ///< as they were asked for
  std::int64_t steps = 0;    ///< of each run
  double seconds = 0;        ///< above 0: of each run, instead of steps
  std::size_t planned = 0;   ///< number of values
  bool running = false;
  double progress = 0;               ///< 0 to 1
  SharedVector<SweepRun> runs = {};  ///< those that have ended
  int best = -1;                     ///< of them; −1: none
};

/// The race that was started last.
struct RaceView {
  std::vector<ModelKind> models;
  double seconds = 0;  ///< for each; 0: until paused
  bool running = false;
};

/// The preset that was started last.
struct PresetProgress {
  std::string id;  ///< empty: none
  SharedVector<PresetRow> rows;
  bool complete = false;
};

/// An immutable string that copies share.
class SharedBytes {
 public:
  SharedBytes() = default;
  explicit SharedBytes(std::string bytes)
      : bytes_(std::make_shared<const std::string>(std::move(bytes))) {}
  explicit SharedBytes(std::shared_ptr<const std::string> bytes) : bytes_(std::move(bytes)) {}
  const std::shared_ptr<const std::string>& storage() const { return bytes_; }
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

/// What a later visit needs to continue. Post each item as OpenBytes, the corpus first.
struct SavedSession {
  struct Item {
    std::string name;
    SharedBytes bytes;
  };
  std::uint64_t id = 0;      ///< grows by one with each; 0 means none
  std::string title;         ///< its contents in words
  Item corpus;               ///< no bytes: a built-in text
  std::vector<Item> models;  ///< checkpoints of the trained models; the active one last
};

/// One sentence to the user: an error or a confirmation.
struct Notice {
  std::uint64_t id = 0;
  bool is_error = false;
  std::string text;
  bool offers_undo = false;
};

/// A large text that is being loaded. The current text stays open until it is complete.
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
  std::vector<ModelView> models = std::vector<ModelView>(model_kinds().size());  ///< by ModelKind
  CountView counts;                 ///< training part; always present when V is at most 256
  MatrixView neural_weights;        ///< W, V×V
  SharedVector<float> neural_bias;  ///< b, V; empty without one
  MatrixView log_probabilities;     ///< log P of the count bigram at its smoothing, V×V
  ExampleView example;              ///< while matrices are subscribed to
  SpellingsView spellings;          ///< while matrices are subscribed to
  std::shared_ptr<const SmoothingView> smoothing;  ///< null until matrices are subscribed to
  SampleStepView sample_step;
  WordTableView word;
  HiddenStateView hidden;
  AttentionView attention;
  AblationView ablation;
  EmbeddingView embedding, positions;
  ActivationView activations;
  SharedVector<ReachView> reach;  ///< by ModelKind
  WindowView window;
  SecondTextView second_text;
  std::shared_ptr<const GramOrdersView> orders;  ///< null until subscribed to
  std::shared_ptr<const NgramView> ngrams;       ///< null until subscribed to and counted
  std::shared_ptr<const ProgramView> program;    ///< null until subscribed to; not in its JSON
  std::shared_ptr<const BatchesView> batches;    ///< null until InspectBatch
  CoverageView coverage;                         ///< empty until InspectBatch, and for lines
  SharedVector<std::shared_ptr<const SavedRun>> saved_runs;  ///< oldest first
  SharedVector<PresetView> presets;
  PresetProgress preset;
  SweepView sweep;
  RaceView race;
  SharedVector<Notice> notices;      ///< the newest few
  Artifact artifact;                 ///< the newest one
  SavedSession saved_session;        ///< the newest one
  std::uint64_t sessions_saved = 0;  ///< number of SaveSession intents carried out
  /// The last own texts that were replaced by another, the newest first. Post one as OpenBytes.
  SharedVector<SavedSession::Item> recent_texts;
  std::string undo;                ///< what Undo would restore, in words; empty: nothing
  std::uint64_t links_opened = 0;  ///< number of OpenLink intents carried out, successful or not
  const ModelView& model(ModelKind kind) const { return models[kind.index()]; }
};

}  // namespace babble::app
