// Long short-term memory of d2l §9.2 (Hochreiter and Schmidhuber 1997):
//   I_t, F_t, O_t = σ(X_t·W_x• + H_{t-1}·W_h• + b_•)      B×H, input, forget and output gate
//   C̃_t = tanh(X_t·W_xc + H_{t-1}·W_hc + b_c)             B×H, candidate
//   C_t = F_t∘C_{t-1} + I_t∘C̃_t                           B×H, memory cell
//   H_t = O_t∘tanh(C_t)                                   B×H
//   logits_t = H_t·W_hq + b_q                             B×V
// Notation as in core/models/rnn/rnn.h.
#pragma once

#include "core/models/recurrent/recurrent_model.h"

namespace babble {

class Lstm final : public RecurrentModel {
 public:
  static constexpr std::string_view title = "LSTM";
  static constexpr std::string_view gates = "ifoc";
  static constexpr bool has_cell = true;
  /// Rows of H numbers in the workspace of a mini-batch, for each of its tokens.
  static constexpr int rows_per_token = 7;

  /// N(0, 0.01²) for W_xi, W_hi, W_xf, W_hf, W_xo, W_ho, W_xc, W_hc, W_hq drawn in this order from
  /// `generator`, zero biases (d2l §9.2).
  Lstm(int vocabulary_size, int hidden_size, Generator& generator, int embedding = 0)
      : RecurrentModel(gates, vocabulary_size, hidden_size, generator, embedding) {}
  explicit Lstm(RecurrentParameters weights) : RecurrentModel(std::move(weights)) {}

  const ModelInfo& info() const override;
  std::unique_ptr<Model> clone() const override { return std::make_unique<Lstm>(*this); }
  std::unique_ptr<ModelState> initial_state() const override;
  std::vector<GateValues> gate_values(const ModelState& state) const override;
  std::unique_ptr<RecurrentPass> make_pass(int batch_size, int time_steps) const override;

 private:
  void step(State& state, TokenId token) const override;
};

}  // namespace babble
