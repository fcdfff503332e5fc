// One time step of the LSTM forward and backward (d2l §9.2); the rest is in
// core/models/recurrent/recurrent_pass.h.
#pragma once

#include "core/models/recurrent/recurrent_pass.h"

namespace babble {

class LstmPass final : public RecurrentPass {
 public:
  LstmPass(int vocabulary_size, int hidden_size, int batch_size, int time_steps, int embedding);

  /// C_t, B×H, for t from 0 (before the first step) to T.
  Matrix cells(int t) const { return from_panels(cells_, t); }
  void carry_state(int t) noexcept override;
  void reset_state() noexcept override;
  void clear_last_state(int sequence) noexcept override;
  std::vector<Matrix> carried() const override { return {state_before(), cells(0)}; }
  void set_carried(std::span<const Matrix> states) noexcept override;

 private:
  void step_forward(Index t, Group group) noexcept override;
  void step_backward(Index t, Group group) noexcept override;

  PackedMatrix cells_;     // (T+1)·Bp × H: C_t
  PackedMatrix squashed_;  // T·Bp × H: tanh(C_t)
  PackedMatrix dcells_;    // Bp × H: what reaches dC_t from the time step after it
  Matrix sums_;            // Bp × a panel's width: dH_t
};

}  // namespace babble
