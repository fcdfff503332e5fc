// The recurrent network of d2l §8.4-8.5:
//   H_t = tanh(X_t·W_xh + H_{t-1}·W_hh + b_h)      B×H; or ReLU instead of tanh
//   O_t = H_t·W_hq + b_q                            B×V
// X_t is one-hot (B×V), so X_t·W_xh is a selection of rows of W_xh; or a row of the embedding C for
// each sequence (B×E). H_0 = 0.
// V vocabulary size, H hidden units, B sequences side by side, T time steps.
#pragma once

#include "core/models/recurrent/recurrent_model.h"

namespace babble {

/// W_xh, W_hh, b_h, W_hq, b_q, or their gradients.
class RnnParameters final : public RecurrentParameters {
 public:
  RnnParameters(int vocabulary_size, int hidden_size)
      : RecurrentParameters("h", vocabulary_size, hidden_size) {}

  MatrixMap W_xh() { return W_x(0); }  // V×H
  MatrixMap W_hh() { return W_h(0); }  // H×H
  RowVectorMap b_h() { return b(0); }  // H
  ConstMatrixMap W_xh() const { return W_x(0); }
  ConstMatrixMap W_hh() const { return W_h(0); }
  ConstRowVectorMap b_h() const { return b(0); }
};

class Rnn final : public RecurrentModel {
 public:
  static constexpr std::string_view title = "RNN";
  static constexpr std::string_view gates = "h";
  static constexpr bool has_cell = false;
  /// Rows of H numbers in the workspace of a mini-batch, for each of its tokens.
  static constexpr int rows_per_token = 2;

  /// N(0, 0.01²) for W_xh, W_hh, W_hq drawn in this order from `generator`, zero biases (d2l §8.5).
  Rnn(int vocabulary_size, int hidden_size, Generator& generator, int embedding = 0)
      : RecurrentModel(gates, vocabulary_size, hidden_size, generator, embedding) {}
  explicit Rnn(RecurrentParameters weights) : RecurrentModel(std::move(weights)) {}

  void configure(const Settings& settings) override;
  const ModelInfo& info() const override;
  std::unique_ptr<Model> clone() const override { return std::make_unique<Rnn>(*this); }
  std::unique_ptr<RecurrentPass> make_pass(int batch_size, int time_steps) const override;

 private:
  void step(State& state, TokenId token) const override;

  Activation activation_ = Activation::tanh;
};

}  // namespace babble
