// Forward pass, loss and back-propagation of one mini-batch of the transformer. The constructor
// allocates all memory. V, T, W, L as in transformer_parameters.h.
//
// The tokens of all sequences are rows of matrices, one sequence after the other, each up to the
// last token after which something is expected. Rows pass through all layers independently of each
// other, except that attention joins those of one sequence. Threads take groups of sequences
// through all blocks forward; backward they go block by block, first groups of sequences, then
// panels of the gradients. No sum is split, so any number of threads gives the same bits.
#pragma once

#include <memory>
#include <span>

#include "core/math/activation.h"
#include "core/math/attention.h"
#include "core/math/linear.h"
#include "core/math/normalize.h"
#include "core/math/softmax.h"
#include "core/math/thread_pool.h"
#include "core/models/transformer/transformer_parameters.h"

namespace babble {

class TransformerPass {
 public:
  /// For mini-batches of at most batch_size sequences of time_steps tokens, at most the block size.
  /// Without `trains` there is no memory for a backward pass.
  TransformerPass(const TransformerShape& shape, int batch_size, int time_steps, bool trains);
  /// The bytes that the constructor asks for beside copies of the weights, about.
  static double bytes(const TransformerShape& shape, int batch_size, int time_steps, bool trains);

  /// The number of threads from now on. 0: as many as the machine has, if a mini-batch is large
  /// enough to gain from them. One thread until this is called.
  void set_threads(int threads);
  ThreadPool* pool() const { return pool_.get(); }

  /// Takes the values of the weights; to be called before a pass whenever they have changed.
  void pack(const TransformerParameters& weights) noexcept;
  /// Forward pass over x (`batch` rows of T tokens): fills logits() and attention().
  void forward(const TransformerParameters& weights, std::span<const TokenId> x,
               int batch) noexcept;
  /// Forward pass. Returns the sum of the cross-entropies in nats of y, as large as x; nothing is
  /// expected where it has no_target.
  double score(const TransformerParameters& weights, std::span<const TokenId> x,
               std::span<const TokenId> y, int batch) noexcept;
  /// Returns the mean cross-entropy in nats over the labels that are expected, and computes all
  /// gradients.
  double forward_and_backward(const TransformerParameters& weights, std::span<const TokenId> x,
                              std::span<const TokenId> y, int batch) noexcept;

  /// After forward(): the logits of sequence b, T×V, and the weights of a head's attention, T×T.
  Matrix logits(int b) const;
  Matrix attention(int layer, int b, int head) const;
  /// After forward() with memory for a backward pass: the logits, T×V, that the output layer gives
  /// for what block `layer` leaves of sequence b.
  Matrix logits_after(int layer, int b) const;
  TransformerParameters& gradient() { return gradient_; }
  const TransformerParameters& gradient() const { return gradient_; }

 private:
  // Consecutive rows, of which those of no sequence at the end fill the last tile.
  struct Group {
    Index first_sequence, last_sequence, begin, rows;
  };
  struct Sequence {
    Index begin, length;
    Index weights;  // offset of its first head in Block::weights
  };
  // What a block's forward pass leaves for its backward pass; N rows.
  struct Block {
    Matrix n1, attended, n2, g;  // N×W, N×W, N×W, N×4W interleaved: inputs of the linear layers
    Matrix qkv, slopes;          // N×3W, N×4W: q k v; derivatives of the activation
    RowVector scale1, scale2;    // N: of the two norms
    RowVector weights;           // of the attention, by sequence and head
  };
  struct Workspace {  // of one thread
    Matrix panel;     // rows of a group × the widest panel
    Matrix rows;      // rows of a group × W
    CausalAttention attention;
  };

  void arrange(std::span<const TokenId> x, std::span<const TokenId> y, int batch) noexcept;
  template <class Work>
  void each_group(const Work& work) noexcept;
  const Linear& linear(int layer, TransformerShape::Layer part) const {
    return linears_[static_cast<std::size_t>(4 * layer + part)];
  }
  Block& block(int layer) { return blocks_[static_cast<std::size_t>(layer) % blocks_.size()]; }
  void embed(const TransformerParameters& weights, Group group) noexcept;
  void block_forward(int layer, Group group, Workspace& own) noexcept;
  void forward_group(const TransformerParameters& weights, Group group, Workspace& own) noexcept;
  void loss_backward(Group group, Workspace& own) noexcept;
  void block_backward(int layer, Group group, Workspace& own) noexcept;
  void weight_gradients(const TransformerParameters& weights, int first, int count) noexcept;
  void embedding_gradients() noexcept;
  // What a linear layer read, and the gradient by what it gave.
  struct Operands {
    const Matrix &input, &gradient;
  };
  Operands operands(int linear) const;

  TransformerShape shape_;
  Centre centre_;
  int time_, batch_;
  Index rows_ = 0;      // of the present mini-batch
  Index expected_ = 0;  // labels of the present mini-batch
  Index width_padded_;  // W in whole panels
  std::shared_ptr<ThreadPool> pool_;
  std::vector<Workspace> workspaces_;  // one a thread
  std::vector<Linear> linears_;        // as TransformerParameters::linear
  std::vector<Sequence> sequences_;
  std::vector<Group> groups_;
  std::vector<TokenId> tokens_, targets_;  // N
  std::vector<int> positions_;             // N
  std::vector<RowLoss> losses_;            // N
  std::vector<Block> blocks_;              // L; one where nothing is trained
  Matrix x_, dx_;                          // N×W: the residual stream and its gradient
  Matrix n0_, nf_;                         // N×W interleaved: first and last norm
  RowVector scale0_, scalef_;              // N
  Matrix logits_;                          // N×V
  // Interleaved gradients by the outputs of the linear layers of one block, and by the logits.
  Matrix doutput_, dfc_, dprojection_, dqkv_, dlogits_;
  Matrix packed_;            // workspace of Linear::weight_gradient
  RowVector bias_gradient_;  // V: of the logits, which have no bias
  TransformerParameters gradient_;
};

}  // namespace babble
