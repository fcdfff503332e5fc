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
#include "core/math/torch_rng.h"
#include "core/models/model.h"

namespace babble {

class NeuralBigram final : public Model {
 public:
  /// Draws W from `generator`: N(0, 1), Xavier-uniform, or zeros without drawing. b starts at zero.
  NeuralBigram(int vocabulary_size, Init init, bool with_bias, TorchRng& generator);
  /// A trained one; b has V values or none.
  NeuralBigram(Matrix weight, RowVector bias);

  const Matrix& weight() const { return weight_; }  // V×V
  const RowVector& bias() const { return bias_; }   // V, or empty
  bool has_bias() const { return bias_.size() > 0; }
  Matrix& weight() { return weight_; }
  RowVector& bias() { return bias_; }

  /// The logits of one row, W_i + b: V values.
  void logits(TokenId current, std::span<float> out) const;
  /// Mean NLL of pairs given by their counts (V×V): V² exponentials, however long the text is.
  double nll(const CountMatrix& pairs) const;

  ModelKind kind() const override { return ModelKind::neural; }
  int vocabulary_size() const override { return static_cast<int>(weight_.rows()); }
  std::vector<TensorView> parameters() const override;
  std::unique_ptr<Model> clone() const override;
  void start(ModelState& state) const override;
  void feed(ModelState& state, TokenId token) const override;
  void next_logits(const ModelState& state, std::span<float> logits) const override;
  void next_probabilities(const ModelState& state, std::span<float> probabilities) const override;
  double nll(std::span<const TokenId> stream) const override;

 private:
  Matrix weight_;   // V×V, row = current token, column = next token
  RowVector bias_;  // V or 0
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
