// What the three language models have in common: named parameters, and a distribution of the next
// token given what was read so far. Training is each model's own business (trainer.h drives it).
// V vocabulary size, H hidden units.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/data/vocabulary.h"
#include "core/math/matrix.h"
#include "core/settings/settings.h"

namespace babble {

/// One parameter under its textbook name; `values` looks into the model, row-major.
struct TensorView {
  std::string name;
  std::vector<int> shape;
  std::span<const float> values;
};

/// What a model remembers of the text read so far: the last token (bigrams), the hidden state
/// (RNN). Make one with Model::start; it may then be fed any number of tokens without allocating.
struct ModelState {
  TokenId last = 0;
  RowVector hidden;   // H, empty for the bigrams
  RowVector scratch;  // H, working memory of feed()
};

class Model {
 public:
  virtual ~Model() = default;

  virtual ModelKind kind() const = 0;
  virtual int vocabulary_size() const = 0;
  /// P (count: the probabilities), W [b] (neural), W_xh W_hh b_h W_hq b_q (RNN).
  virtual std::vector<TensorView> parameters() const = 0;
  virtual std::unique_ptr<Model> clone() const = 0;

  /// Nothing read yet: the hidden state is zero. A text of lines then begins by feeding the mark,
  /// id 0.
  virtual void start(ModelState& state) const = 0;
  virtual void feed(ModelState& state, TokenId token) const = 0;

  /// Scores of the next token before normalisation, V values: log P for the count bigram (-inf
  /// where P is 0), logits for the networks.
  virtual void next_logits(const ModelState& state, std::span<float> logits) const = 0;
  /// P(next token | what was read), V values in float32.
  virtual void next_probabilities(const ModelState& state,
                                  std::span<float> probabilities) const = 0;

  /// Mean negative log-likelihood in nats of the second token of every adjacent pair of the stream,
  /// +inf if one of them has probability 0, NaN if there is no pair.
  virtual double nll(std::span<const TokenId> stream) const = 0;

  /// The number of trainable values (for the count bigram: of table cells).
  std::int64_t parameter_count() const;
};

}  // namespace babble
