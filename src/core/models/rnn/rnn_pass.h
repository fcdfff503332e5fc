// One time step of the RNN forward and backward (d2l §8.4, §8.7); the rest is in
// core/models/recurrent/recurrent_pass.h.
#pragma once

#include "core/models/recurrent/recurrent_pass.h"
#include "core/settings/settings.h"

namespace babble {

class RnnPass final : public RecurrentPass {
 public:
  RnnPass(int vocabulary_size, int hidden_size, int batch_size, int time_steps, int embedding = 0,
          Activation activation = Activation::tanh);

 private:
  void step_forward(Index t, Group group) noexcept override;
  void step_backward(Index t, Group group) noexcept override;

  bool relu_;
  Matrix sums_;  // Bp × a panel's width: the argument of tanh or ReLU
};

}  // namespace babble
