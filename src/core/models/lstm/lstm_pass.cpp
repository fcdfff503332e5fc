#include "core/models/lstm/lstm_pass.h"

#include <algorithm>

#include "core/math/gates.h"
#include "core/math/gemm.h"
#include "core/models/lstm/lstm.h"

namespace babble {

LstmPass::LstmPass(int vocabulary_size, int hidden_size, int batch_size, int time_steps,
                   int embedding)
    : RecurrentPass(Lstm::gates, 4, vocabulary_size, hidden_size, batch_size, time_steps,
                    embedding),
      cells_(row(time_steps + 1, 0), hidden_size, panel_width, wide_panel_width),
      squashed_(row(time_steps, 0), hidden_size, panel_width, wide_panel_width),
      dcells_(padded_batch_, hidden_size, panel_width, wide_panel_width),
      sums_(Matrix::Zero(padded_batch_, wide_panel_width)) {}

void LstmPass::step_forward(Index t, Group group) noexcept {
  const Index Hs = states_.cols();
  const float* before = state(t, group);  // rows of H_{t-1}
  float* after = state(t + 1, group);     // rows of H_t
  for (Index p = 0; p < panels(); ++p) {
    LstmGates gates{};
    gates.i = gate_forward(0, p, t, group, before);
    gates.f = gate_forward(1, p, t, group, before);
    gates.o = gate_forward(2, p, t, group, before);
    gates.c = gate_forward(3, p, t, group, before);
    lstm_forward({group.rows, width(p)}, gates, cells_.panel(p, row(t, group.begin)),
                 cells_.panel(p, row(t + 1, group.begin)), squashed_.panel(p, row(t, group.begin)),
                 {after + first_column(p) * interleave, Hs});
  }
}

/// dH_t = [dO_t dZ_{t+1}]·[W_hq W_hi W_hf W_ho W_hc]ᵀ, with dZ the gradients of the arguments of
/// the four gates side by side; dC_t = dC_{t+1}∘F_{t+1} + dH_t∘O_t∘(1 - tanh²(C_t)).
void LstmPass::step_backward(Index t, Group group) noexcept {
  float* dh = sums_.row(group.begin).data();
  for (Index p = 0; p < panels(); ++p) {
    const Index column = first_column(p) * interleave;
    float* dcell = dcells_.panel(p, group.begin);
    if (t + 1 == time_) std::fill_n(dcell, group.rows * width(p), 0.0f);
    std::fill_n(dh, group.rows * width(p), 0.0f);
    gemm(dh, width(p), arriving(t, group), arriving_[0].cols(), group.rows,
         weights_transposed_.panel(p), width(p), arriving_depth(t));
    const auto at = [&](std::size_t gate) { return gate_values(gate, p, t, group); };
    const auto to = [&](std::size_t gate) { return leaving(gate, t, group) + column; };
    const float* squashed = squashed_.panel(p, row(t, group.begin));
    if (keeps_state_gradients()) {
      keep_state_gradient(StateGradient::hidden, t, group, p, dh);
      Matrix dC(group.rows, width(p));
      for (Index i = 0; i < dC.size(); ++i)
        dC.data()[i] = dcell[i] + dh[i] * at(2)[i] * (1 - squashed[i] * squashed[i]);
      keep_state_gradient(StateGradient::cell, t, group, p, dC.data());
    }
    lstm_backward({group.rows, width(p)}, dh, dcell, {at(0), at(1), at(2), at(3)},
                  cells_.panel(p, row(t, group.begin)), squashed, {to(0), to(1), to(2), to(3)},
                  arriving_[0].cols());
  }
}

void LstmPass::carry_state(int t) noexcept {
  RecurrentPass::carry_state(t);
  for (Index p = 0; p < panels(); ++p) {
    if (t > 0) std::copy_n(cells_.panel(p, row(t, 0)), padded_batch_ * width(p), cells_.panel(p));
  }
}

void LstmPass::reset_state() noexcept {
  RecurrentPass::reset_state();
  for (Index p = 0; p < panels(); ++p) {
    std::fill_n(cells_.panel(p), padded_batch_ * width(p), 0.0f);
  }
}

void LstmPass::clear_last_state(int sequence) noexcept {
  RecurrentPass::clear_last_state(sequence);
  for (Index p = 0; p < panels(); ++p) {
    std::fill_n(cells_.panel(p, row(time_, sequence)), width(p), 0.0f);
  }
}

void LstmPass::set_carried(std::span<const Matrix> states) noexcept {
  set_state_before(states[0]);
  for (Index p = 0; p < panels(); ++p) {
    MatrixMap(cells_.panel(p), batch_, width(p)).leftCols(cells_.columns(p)) =
        states[1].middleCols(first_column(p), cells_.columns(p));
  }
}

}  // namespace babble
