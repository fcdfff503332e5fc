// What the RNN, the GRU and the LSTM have in common in the forward pass, loss and back-propagation
// through time of one mini-batch (d2l §8.5, §8.7): threads, groups, packed weights, output layer,
// gradients of all weights. A model adds one time step forward and backward. The constructors
// allocate all memory.
//
// V vocabulary size, H hidden units, B sequences side by side, T time steps. Matrices with a time
// axis have row t·Bp + b, so that one time step is one block of rows; Bp is B rounded up to whole
// groups of interleaved rows (core/math/packed_matrix.h). Rows of H and V numbers are padded with
// zeros to whole panels; Hp and Vp are those lengths.
//
// The sequences of a mini-batch are independent until the weight gradients are summed. Threads
// therefore take groups of sequences, each through all time steps forward and backward, and then
// panels of the gradients. No sum is split, so any number of threads gives the same bits.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/math/packed_matrix.h"
#include "core/math/softmax.h"
#include "core/math/thread_pool.h"
#include "core/models/recurrent/recurrent_parameters.h"

namespace babble {

class RecurrentPass {
 public:
  virtual ~RecurrentPass() = default;
  RecurrentPass(const RecurrentPass&) = delete;
  RecurrentPass& operator=(const RecurrentPass&) = delete;

  /// The number of threads from now on. 0: as many as the machine has, if a mini-batch is large
  /// enough to gain from them. One thread until this is called.
  void set_threads(int threads);
  /// The threads that share a mini-batch; null: the calling thread alone.
  ThreadPool* pool() const { return pool_.get(); }

  // x and y are B×T, x[b·T + t], with T at most that of the constructor. Nothing is expected where
  // y is no_target. Time steps after the last expected label may be left out: time_steps() tells
  // how many were made.

  /// Forward pass over x from state_before(). Fills states() and logits().
  void forward(const RecurrentParameters& weights, std::span<const TokenId> x) noexcept;
  /// Forward pass over x, then the sum of the cross-entropies of y in nats. Replaces the logits.
  double score(const RecurrentParameters& weights, std::span<const TokenId> x,
               std::span<const TokenId> y) noexcept;
  /// Returns the mean cross-entropy in nats of the expected labels and computes all gradients by
  /// back-propagation through the T steps. Call forward() first; the logits and the gates are
  /// replaced by their gradients.
  double backward(const RecurrentParameters& weights, std::span<const TokenId> y) noexcept;
  /// The same numbers as forward() followed by backward(). Each group of sequences starts its
  /// backward pass as soon as its forward pass is done, so no thread waits in between.
  double forward_and_backward(const RecurrentParameters& weights, std::span<const TokenId> x,
                              std::span<const TokenId> y) noexcept;

  /// State before the first time step, B×H: zero, or the carried one.
  Matrix state_before() const { return states(0); }
  void set_state_before(const Matrix& state) noexcept;
  /// State after the last time step, B×H.
  Matrix state_after() const { return states(time_); }
  /// H_t, the last state or one before it, becomes the first of the next mini-batch. No gradient
  /// flows back through it: the "detach" of d2l §8.5.
  virtual void carry_state(int t) noexcept;
  virtual void reset_state() noexcept;
  /// Sets the state of one sequence after the last time step to zero.
  virtual void clear_last_state(int sequence) noexcept;
  /// What is carried between mini-batches, each B×H: H, and C for an LSTM.
  virtual std::vector<Matrix> carried() const { return {state_before()}; }
  virtual void set_carried(std::span<const Matrix> states) noexcept { set_state_before(states[0]); }

  /// H_t, B×H, for t from 0 (before the first step) to T.
  Matrix states(int t) const;
  /// The values of a gate at time step t from 0 to T - 1, B×H; after backward() the gradient by the
  /// argument of its activation. A plain RNN has only the gradient.
  Matrix gate(std::size_t gate, int t) const { return from_panels(gates_[gate].values, t); }
  /// O_{t+1}, B×V, for t from 0 to T - 1; after backward() the gradient by it.
  Matrix logits(int t) const;
  enum class StateGradient { hidden, cell };
  /// From now on backward passes keep the norms of the gradients by H_{t+1} and, in an LSTM,
  /// C_{t+1}.
  void keep_state_gradients();
  /// Of the sequence's part of the state, for t from 0 to T - 1.
  double state_gradient_norm(StateGradient which, int t, int sequence) const;
  RecurrentParameters& gradient() { return gradient_; }
  const RecurrentParameters& gradient() const { return gradient_; }
  int batch_size() const { return batch_; }
  int time_steps() const { return time_; }

 protected:
  // Sequences that go through time together.
  struct Group {
    Index begin, rows;
  };
  struct Gate {
    Matrix inputs;        // V×Hp: W_x + b or C·W_x + b, one row a token
    Matrix dinputs;       // V×H: the gradient by C·W_x; empty without an embedding
    PackedMatrix W_h;     // H×H
    PackedMatrix values;  // T·Bp × H: dZ, the gradient of the activation's argument; before that
                          // what the forward pass keeps there
  };

  /// The first `state_gates` gates read H_{t-1} itself, so dZ of these reaches it through W_hᵀ.
  RecurrentPass(std::string_view gates, std::size_t state_gates, int vocabulary_size,
                int hidden_size, int batch_size, int time_steps, int embedding);

