// The element-wise part of a time step of the GRU (d2l §9.1) and of the LSTM (d2l §9.2), forward
// and backward, for `rows` sequences and the columns of one panel.
//
// Row-major operands are rows×width, without a gap; interleaved ones (core/math/packed_matrix.h)
// have a stride. `rows` is a multiple of `interleave`, `width` of the vector width. A gate's buffer
// holds the argument of its activation, then the activation, then the gradient by the argument.
#pragma once

#include "core/math/matrix.h"

namespace babble {

/// out_i = 1/(1 + exp(-in_i)) for i < size. The two may be the same memory.
void sigmoid_of(const float* in, Index size, float* out) noexcept;

struct PanelSize {
  Index rows, width;
};
/// Interleaved rows.
struct Interleaved {
  float* values;
  Index stride;
};
struct ConstInterleaved {
  const float* values;
  Index stride;
};

/// z, r = σ(z), σ(r); product = r∘h. h is the state before the time step.
void gru_gates_forward(PanelSize size, float* z, float* r, ConstInterleaved h,
                       Interleaved product) noexcept;
/// c = tanh(c); out = z∘h + (1 - z)∘c. c is the candidate, H̃ in d2l.
void gru_state_forward(PanelSize size, const float* z, float* c, ConstInterleaved h,
                       Interleaved out) noexcept;
/// The gradients by the arguments of z and c, in place and interleaved, from dh, the gradient by
/// the new state. Leaves in dh what reaches the state before directly: dh∘z.
void gru_state_backward(PanelSize size, float* dh, float* z, float* c, ConstInterleaved h,
                        Interleaved dz, Interleaved dc) noexcept;
/// The gradient by the argument of r, in place and interleaved, from `dproduct`, the gradient by
/// r∘h. Adds to dh what reaches the state before through the product: dproduct∘r.
void gru_reset_backward(PanelSize size, const float* dproduct, float* r, ConstInterleaved h,
                        float* dh, Interleaved dr) noexcept;

/// The gates of an LSTM: input, forget, output and the candidate C̃.
struct LstmGates {
  float *i, *f, *o, *c;
};
/// i, f, o = σ(i), σ(f), σ(o); c = tanh(c); cell = f∘before + i∘c; squashed = tanh(cell);
/// h = o∘squashed.
void lstm_forward(PanelSize size, LstmGates gates, const float* before, float* cell,
                  float* squashed, Interleaved h) noexcept;
/// The gradients by the arguments of the gates, in place and interleaved in `out` (with `stride`),
/// from dh and dcell, the gradients by the new state and by the new cell from the time step after
/// it. Leaves in dcell the gradient by the cell before.
void lstm_backward(PanelSize size, const float* dh, float* dcell, LstmGates gates,
                   const float* before, const float* squashed, LstmGates out,
                   Index stride) noexcept;

}  // namespace babble
