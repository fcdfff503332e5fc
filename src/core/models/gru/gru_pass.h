// One time step of the GRU forward and backward (d2l §9.1); the rest is in
// core/models/recurrent/recurrent_pass.h.
#pragma once

#include "core/models/recurrent/recurrent_pass.h"

namespace babble {

class GruPass final : public RecurrentPass {
 public:
  GruPass(int vocabulary_size, int hidden_size, int batch_size, int time_steps, int embedding);

 private:
  void step_forward(Index t, Group group) noexcept override;
  void step_backward(Index t, Group group) noexcept override;
  void pack_backward(const RecurrentParameters& weights, Index p) noexcept override;
  const float* multiplied(std::size_t gate) const override;

  Matrix products_;         // T·Bp × Hs interleaved: R_t∘H_{t-1}
  Matrix dcandidates_;      // Bp × Hp interleaved: the gradient of the argument of H̃_t
  Matrix sums_;             // Bp × a panel's width: the gradient of R_t∘H_{t-1}
  PackedMatrix dstates_;    // Bp × H: dH_t; what reaches it without passing a weight of t + 1
  PackedMatrix W_hh_back_;  // H×H, transposed
};

}  // namespace babble
