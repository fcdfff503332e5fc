// The gated recurrent unit of d2l §9.1 (Cho et al. 2014):
//   Z_t = σ(X_t·W_xz + H_{t-1}·W_hz + b_z)                    B×H, update gate
//   R_t = σ(X_t·W_xr + H_{t-1}·W_hr + b_r)                    B×H, reset gate
//   H̃_t = tanh(X_t·W_xh + (R_t∘H_{t-1})·W_hh + b_h)          B×H, candidate
//   H_t = Z_t∘H_{t-1} + (1 - Z_t)∘H̃_t                         B×H
//   O_t = H_t·W_hq + b_q                                      B×V
// Notation as in core/models/rnn/rnn.h.
#pragma once

#include "core/models/recurrent/recurrent_model.h"

namespace babble {

class Gru final : public RecurrentModel {
 public:
  static constexpr std::string_view title = "GRU";
  static constexpr std::string_view gates = "zrh";
  static constexpr bool has_cell = false;
  /// Rows of H numbers in the workspace of a mini-batch, for each of its tokens.
  static constexpr int rows_per_token = 5;

  /// N(0, 0.01²) for W_xz, W_hz, W_xr, W_hr, W_xh, W_hh, W_hq drawn in this order from `generator`,
  /// zero biases (d2l §9.1).
  Gru(int vocabulary_size, int hidden_size, Generator& generator, int embedding = 0)
      : RecurrentModel(gates, vocabulary_size, hidden_size, generator, embedding) {}
  explicit Gru(RecurrentParameters weights) : RecurrentModel(std::move(weights)) {}

  const ModelInfo& info() const override;
  std::unique_ptr<Model> clone() const override { return std::make_unique<Gru>(*this); }
  std::vector<GateValues> gate_values(const ModelState& state) const override;
  std::unique_ptr<RecurrentPass> make_pass(int batch_size, int time_steps) const override;

 private:
  void step(State& state, TokenId token) const override;
};

}  // namespace babble
