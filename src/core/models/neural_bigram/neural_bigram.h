// The neural bigram (makemore part 1): one linear layer, logits = onehot(x)·W (+ b), trained by
// gradient descent on  loss = -mean log softmax(logits)[y] + l2 · mean(W²).
//
// The product with a one-hot vector selects a row of W, so all pairs with the same x share one
// softmax, and the full-batch loss depends on the data only through the counts N (V×V). With n_i
// the row sums of N, M its total and P_i = softmax(W_i + b):
//   nll     = sum_i (n_i logsumexp(W_i + b) - sum_j N_ij (W_ij + b_j)) / M
//   dW_ij   = (n_i P_ij - N_ij) / M + 2 l2 W_ij / V²
//   db_j    = sum_i (n_i P_ij - N_ij) / M
// That is the gradient of the lecture's one-hot product exactly, 10⁴ times cheaper on 228,146
// pairs.
#pragma once

#include "core/data/counts.h"
#include "core/models/bigram_model.h"
#include "core/random/generator.h"
#include "core/settings/settings.h"

namespace babble {

/// W and, where there is one, b; or their gradients.
class NeuralBigramParameters final : public Parameters {
 public:
  NeuralBigramParameters(int vocabulary_size, bool with_bias)
      : Parameters(layout(vocabulary_size, with_bias)) {}
  /// Throws Error above limits::max_bigram_vocabulary.
  static std::vector<TensorSpec> layout(int vocabulary_size, bool with_bias);

  bool has_bias() const { return specs().size() > 1; }
  MatrixMap W() { return matrix(0); }  // V×V, row = current token, column = next token
  RowVectorMap b() { return has_bias() ? row(1) : RowVectorMap(nullptr, 0); }  // V, or empty
  ConstMatrixMap W() const { return matrix(0); }
  ConstRowVectorMap b() const { return has_bias() ? row(1) : ConstRowVectorMap(nullptr, 0); }
};

class NeuralBigram final : public BigramModel {
 public:
  /// Draws W from `generator`: N(0, 1), Xavier-uniform, or zeros without drawing. b starts at zero.
  NeuralBigram(int vocabulary_size, Init init, bool with_bias, Generator& generator);
  explicit NeuralBigram(NeuralBigramParameters weights) : weights_(std::move(weights)) {}

  NeuralBigramParameters& weights() { return weights_; }
  const NeuralBigramParameters& weights() const { return weights_; }
  ConstMatrixMap weight() const { return weights_.W(); }  // V×V
  bool has_bias() const { return weights_.has_bias(); }

  /// The logits of one row, W_i + b: V values.
  void logits(TokenId current, std::span<float> out) const;

  const ModelInfo& info() const override;
  int vocabulary_size() const override { return weights_.specs()[0].shape[0]; }
  std::vector<TensorView> parameters() const override { return weights_.tensors(); }
  std::unique_ptr<Model> clone() const override;
  void next_logits(const ModelState& state, std::span<float> logits) const override;
  using BigramModel::nll;
  /// V² exponentials, however long the text is.
  double nll(const CountMatrix& pairs) const override;

 private:
  NeuralBigramParameters weights_;
};

/// One example of a training step taken apart, for the page and for reading along (all float32).
struct NeuralExample {
  TokenId current, next;
  RowVector one_hot;        // V
  RowVector logits;         // V, onehot·W + b
  RowVector counts;         // V, exp(logits): "fake counts"
  RowVector probabilities;  // V, counts / sum
  double loss;              // -log probabilities[next], nats
  RowVector dlogits;        // V, probabilities - onehot(next)
  RowVector update;         // V, -rate · dlogits: what this example alone adds to row `current`
};
NeuralExample trace_example(const NeuralBigram& model, TokenId current, TokenId next, double rate);

}  // namespace babble
