#include "core/models/rnn/rnn_pass.h"

#include <algorithm>

#include "core/math/gemm.h"
#include "core/math/tanh.h"
#include "core/models/rnn/rnn.h"

namespace babble {

RnnPass::RnnPass(int vocabulary_size, int hidden_size, int batch_size, int time_steps,
                 int embedding, Activation activation)
    : RecurrentPass(Rnn::gates, 1, vocabulary_size, hidden_size, batch_size, time_steps, embedding),
      relu_(activation == Activation::relu),
      sums_(Matrix::Zero(padded_batch_, wide_panel_width)) {}

/// H_t = tanh(X_t·W_xh + H_{t-1}·W_hh + b_h), d2l §8.4, or ReLU of it. X_t·W_xh is a selection of
/// rows.
void RnnPass::step_forward(Index t, Group group) noexcept {
  const Index Hs = states_.cols();
  const PackedMatrix& W_hh = gates_[0].W_h;
  float* after = state(t + 1, group);        // rows of H_t
  float* z = sums_.row(group.begin).data();  // rows × width
  const auto start = [&](Index p) {
    return PanelOutput{start_gate(0, p, t, group, z), W_hh.width(p)};
  };
  gemm(state(t, group), Hs, group.rows, W_hh, hidden_, start, [&](Index p, PanelOutput) {
    (relu_ ? relu_forward : tanh_forward)(z, W_hh.width(p), group.rows,
                                          after + W_hh.first_column(p) * interleave, Hs);
  });
}

/// dH_t = dO_t·W_hqᵀ + dZ_{t+1}·W_hhᵀ = [dO_t dZ_{t+1}]·[W_hq W_hh]ᵀ,
/// dZ_t = dH_t ∘ (1 - H_t²) (d2l §8.7); ReLU: dH_t where H_t > 0, else 0.
void RnnPass::step_backward(Index t, Group group) noexcept {
  const Index Hs = states_.cols(), stride = arriving_[0].cols();
  const float* after = state(t + 1, group);  // rows of H_t
  const auto start = [&](Index p) {
    const Index width = weights_transposed_.width(p);
    float* dz = gate_values(0, p, t, group);  // rows × width
    std::fill_n(dz, group.rows * width, 0.0f);
    return PanelOutput{dz, width};
  };
  gemm(arriving(t, group), stride, group.rows, weights_transposed_, arriving_depth(t), start,
       [&](Index p, PanelOutput dz) {
         const Index column = weights_transposed_.first_column(p) * interleave;
         if (keeps_state_gradients())
           keep_state_gradient(StateGradient::hidden, t, group, p, dz.values);
         (relu_ ? relu_backward : tanh_backward)(dz.values, dz.stride, group.rows, after + column,
                                                 Hs, leaving(0, t, group) + column, stride);
       });
}

}  // namespace babble
