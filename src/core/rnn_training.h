// Forward pass, loss and back-propagation through time of one mini-batch of the RNN (d2l §8.5,
// §8.7), with all memory made beforehand. V, H, B, T as in rnn.h. Everything with a time axis is
// stored with row t·B + b, so that one time step is one block of B rows. Rows of H and V numbers
// are padded with zeros to whole panels (panels.h); Hp and Vp are those lengths.
#pragma once

#include <span>

#include "core/panels.h"
#include "core/rnn.h"

namespace babble {

/// A matrix whose rows are longer in memory than it is wide.
using StridedMap = Eigen::Map<Matrix, 0, Eigen::OuterStride<>>;
using ConstStridedMap = Eigen::Map<const Matrix, 0, Eigen::OuterStride<>>;

class RnnTraining {
 public:
  RnnTraining(int vocabulary_size, int hidden, int batch_size, int time_steps);

  /// Reads x (B×T, x[b·T + t]) from the given state, which may be zero (reset) or carried.
  /// Fills states() and logits().
  void forward(const RnnParameters& weights, std::span<const TokenId> x) noexcept;
  /// Mean cross-entropy in nats of y (B×T) over all B·T tokens, and all gradients by
  /// back-propagation through the T steps of this mini-batch. forward() must have run; its logits
  /// are replaced by their gradient.
  double backward(const RnnParameters& weights, std::span<const TokenId> y) noexcept;

  /// State before the first time step, B×H. Set it to zero or to the carried state.
  StridedMap state_before() { return map(states_, 0, batch_, hidden_); }
  /// State after the last time step, B×H.
  ConstStridedMap state_after() const { return map(states_, tokens(), batch_, hidden_); }
  /// The carried state becomes the start of the next mini-batch. The gradient does not follow it
  /// there: that is the "detach" of d2l §8.5.
  void carry_state() noexcept;
  void reset_state() noexcept;
  /// Sets the state of one sequence after the last time step to zero.
  void clear_last_state(int sequence) noexcept;

  /// (T+1)·B × H, row t·B + b = H_t of sequence b.
  ConstStridedMap states() const { return map(states_, 0, tokens() + batch_, hidden_); }
  /// T·B × V
  ConstStridedMap logits() const { return map(logits_, 0, tokens(), vocabulary_); }
  RnnParameters& gradient() { return gradient_; }
  const RnnParameters& gradient() const { return gradient_; }
  int batch_size() const { return batch_; }
  int time_steps() const { return time_; }

 private:
  Index tokens() const { return Index{time_} * batch_; }
  static StridedMap map(Matrix& matrix, Index row, Index rows, Index columns) {
    return {matrix.row(row).data(), rows, columns, Eigen::OuterStride<>(matrix.cols())};
  }
  static ConstStridedMap map(const Matrix& matrix, Index row, Index rows, Index columns) {
    return {matrix.row(row).data(), rows, columns, Eigen::OuterStride<>(matrix.cols())};
  }
  void step_forward(Index t) noexcept;
  void step_backward(Index t) noexcept;

  int vocabulary_, hidden_, batch_, time_;
  std::vector<TokenId> tokens_;    // T·B, x in the order of the rows
  std::vector<TokenId> targets_;   // T·B, y in the order of the rows
  Matrix inputs_;                  // V×Hp: W_xh + b_h, what a token adds to its row
  RowVector bias_;                 // Vp: b_q; very negative in the padding, where P is then 0
  Matrix states_;                  // (T+1)·B × Hp
  Matrix logits_;                  // T·B × Vp, then dlogits
  Matrix dstates_;                 // T·B × Hp: gradient by the argument of tanh, dZ
  Panels W_hh_, W_hh_transposed_;  // H×H
  Panels W_hq_, W_hq_transposed_;  // H×V, V×H
  Panels states_panels_;           // (T+1)·B × H in panels of a tile's rows
  Panels dstates_panels_;          // T·B × H
  Panels dlogits_panels_;          // T·B × V
  RnnParameters gradient_;
};

/// ‖g‖ over all parameters together.
double gradient_norm(const RnnParameters& gradient) noexcept;
/// g <- min(1, limit/‖g‖)·g (d2l §8.5); `norm` is ‖g‖, limit 0 = off. Returns whether it was cut.
bool clip_gradient(RnnParameters& gradient, double norm, double limit) noexcept;
/// parameters <- parameters - rate·gradient.
void descend(RnnParameters& weights, const RnnParameters& gradient, double rate) noexcept;

}  // namespace babble
