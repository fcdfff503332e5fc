#include "core/models/gru/gru.h"

#include "core/math/gates.h"
#include "core/math/tanh.h"
#include "core/models/gru/gru_info.h"
#include "core/models/gru/gru_pass.h"

namespace babble {

const ModelInfo& Gru::info() const { return gru_info(); }

std::unique_ptr<RecurrentPass> Gru::make_pass(int batch_size, int time_steps) const {
  return std::make_unique<GruPass>(vocabulary_size(), hidden_size(), batch_size, time_steps,
                                   embedding());
}

void Gru::step(State& state, TokenId token) const {
  auto& [hidden, cell, scratch] = state;
  const Index H = hidden_size();
  float* z = scratch.data();
  float *r = z + H, *candidate = r + H, *product = candidate + H;
  gate_sum(0, token, hidden.data(), z);
  gate_sum(1, token, hidden.data(), r);
  sigmoid_of(z, 2 * H, z);
  for (Index k = 0; k < H; ++k) product[k] = r[k] * hidden[k];
  gate_sum(2, token, product, candidate);
  tanh_of(candidate, H, candidate);
  for (Index k = 0; k < H; ++k) hidden[k] = z[k] * (hidden[k] - candidate[k]) + candidate[k];
}

std::vector<GateValues> Gru::gate_values(const ModelState& state) const {
  const float* values = static_cast<const State&>(state).scratch.data();
  const auto H = static_cast<std::size_t>(hidden_size());
  return {{"Update gate Z", {values, H}},
          {"Reset gate R", {values + H, H}},
          {"Candidate", {values + 2 * H, H}}};
}

}  // namespace babble
