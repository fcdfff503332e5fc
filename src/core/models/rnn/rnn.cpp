#include "core/models/rnn/rnn.h"

#include "core/math/tanh.h"
#include "core/models/rnn/rnn_info.h"
#include "core/models/rnn/rnn_pass.h"

namespace babble {

const ModelInfo& Rnn::info() const { return rnn_info(); }

std::unique_ptr<RecurrentPass> Rnn::make_pass(int batch_size, int time_steps) const {
  return std::make_unique<RnnPass>(vocabulary_size(), hidden_size(), batch_size, time_steps);
}

void Rnn::step(State& state, TokenId token) const {
  auto& [hidden, cell, scratch] = state;
  gate_sum(0, token, hidden.data(), scratch.data());
  tanh_of(scratch.data(), hidden_size(), hidden.data());
}

}  // namespace babble
