// What all language models have in common: named parameters, and a distribution of the next token
// given what was read. V vocabulary size.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/token_id.h"
#include "core/data/corpus.h"
#include "core/data/counts.h"
#include "core/models/parameters.h"

namespace babble {

struct Batch;
struct ModelInfo;

/// What a model remembers of the text read so far; each model has a type of its own (the last
/// token, a hidden state). A model is only ever given states that it made itself.
class ModelState {
 public:
  virtual ~ModelState() = default;
  /// Copies a state of the same model without allocating.
  virtual void assign(const ModelState& other) = 0;
};

/// Values that one kind of gate has, one for each hidden unit.
struct GateValues {
  std::string_view name;  ///< at the beginning of a sentence: "Update gate Z"
  std::span<const float> values;
};

/// What a model with attention does with a text of L tokens.
struct AttentionTrace {
  int layers = 0, heads = 0, length = 0;  ///< length: L
  /// layers × heads × L × L: row t has the weights of token t's query over the tokens 0 … t, zeros
  /// behind.
  std::vector<float> weights;
  /// layers × L × V: the logits that the output layer reads from the text after each block.
  std::vector<float> logits;
};

/// How far back a loss reaches through a recurrent network: the mean over some sequences of the
/// norm of the gradient by the state d steps before the loss, for d from 0 on. The loss of a
/// sequence is −log P of its last token alone.
struct GradientReach {
  std::vector<double> hidden;  ///< ‖∂L/∂H_t‖
  std::vector<double> cell;    ///< ‖∂L/∂C_t‖ of an LSTM, else empty
};

/// One example on its way through a model that reads a window of T tokens, and the gradient of its
/// loss on the way back. E numbers an embedding, H hidden units.
struct WindowTrace {
  std::vector<float> embeddings, hidden, probabilities;  ///< T×E, H, V
  /// By the embeddings, by the arguments of the hidden units' tanh, and by the logits.
  std::vector<float> d_embeddings, d_arguments, d_logits;
  double loss = 0;  ///< −log P of the token that follows, in nats
};

class Model {
 public:
  virtual ~Model() = default;

  virtual const ModelInfo& info() const = 0;
  virtual int vocabulary_size() const = 0;
  /// Every parameter under its textbook name.
  virtual std::vector<TensorView> parameters() const = 0;
  /// What a checkpoint holds of the model (ModelInfo::tensors): by default its parameters.
  virtual std::vector<Tensor> saved_tensors() const;
  virtual std::unique_ptr<Model> clone() const = 0;

  /// Nothing read yet. A text of lines begins by feeding the boundary token, id 0. Feeding and
  /// drawing from the state do not allocate.
  virtual std::unique_ptr<ModelState> initial_state() const = 0;
  virtual void feed(ModelState& state, TokenId token) const = 0;
  /// The hidden units after what was read, for models that have any; else empty.
  virtual std::span<const float> hidden_units(const ModelState&) const { return {}; }

  /// What made these units: gates in [0, 1], candidates in [-1, 1], a memory cell. They are zero
  /// before the first token; empty for models without gates.
  virtual std::vector<GateValues> gate_values(const ModelState&) const { return {}; }

  /// Reads a text from the beginning. Only for models whose capability `attention` is set; the text
  /// may have at most time_steps tokens.
  virtual AttentionTrace trace_attention(std::span<const TokenId>) const { return {}; }

  /// Of sequences (B×T) that begin with a zero state; a sequence counts for the distances that it
  /// is long enough for. Only for models whose capability `recurrent` is set.
  virtual GradientReach gradient_reach(const Batch&) const { return {}; }
  /// A copy in which these heads add nothing to their blocks; a head is block · heads + head from 0
  /// on, others are ignored. Only for models whose capability `attention` is set.
  virtual std::unique_ptr<Model> without_heads(std::span<const int>) const { return clone(); }

  /// What becomes of one example. Only for models whose capability `window` is set; the window has
  /// block_size tokens.
  virtual WindowTrace trace_window(std::span<const TokenId>, TokenId) const { return {}; }

  /// Logits of the next token, V values. A model of probabilities gives log P, -inf where P is 0.
  virtual void next_logits(const ModelState& state, std::span<float> logits) const = 0;
  /// P(next token | what was read), V values in float32: by default the softmax of the logits.
  virtual void next_probabilities(const ModelState& state, std::span<float> probabilities) const;

  /// Mean negative log-likelihood in nats of the second token of every adjacent pair of the stream,
  /// +inf if one of them has probability 0, NaN if there is no pair. A model that learns from lines
  /// reads each line of a corpus of lines by itself: its context begins with the boundary token.
  virtual double nll(std::span<const TokenId> stream, CorpusKind kind) const = 0;
  /// The same from the counts of the pairs (V×V), however long the text is. Only for models whose
  /// capability `bigram` is set.
  virtual double nll(const CountMatrix& pairs) const;
  /// How often the training part has the pair, for models that count; else none.
  virtual std::optional<std::int64_t> pair_count(TokenId, TokenId) const { return std::nullopt; }

  /// Share of the stream's pairs whose context the training part lacks, for models that count
  /// n-grams; else, and without pairs, NaN.
  virtual double unseen_contexts(std::span<const TokenId> stream, CorpusKind kind) const;

  /// The number of trainable values (of a count model: of table cells or n-grams).
  virtual std::int64_t parameter_count() const;
};

}  // namespace babble
