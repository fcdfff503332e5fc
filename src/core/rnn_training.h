// Forward pass, loss and back-propagation through time of one mini-batch of the RNN (d2l §8.5,
// §8.7), with all memory made beforehand. V, H, B, T as in rnn.h. Everything with a time axis is
// stored with row t·B + b, so that one time step is one block of B rows.
#pragma once

#include <span>

#include "core/gemm.h"
#include "core/rnn.h"

namespace babble {

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
  MatrixMap state_before() { return {states_.data(), batch_, hidden_}; }
  /// State after the last time step, B×H.
  ConstMatrixMap state_after() const {
    return {states_.data() + Eigen::Index{time_} * batch_ * hidden_, batch_, hidden_};
  }
  /// The carried state becomes the start of the next mini-batch. The gradient does not follow it
  /// there: that is the "detach" of d2l §8.5.
  void carry_state() noexcept;
  void reset_state() noexcept;
  /// Sets the state of one sequence after the last time step to zero.
  void clear_last_state(int sequence) noexcept;

  const Matrix& states() const { return states_; }  // (T+1)·B × H, row t·B + b = H_t of sequence b
  const Matrix& logits() const { return logits_; }  // T·B × V
  RnnParameters& gradient() { return gradient_; }
  const RnnParameters& gradient() const { return gradient_; }
  int batch_size() const { return batch_; }
  int time_steps() const { return time_; }

 private:
  int vocabulary_, hidden_, batch_, time_;
  std::vector<TokenId> tokens_;   // T·B, x in the order of the rows
  std::vector<TokenId> targets_;  // T·B, y in the order of the rows
  Matrix states_;                 // (T+1)·B × H
  Matrix logits_;                 // T·B × V, then dlogits
  Matrix dstates_;                // T·B × H: gradient of the loss by the argument of tanh
  RnnParameters gradient_;
};

/// ‖g‖ over all parameters together.
double gradient_norm(const RnnParameters& gradient) noexcept;
/// g <- min(1, limit/‖g‖)·g (d2l §8.5); `norm` is ‖g‖, limit 0 = off. Returns whether it was cut.
bool clip_gradient(RnnParameters& gradient, double norm, double limit) noexcept;
/// parameters <- parameters - rate·gradient.
void descend(RnnParameters& weights, const RnnParameters& gradient, double rate) noexcept;

}  // namespace babble