  /// H_t and what the backward pass needs, from H_{t-1}.
  virtual void step_forward(Index t, Group group) noexcept = 0;
  /// dZ_t of all gates, row-major in Gate::values and, for the state gates, interleaved in
  /// leaving(t), from arriving(t) = [dO_t dZ_{t+1}] (dO_t alone at the last time step).
  virtual void step_backward(Index t, Group group) noexcept = 0;
  virtual void pack_backward(const RecurrentParameters& weights, Index p) noexcept;
  /// What W_h of a gate multiplies: interleaved rows with the stride of states_, T·Bp of them.
  virtual const float* multiplied(std::size_t /*gate*/) const { return states_.data(); }

  /// to (rows × the panel's width, row-major) = the rows of Gate::inputs of the tokens of time step
  /// t, the columns of panel p. Returns `to`.
  float* start_gate(std::size_t gate, Index p, Index t, Group group, float* to) noexcept;
  /// The same in Gate::values, plus the product of `rows` (interleaved, the stride of states_) with
  /// W_h. Returns where.
  float* gate_forward(std::size_t gate, Index p, Index t, Group group, const float* rows) noexcept;
  float* gate_values(std::size_t gate, Index p, Index t, Group group) {
    return gates_[gate].values.panel(p, row(t, group.begin));
  }
  /// How many columns of arriving(t) count.
  Index arriving_depth(Index t) const {
    return t + 1 < time_ ? arriving_[0].cols() - (padded_hidden_ - hidden_) : vocabulary_;
  }
  // Rows [dO_t dZ_{t+1}], and where dZ_t of a gate goes for the time step before.
  const float* arriving(Index t, Group group) const {
    return arriving_[t % 2].data() + group.begin * arriving_[0].cols();
  }
  float* leaving(std::size_t gate, Index t, Group group) {
    return arriving_[(t + 1) % 2].data() + group.begin * arriving_[0].cols() +
           (vocabulary_ + static_cast<Index>(gate) * padded_hidden_) * interleave;
  }

  bool keeps_state_gradients() const { return !squares_[0].empty(); }
  /// Adds the squares of panel p of a gradient by the state, rows × width(p).
  void keep_state_gradient(StateGradient which, Index t, Group group, Index p,
                           const float* gradient) noexcept;

  float* state(Index t) { return states_.data() + t * padded_batch_ * states_.cols(); }
  float* state(Index t, Group group) { return state(t) + group.begin * states_.cols(); }
  // Rows of mini-batch-long matrices: t·Bp + b.
  Index row(Index t, Index b) const { return t * padded_batch_ + b; }
  // The panels of H columns.
  Index panels() const { return gates_[0].W_h.count(); }
  Index width(Index p) const { return gates_[0].W_h.width(p); }
  Index first_column(Index p) const { return gates_[0].W_h.first_column(p); }
  /// Time step t of a matrix in panels, B×H.
  Matrix from_panels(const PackedMatrix& panels, int t) const;

  int vocabulary_, hidden_, batch_, time_;  // T of the mini-batch at hand
  Index padded_batch_, padded_hidden_;      // Bp, Hp
  std::vector<Gate> gates_;
  Matrix states_;                    // (T+1)·Bp × Hs interleaved; Hs >= Hp
  Matrix arriving_[2];               // Bp × (V + Hp·state gates) interleaved; t even, odd
  PackedMatrix weights_transposed_;  // V rows of W_hqᵀ, Hp of W_hᵀ for each state gate; × H

 private:
  template <class Work>
  void each_group(const Work& work) noexcept;
  void set_time_steps(Index steps) noexcept;
  void arrange(std::span<const TokenId> tokens, std::vector<TokenId>& out) const noexcept;
  void arrange_targets(std::span<const TokenId> y) noexcept;
  Index forward_panels() const { return std::max(panels(), W_hq_.count()); }
  void pack_forward(const RecurrentParameters& weights, Index p) noexcept;
  void forward_group(Group group) noexcept;
  void backward_group(Group group) noexcept;
  void output_forward(Index t, Group group) noexcept;
  void loss_backward(Index t, Group group) noexcept;
  void weight_gradients(const RecurrentParameters& weights) noexcept;
  void hidden_weight_gradients(const RecurrentParameters& weights, std::size_t gate,
                               Index p) noexcept;
  void embedding_gradient(const RecurrentParameters& weights, Index token) noexcept;
  void output_weight_gradients(Index p) noexcept;
  double mean_loss() const noexcept;
  float* row_of_logits(Index row) { return logits_.data() + row * logits_.cols(); }

  std::shared_ptr<ThreadPool> pool_;
  std::vector<TokenId> tokens_;   // T·Bp, x in the order of the rows
  std::vector<TokenId> targets_;  // T·Bp, y in the order of the rows
  std::int64_t expected_ = 0;     // labels of y that are not no_target
  std::vector<RowLoss> losses_;   // T·Bp
  RowVector bias_;                // Vp: b_q; very negative in the padding, so that P is 0 there
  Matrix logits_;                 // T·Bp × Vp, then dlogits
  PackedMatrix W_hq_;             // H×V
  PackedMatrix dlogits_panels_;   // T·Bp × V
  RecurrentParameters gradient_;
  std::vector<double> squares_[2];  // T·Bp: ‖dH_t‖², ‖dC_t‖²; empty: nobody asked
};

}  // namespace babble
