#include "core/models/rnn/rnn.h"

#include "core/math/tanh.h"
#include "core/models/rnn/rnn_info.h"
#include "core/models/rnn/rnn_pass.h"

namespace babble {

void Rnn::configure(const Settings& settings) {
  RecurrentModel::configure(settings);
  activation_ = settings.activation;
}

const ModelInfo& Rnn::info() const { return rnn_info(); }

std::unique_ptr<RecurrentPass> Rnn::make_pass(int batch_size, int time_steps) const {
  return std::make_unique<RnnPass>(vocabulary_size(), hidden_size(), batch_size, time_steps,
                                   embedding(), activation_);
}

void Rnn::step(State& state, TokenId token) const {
  auto& [hidden, cell, scratch] = state;
  gate_sum(0, token, hidden.data(), scratch.data());
  if (activation_ == Activation::relu) {
    hidden = scratch.head(hidden_size()).cwiseMax(0.0f);
    return;
  }
  tanh_of(scratch.data(), hidden_size(), hidden.data());
}

}  // namespace babble
