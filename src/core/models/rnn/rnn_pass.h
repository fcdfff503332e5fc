// Forward pass, loss and back-propagation through time of one mini-batch of the RNN (d2l §8.5,
// §8.7), with all memory made beforehand. V, H, B, T as in rnn.h. Everything with a time axis is
// stored with row t·Bp + b, so that one time step is one block of rows; Bp is B rounded up to whole
// interleaved rows (panels.h). Rows of H and V numbers are padded with zeros to whole panels; Hp
// and Vp are those lengths.
//
// The sequences of a mini-batch know nothing of each other until the weights' gradients are summed
// up. So a pool shares out groups of them, each through all time steps and back, and then the
// gradients, a few columns at a time. No sum is split: the result is the same to the last bit for
// any number of threads.
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

  /// Works with so many threads from now on; 0: as many as the machine has if a mini-batch is large
  /// enough to be worth it. One thread until this is called.
  void set_threads(int threads);
  /// Whom the next mini-batch is shared out to; null: one thread does it all.
  ThreadPool* pool() const { return pool_.get(); }

  /// Reads x (B×T, x[b·T + t]) from the given state, which may be zero (reset) or carried.
  /// Fills states() and logits().
  void forward(const RnnParameters& weights, std::span<const TokenId> x) noexcept;
  /// Mean cross-entropy in nats of y (B×T) over all B·T tokens, and all gradients by
  /// back-propagation through the T steps of this mini-batch. forward() must have run; its logits
  /// are replaced by their gradient.
  double backward(const RnnParameters& weights, std::span<const TokenId> y) noexcept;
  /// The same numbers as forward() and backward(), where nobody looks between: a group of sequences
  /// turns back as soon as it has arrived, and no thread waits for the others there.
  double forward_and_backward(const RnnParameters& weights, std::span<const TokenId> x,
                              std::span<const TokenId> y) noexcept;

  /// State before the first time step, B×H: zero, or the carried one.
  Matrix state_before() const { return states(0); }
  void set_state_before(const Matrix& state) noexcept;
  /// State after the last time step, B×H.
  Matrix state_after() const { return states(time_); }
  /// The carried state becomes the start of the next mini-batch. The gradient does not follow it
  /// there: that is the "detach" of d2l §8.5.
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
  // Some sequences, which go through time together.
  struct Group {
    Index begin, rows;
  };
  template <class Work>
  void parallel_for(Index count, const Work& work) noexcept;
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
  Matrix inputs_;                    // V×Hp: W_xh + b_h, what a token adds to its row
  RowVector bias_;                   // Vp: b_q; very negative in the padding, where P is then 0
  Matrix states_;                    // (T+1)·Bp × Hs in row form; Hs >= Hp
  Matrix logits_;                    // T·Bp × Vp, then dlogits
  Matrix sums_;                      // Bp × a panel's width: what tanh is taken of
  Matrix arriving_[2];               // Bp × (V + Hp) in row form: dO_t, dZ_{t+1}; t even, odd
  PackedMatrix W_hh_, W_hq_;         // H×H, H×V
  PackedMatrix weights_transposed_;  // (V + H)×H: W_hqᵀ above W_hhᵀ
  PackedMatrix dstates_panels_;      // T·Bp × H: gradient by the argument of tanh, dZ
  PackedMatrix dlogits_panels_;      // T·Bp × V
  RnnParameters gradient_;
};

}  // namespace babble
