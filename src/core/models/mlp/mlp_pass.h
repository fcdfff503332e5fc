// Forward pass, loss and gradient of one mini-batch of the MLP. The constructor allocates all
// memory. V, T, E, H, B as in mlp.h; K = T·E.
//
// Activations are kept transposed, one column an example, in panels of the packed layout of gemm:
// every product but the gradient of W1 then reads the weights and the activations as they are. The
// biases are one more row of the weights, met by a row of ones in Xᵀ and Hᵀ:
//   Zᵀ = [W1; b1]ᵀ·[X 1]ᵀ      H×B     Hᵀ = tanh Zᵀ
//   Oᵀ = [W2; b2]ᵀ·[H 1]ᵀ      V×B     dO = (softmax(O) - Y)/B
//   dHᵀ = W2·dOᵀ               H×B     dZ = dH ∘ (1 - H²)
//   dXᵀ = W1·dZᵀ               K×B     dC = the rows of dX added up by their tokens
//   [dW1; db1] = [X 1]ᵀ·dZ             [dW2; db2] = [H 1]ᵀ·dO
// Panels of examples are independent until the gradients of the weights are summed, and these are
// divided by columns: any number of threads gives the same bits.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/math/packed_matrix.h"
#include "core/math/softmax.h"
#include "core/math/thread_pool.h"
#include "core/models/mlp/mlp.h"

namespace babble {

class MlpPass {
 public:
  MlpPass(const MlpShape& shape, int batch_size);
  /// The bytes that the constructor asks for beside copies of the weights, about.
  static double bytes(const MlpShape& shape, int batch_size);

  /// The number of threads from now on. 0: as many as the machine has, if a mini-batch is large
  /// enough to gain from them. One thread until this is called.
  void set_threads(int threads);
  /// The threads that share a mini-batch; null: the calling thread alone.
  ThreadPool* pool() const { return pool_.get(); }

  /// Forward pass over the windows x (B×T, x[b·T + t]). Fills hidden() and logits().
  void forward(const MlpParameters& weights, std::span<const TokenId> x) noexcept;
  /// The sum of the cross-entropies in nats of y, the labels of the first windows or of all. Call
  /// forward() first; overwrites the logits.
  double loss_sum(std::span<const TokenId> y) noexcept;
  /// The mean cross-entropy in nats of y given x; computes all gradients.
  double forward_and_backward(const MlpParameters& weights, std::span<const TokenId> x,
                              std::span<const TokenId> y) noexcept;

  const MlpParameters& gradient() const { return gradient_; }
  /// The only values of the gradient that may differ from zero: the rows of C that the mini-batch
  /// reads, and all other tensors.
  std::span<const Range> touched() const { return touched_; }

  Matrix hidden() const;             ///< H, B×H
  Matrix logits() const;             ///< O, B×V, after forward(); dO after forward_and_backward()
  Matrix argument_gradient() const;  ///< dZ, B×H
  const Matrix& input_gradient() const { return dX_; }  ///< dX, B×K
  Index batch_size() const { return batch_; }

 private:
  template <class Work>
  void each_panel(const Work& work) noexcept;
  void copy_weights(const MlpParameters& weights) noexcept;
  void forward_panel(const MlpParameters& weights, Index q) noexcept;
  void loss_panel(Index q) noexcept;
  void backward_panel(Index q) noexcept;
  void weight_gradients() noexcept;
  void output_weight_gradients(Index p) noexcept;
  void embedding_gradients() noexcept;
  const float* hidden_rows(Index q) const;
  Matrix examples(const PackedMatrix& panels, Index columns) const;

  MlpShape shape_;
  Index inputs_, hidden_, vocabulary_, batch_;  // K, H, V, B
  std::shared_ptr<ThreadPool> pool_;
  std::span<const TokenId> x_, y_;  // of the call under way
  std::vector<RowLoss> losses_;     // B
  Matrix W1_, W2_;                  // [W1; b1] and [W2; b2], interleaved rows
  Matrix X_;                        // [X 1], B rows
  Matrix X_interleaved_;            // the same; empty if nothing is interleaved
  PackedMatrix X_panels_;           // [X 1]ᵀ, K+1 × B
  PackedMatrix H_panels_;           // [H 1]ᵀ, H+1 × B
  PackedMatrix H_interleaved_;      // the same with interleaved rows; empty if nothing is
  PackedMatrix dO_panels_;          // Oᵀ, then dOᵀ, V×B
  PackedMatrix dZ_panels_;          // dHᵀ, then dZᵀ, H×B
  PackedMatrix dX_panels_;          // dXᵀ, K×B
  PackedMatrix dO_;                 // dO, B×V
  PackedMatrix dZ_;                 // dZ, B×H
  Matrix dX_;                       // dX, B×K
  MlpParameters gradient_;
  std::vector<char> seen_;  // V, whether the mini-batch reads the token's row of C
  std::vector<Range> touched_;
};

}  // namespace babble
