// Forward pass, loss and back-propagation through time of one mini-batch of the RNN (d2l §8.5,
// §8.7). The constructor allocates all memory. V, H, B, T as in rnn.h. Matrices with a time axis
// have row t·Bp + b, so that one time step is one block of rows; Bp is B rounded up to whole groups
// of interleaved rows (core/math/packed_matrix.h). Rows of H and V numbers are padded with zeros to
// whole panels; Hp and Vp are those lengths.
//
// The sequences of a mini-batch are independent until the weight gradients are summed. Threads
// therefore take groups of sequences, each through all time steps forward and backward, and then
// panels of the gradients. No sum is split, so any number of threads gives the same bits.
#pragma once

#include <algorithm>
#include <memory>
#include <span>

#include "core/math/packed_matrix.h"
#include "core/math/softmax.h"
#include "core/math/thread_pool.h"
#include "core/models/rnn/rnn.h"

namespace babble {

class RnnPass {
 public:
  RnnPass(int vocabulary_size, int hidden_size, int batch_size, int time_steps);

  /// The number of threads from now on. 0: as many as the machine has, if a mini-batch is large
  /// enough to gain from them. One thread until this is called.
  void set_threads(int threads);
  /// The threads that share a mini-batch; null: the calling thread alone.
  ThreadPool* pool() const { return pool_.get(); }

  /// Forward pass over x (B×T, x[b·T + t]) from state_before(). Fills states() and logits().
  void forward(const RnnParameters& weights, std::span<const TokenId> x) noexcept;
  /// Returns the mean cross-entropy in nats of y (B×T) and computes all gradients by
  /// back-propagation through the T steps. Call forward() first; the logits are replaced by their
  /// gradient.
  double backward(const RnnParameters& weights, std::span<const TokenId> y) noexcept;
  /// The same numbers as forward() followed by backward(). Each group of sequences starts its
  /// backward pass as soon as its forward pass is done, so no thread waits in between.
  double forward_and_backward(const RnnParameters& weights, std::span<const TokenId> x,
                              std::span<const TokenId> y) noexcept;

  /// State before the first time step, B×H: zero, or the carried one.
  Matrix state_before() const { return states(0); }
  void set_state_before(const Matrix& state) noexcept;
  /// State after the last time step, B×H.
  Matrix state_after() const { return states(time_); }
  /// The last state becomes the first of the next mini-batch. No gradient flows back through it:
  /// the "detach" of d2l §8.5.
  void carry_state() noexcept;
  void reset_state() noexcept;
  /// Sets the state of one sequence after the last time step to zero.
  void clear_last_state(int sequence) noexcept;

  /// H_t, B×H, for t from 0 (before the first step) to T.
  Matrix states(int t) const;
  /// O_{t+1}, B×V, for t from 0 to T - 1; after backward() the gradient by it.
  Matrix logits(int t) const;
  RnnParameters& gradient() { return gradient_; }
  const RnnParameters& gradient() const { return gradient_; }
  int batch_size() const { return batch_; }
  int time_steps() const { return time_; }

 private:
  // Sequences that go through time together.
  struct Group {
    Index begin, rows;
  };
  template <class Work>
  void each_group(const Work& work) noexcept;
  void arrange(std::span<const TokenId> tokens, std::vector<TokenId>& out) const noexcept;

  Index forward_panels() const { return std::max(W_hh_.count(), W_hq_.count()); }
  void pack_forward(const RnnParameters& weights, Index p) noexcept;
  void pack_backward(const RnnParameters& weights, Index p) noexcept;
  void forward_group(Group group) noexcept;
  void backward_group(Group group) noexcept;
  void step_forward(Index t, Group group) noexcept;
  void output_forward(Index t, Group group) noexcept;
  void loss_backward(Index t, Group group) noexcept;
  void step_backward(Index t, Group group) noexcept;
  void weight_gradients() noexcept;
  void hidden_weight_gradients(Index p) noexcept;
  void output_weight_gradients(Index p) noexcept;
  double mean_loss() const noexcept;

  float* state(Index t) { return states_.data() + t * padded_batch_ * states_.cols(); }
  float* row_of_logits(Index row) { return logits_.data() + row * logits_.cols(); }
  // Rows of mini-batch-long matrices: t·Bp + b.
  Index row(Index t, Index b) const { return t * padded_batch_ + b; }

  int vocabulary_, hidden_, batch_, time_;
  Index padded_batch_;  // Bp
  std::shared_ptr<ThreadPool> pool_;
  std::vector<TokenId> tokens_;      // T·Bp, x in the order of the rows
  std::vector<TokenId> targets_;     // T·Bp, y in the order of the rows
  std::vector<RowLoss> losses_;      // T·Bp
  Matrix inputs_;                    // V×Hp: W_xh + b_h, one row a token
  RowVector bias_;                   // Vp: b_q; very negative in the padding, so that P is 0 there
  Matrix states_;                    // (T+1)·Bp × Hs interleaved; Hs >= Hp
  Matrix logits_;                    // T·Bp × Vp, then dlogits
  Matrix sums_;                      // Bp × a panel's width: the argument of tanh
  Matrix arriving_[2];               // Bp × (V + Hp) interleaved: dO_t, dZ_{t+1}; t even, odd
  PackedMatrix W_hh_, W_hq_;         // H×H, H×V
  PackedMatrix weights_transposed_;  // (V + H)×H: W_hqᵀ above W_hhᵀ
  PackedMatrix dstates_panels_;      // T·Bp × H: dZ, the gradient of the argument of tanh
  PackedMatrix dlogits_panels_;      // T·Bp × V
  RnnParameters gradient_;
};

}  // namespace babble
