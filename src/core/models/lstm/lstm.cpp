#include "core/models/lstm/lstm.h"

#include "core/math/gates.h"
#include "core/math/tanh.h"
#include "core/models/lstm/lstm_info.h"
#include "core/models/lstm/lstm_pass.h"

namespace babble {

const ModelInfo& Lstm::info() const { return lstm_info(); }

std::unique_ptr<RecurrentPass> Lstm::make_pass(int batch_size, int time_steps) const {
  return std::make_unique<LstmPass>(vocabulary_size(), hidden_size(), batch_size, time_steps,
                                    embedding());
}

std::unique_ptr<ModelState> Lstm::initial_state() const {
  auto state = RecurrentModel::initial_state();
  static_cast<State&>(*state).cell = RowVector::Zero(hidden_size());
  return state;
}

std::vector<GateValues> Lstm::gate_values(const ModelState& state) const {
  const auto& [hidden, cell, scratch] = static_cast<const State&>(state);
  const float* values = scratch.data();
  const auto H = static_cast<std::size_t>(hidden_size());
  return {{"Input gate I", {values, H}},
          {"Forget gate F", {values + H, H}},
          {"Output gate O", {values + 2 * H, H}},
          {"Candidate", {values + 3 * H, H}},
          {"Cell C", {cell.data(), H}}};
}

void Lstm::step(State& state, TokenId token) const {
  auto& [hidden, cell, scratch] = state;
  const Index H = hidden_size();
  float* i = scratch.data();
  float *f = i + H, *o = f + H, *candidate = o + H, *squashed = candidate + H;
  for (std::size_t g = 0; g < gates.size(); ++g) {
    gate_sum(g, token, hidden.data(), i + static_cast<Index>(g) * H);
  }
  sigmoid_of(i, 3 * H, i);
  tanh_of(candidate, H, candidate);
  for (Index k = 0; k < H; ++k) cell[k] = f[k] * cell[k] + i[k] * candidate[k];
  tanh_of(cell.data(), H, squashed);
  for (Index k = 0; k < H; ++k) hidden[k] = o[k] * squashed[k];
}

}  // namespace babble
