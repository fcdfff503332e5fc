// The neural trigram (makemore part 1, exercise E01): one linear layer that reads a one-hot vector
// of the last two tokens together, trained by gradient descent on
//   loss = -mean log softmax(W_c)[y] + l2 · mean(W²),   c = V·x₁ + x₂.
// As for the neural bigram, the examples with the same context share one softmax, and the loss of
// all pairs depends on the data only through the counts N[c, y] of the trigrams:
//   dW_cy = (n_c P_cy - N_cy) / M + 2 l2 W_cy / V³,   n_c = Σ_y N_cy,  M = Σ_c n_c.
#pragma once

#include "core/models/learner.h"
#include "core/models/model.h"
#include "core/models/ngram/gram_counts.h"
#include "core/random/generator.h"
#include "core/settings/settings.h"

namespace babble {

/// W (V²×V), or its gradient. Throws Error for V above 256.
class NeuralTrigramParameters final : public Parameters {
 public:
  explicit NeuralTrigramParameters(int vocabulary_size) : Parameters(layout(vocabulary_size)) {}
  static std::vector<TensorSpec> layout(int vocabulary_size);
};

class NeuralTrigram final : public Model {
 public:
  /// Draws W from `generator`: N(0, 1), Xavier-uniform, or zeros without drawing.
  NeuralTrigram(int vocabulary_size, Init init, Generator& generator);
  explicit NeuralTrigram(NeuralTrigramParameters weights) : weights_(std::move(weights)) {}

  Parameters& weights() { return weights_; }
  ConstMatrixMap W() const { return weights_.matrix(0); }

  const ModelInfo& info() const override;
  int vocabulary_size() const override { return weights_.specs()[0].shape[1]; }
  std::vector<TensorView> parameters() const override { return weights_.tensors(); }
  std::unique_ptr<Model> clone() const override { return std::make_unique<NeuralTrigram>(*this); }
  /// Two tokens, both id 0 before anything is read.
  std::unique_ptr<ModelState> initial_state() const override;
  void feed(ModelState& state, TokenId token) const override;
  void next_logits(const ModelState& state, std::span<float> logits) const override;
  using Model::nll;
  double nll(std::span<const TokenId> stream, CorpusKind kind) const override;
  /// The same of trigrams; with `gradient` its gradient, W's shape, which is overwritten.
  double nll(const GramCounts& trigrams, Parameters* gradient = nullptr) const;

 private:
  NeuralTrigramParameters weights_;
};

/// Learns from all trigrams of the training part at once.
class NeuralTrigramLearner final : public Learner {
 public:
  NeuralTrigramLearner(NeuralTrigram model, const Corpus& corpus)
      : model_(std::move(model)),
        counts_(corpus.tokens(Part::train), corpus.kind(), model_.vocabulary_size(), 3),
        gradient_(model_.vocabulary_size()) {}

  const Model& model() const override { return model_; }
  Parameters& parameters() override { return model_.weights(); }
  const Parameters& gradient() const override { return gradient_; }
  Loss forward_backward(const Batch&, const Settings& settings) override;

 private:
  NeuralTrigram model_;
  GramCounts counts_;
  NeuralTrigramParameters gradient_;
};

}  // namespace babble
