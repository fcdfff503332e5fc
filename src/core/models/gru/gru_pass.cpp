#include "core/models/gru/gru_pass.h"

#include <algorithm>

#include "core/math/gates.h"
#include "core/math/gemm.h"
#include "core/models/gru/gru.h"

namespace babble {
namespace {

// The gates in their order. The candidate reads R_t∘H_{t-1}, the others H_{t-1}.
enum : std::size_t { update, reset, candidate };

}  // namespace

GruPass::GruPass(int vocabulary_size, int hidden_size, int batch_size, int time_steps,
                 int embedding)
    : RecurrentPass(Gru::gates, 2, vocabulary_size, hidden_size, batch_size, time_steps, embedding),
      products_(Matrix::Zero(row(time_steps, 0), states_.cols())),
      dcandidates_(Matrix::Zero(padded_batch_, padded_hidden_)),
      sums_(Matrix::Zero(padded_batch_, wide_panel_width)),
      dstates_(padded_batch_, hidden_size, panel_width, wide_panel_width),
      W_hh_back_(hidden_size, hidden_size, panel_width, wide_panel_width) {}

const float* GruPass::multiplied(std::size_t gate) const {
  return gate == candidate ? products_.data() : RecurrentPass::multiplied(gate);
}

/// Z, R and R∘H' for all units first, since each unit of the candidate needs all of R∘H'.
void GruPass::step_forward(Index t, Group group) noexcept {
  const Index Hs = states_.cols();
  const float* before = state(t, group);                       // rows of H_{t-1}
  float* after = state(t + 1, group);                          // rows of H_t
  float* product = products_.row(row(t, group.begin)).data();  // rows of R_t∘H_{t-1}
  for (Index p = 0; p < panels(); ++p) {
    const Index column = first_column(p) * interleave;
    float* z = gate_forward(update, p, t, group, before);
    float* r = gate_forward(reset, p, t, group, before);
    gru_gates_forward({group.rows, width(p)}, z, r, {before + column, Hs}, {product + column, Hs});
  }
  for (Index p = 0; p < panels(); ++p) {
    const Index column = first_column(p) * interleave;
    float* c = gate_forward(candidate, p, t, group, product);
    gru_state_forward({group.rows, width(p)}, gate_values(update, p, t, group), c,
                      {before + column, Hs}, {after + column, Hs});
  }
}

void GruPass::pack_backward(const RecurrentParameters& weights, Index p) noexcept {
  RecurrentPass::pack_backward(weights, p);
  W_hh_back_.pack_transposed(p, weights.W_h(candidate).data(), hidden_, 0, hidden_);
}

/// dH_t = dO_t·W_hqᵀ + dZz_{t+1}·W_hzᵀ + dZr_{t+1}·W_hrᵀ + dH_{t+1}∘Z_{t+1} + dP_{t+1}∘R_{t+1},
/// dP_t = dZh_t·W_hhᵀ for the product P_t = R_t∘H_{t-1}; dZz, dZr, dZh are the gradients of the
/// arguments of Z, R, H̃.
void GruPass::step_backward(Index t, Group group) noexcept {
  const Index Hs = states_.cols(), stride = arriving_[0].cols(), stride_c = dcandidates_.cols();
  const float* before = state(t, group);
  float* dc = dcandidates_.row(group.begin).data();
  for (Index p = 0; p < panels(); ++p) {
    const Index column = first_column(p) * interleave;
    float* dh = dstates_.panel(p, group.begin);
    if (t + 1 == time_) std::fill_n(dh, group.rows * width(p), 0.0f);
    gemm(dh, width(p), arriving(t, group), stride, group.rows, weights_transposed_.panel(p),
         width(p), arriving_depth(t));
    if (keeps_state_gradients()) keep_state_gradient(StateGradient::hidden, t, group, p, dh);
    gru_state_backward({group.rows, width(p)}, dh, gate_values(update, p, t, group),
                       gate_values(candidate, p, t, group), {before + column, Hs},
                       {leaving(update, t, group) + column, stride}, {dc + column, stride_c});
  }
  float* dproduct = sums_.row(group.begin).data();
  for (Index p = 0; p < panels(); ++p) {
    const Index column = first_column(p) * interleave;
    std::fill_n(dproduct, group.rows * width(p), 0.0f);
    gemm(dproduct, width(p), dc, stride_c, group.rows, W_hh_back_.panel(p), width(p), hidden_);
    gru_reset_backward({group.rows, width(p)}, dproduct, gate_values(reset, p, t, group),
                       {before + column, Hs}, dstates_.panel(p, group.begin),
                       {leaving(reset, t, group) + column, stride});
  }
}

}  // namespace babble
