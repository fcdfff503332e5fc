// The recurrent network of d2l §8.4-8.5:
//   H_t = tanh(X_t·W_xh + H_{t-1}·W_hh + b_h)      B×H
//   O_t = H_t·W_hq + b_q                            B×V
// X_t is one-hot (B×V), so X_t·W_xh is a selection of rows of W_xh. H_0 = 0.
// V vocabulary size, H hidden units, B sequences side by side, T time steps.
#pragma once

#include "core/math/torch_rng.h"
#include "core/models/model.h"

namespace babble {

/// The five parameters, or their five gradients, in one piece of memory, so that the norm over all
/// of them, the update and a copy are one line each. Order: W_xh, W_hh, b_h, W_hq, b_q.
class RnnParameters {
 public:
  RnnParameters(int vocabulary_size, int hidden);

  int vocabulary_size() const { return vocabulary_; }
  int hidden() const { return hidden_; }
  Eigen::Index size() const { return values_.size(); }
  RowVector& values() { return values_; }
  const RowVector& values() const { return values_; }

  MatrixMap W_xh() { return {values_.data(), vocabulary_, hidden_}; }              // V×H
  MatrixMap W_hh() { return {values_.data() + at_W_hh(), hidden_, hidden_}; }      // H×H
  RowVectorMap b_h() { return {values_.data() + at_b_h(), hidden_}; }              // H
  MatrixMap W_hq() { return {values_.data() + at_W_hq(), hidden_, vocabulary_}; }  // H×V
  RowVectorMap b_q() { return {values_.data() + at_b_q(), vocabulary_}; }          // V
  ConstMatrixMap W_xh() const { return {values_.data(), vocabulary_, hidden_}; }
  ConstMatrixMap W_hh() const { return {values_.data() + at_W_hh(), hidden_, hidden_}; }
  ConstRowVectorMap b_h() const { return {values_.data() + at_b_h(), hidden_}; }
  ConstMatrixMap W_hq() const { return {values_.data() + at_W_hq(), hidden_, vocabulary_}; }
  ConstRowVectorMap b_q() const { return {values_.data() + at_b_q(), vocabulary_}; }

  /// Name, shape and values of each, in the order above.
  std::vector<TensorView> tensors() const;

 private:
  Eigen::Index at_W_hh() const { return Eigen::Index{vocabulary_} * hidden_; }
  Eigen::Index at_b_h() const { return at_W_hh() + Eigen::Index{hidden_} * hidden_; }
  Eigen::Index at_W_hq() const { return at_b_h() + hidden_; }
  Eigen::Index at_b_q() const { return at_W_hq() + Eigen::Index{hidden_} * vocabulary_; }

  int vocabulary_;
  int hidden_;
  RowVector values_;
};

class Rnn final : public Model {
 public:
  /// N(0, 0.01²) for W_xh, W_hh, W_hq drawn in this order from `generator`, zero biases (d2l §8.5).
  Rnn(int vocabulary_size, int hidden, TorchRng& generator);
  explicit Rnn(RnnParameters weights);

  RnnParameters& weights() { return weights_; }
  const RnnParameters& weights() const { return weights_; }
  int hidden() const { return weights_.hidden(); }

  ModelKind kind() const override { return ModelKind::rnn; }
  int vocabulary_size() const override { return weights_.vocabulary_size(); }
  std::vector<TensorView> parameters() const override { return weights_.tensors(); }
  std::unique_ptr<Model> clone() const override;
  void start(ModelState& state) const override;
  void feed(ModelState& state, TokenId token) const override;
  void next_logits(const ModelState& state, std::span<float> logits) const override;
  void next_probabilities(const ModelState& state, std::span<float> probabilities) const override;
  /// A long stream is folded into up to 32 rows that are read side by side; every row but the first
  /// starts from a zero state and reads 64 tokens of the row before it without scoring them, so
  /// that every pair is scored once, with a context.
  double nll(std::span<const TokenId> stream) const override;

 private:
  RnnParameters weights_;
};

}  // namespace babble
