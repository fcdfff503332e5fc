// The recurrent network of d2l §8.4-8.5:
//   H_t = tanh(X_t·W_xh + H_{t-1}·W_hh + b_h)      B×H
//   O_t = H_t·W_hq + b_q                            B×V
// X_t is one-hot (B×V), so X_t·W_xh is a selection of rows of W_xh. H_0 = 0.
// V vocabulary size, H hidden units, B sequences side by side, T time steps.
#pragma once

#include "core/math/torch_rng.h"
#include "core/models/model.h"

namespace babble {

/// W_xh, W_hh, b_h, W_hq, b_q, or their gradients.
class RnnParameters final : public Parameters {
 public:
  RnnParameters(int vocabulary_size, int hidden_size)
      : Parameters(layout(vocabulary_size, hidden_size)) {}
  static std::vector<TensorSpec> layout(int vocabulary_size, int hidden_size);

  int vocabulary_size() const { return specs()[0].shape[0]; }
  int hidden_size() const { return specs()[0].shape[1]; }
  MatrixMap W_xh() { return matrix(0); }  // V×H
  MatrixMap W_hh() { return matrix(1); }  // H×H
  RowVectorMap b_h() { return row(2); }   // H
  MatrixMap W_hq() { return matrix(3); }  // H×V
  RowVectorMap b_q() { return row(4); }   // V
  ConstMatrixMap W_xh() const { return matrix(0); }
  ConstMatrixMap W_hh() const { return matrix(1); }
  ConstRowVectorMap b_h() const { return row(2); }
  ConstMatrixMap W_hq() const { return matrix(3); }
  ConstRowVectorMap b_q() const { return row(4); }
};

class Rnn final : public Model {
 public:
  /// N(0, 0.01²) for W_xh, W_hh, W_hq drawn in this order from `generator`, zero biases (d2l §8.5).
  Rnn(int vocabulary_size, int hidden_size, TorchRng& generator);
  explicit Rnn(RnnParameters weights);

  RnnParameters& weights() { return weights_; }
  const RnnParameters& weights() const { return weights_; }
  int hidden_size() const { return weights_.hidden_size(); }

  const ModelInfo& info() const override;
  int vocabulary_size() const override { return weights_.vocabulary_size(); }
  std::vector<TensorView> parameters() const override { return weights_.tensors(); }
  std::unique_ptr<Model> clone() const override;
  std::unique_ptr<ModelState> initial_state() const override;
  void feed(ModelState& state, TokenId token) const override;
  std::span<const float> hidden_units(const ModelState& state) const override;
  void next_logits(const ModelState& state, std::span<float> logits) const override;
  void next_probabilities(const ModelState& state, std::span<float> probabilities) const override;
  /// Folds a long stream into up to 32 rows that are read side by side. Every row but the first
  /// starts from a zero state and first reads the 64 tokens before it without scoring them, so each
  /// pair is scored once, with a context.
  double nll(std::span<const TokenId> stream) const override;

 private:
  RnnParameters weights_;
};

}  // namespace babble
