// Loss and gradient of the neural bigram (neural_bigram.h has the formulas), with all memory made
// beforehand. V vocabulary size, M pairs in the data, S = V rounded up to whole vectors: rows that
// are worked on are padded to S, so that no loop has a scalar tail (27 values would be one vector
// of 16 and 11 single exponentials).
#pragma once

#include <span>
#include <vector>

#include "core/data/counts.h"
#include "core/math/matrix.h"
#include "core/math/softmax.h"
#include "core/models/neural_bigram/neural_bigram.h"

namespace babble {

class NeuralBigramPass {
 public:
  /// Full batch: everything the data say is in `counts` (V×V). Mini-batches do not look at them.
  NeuralBigramPass(const NeuralBigram& model, const CountMatrix& counts);

  /// Full-batch loss (data NLL + penalty, nats); fills gradient().
  double full_batch(const NeuralBigram& model, double l2) noexcept;
  /// The same for B pairs (currents[b], nexts[b]): rows of W are selected, no one-hot is built.
  double mini_batch(const NeuralBigram& model, std::span<const TokenId> currents,
                    std::span<const TokenId> nexts, double l2) noexcept;
  /// Data NLL of the last step, without the penalty.
  double data_nll() const { return data_nll_; }

  /// dW and db of the last step.
  const NeuralBigramParameters& gradient() const { return gradient_; }
  /// The only values of the gradient that may differ from zero: the rows of W that a mini-batch
  /// selects, and b. Empty: all.
  std::span<const Range> touched() const { return touched_; }

 private:
  RowExponentials read_row(const NeuralBigram& model, Eigen::Index i) noexcept;
  double add_penalty(const NeuralBigram& model, double l2) noexcept;
  void clear_gradient() noexcept;

  Eigen::Index size_;     // V
  RowVector row_shares_;  // V, n_i / M
  Matrix shares_;         // V×S, N_ij / M
  Matrix logits_;         // V×S, W + b; the padding is very negative
  Matrix exponentials_;   // V×S, exp(logits - largest of the row); the padding is zero
  RowVector largest_;     // V, largest logit of each row
  RowVector sums_;        // V, row sums of exponentials_
  Matrix dlogits_;        // V×S, full batch: sum of the pairs' gradients by the logits of row i
  NeuralBigramParameters gradient_;
  std::vector<Range> touched_;
  std::vector<int> seen_;  // V, mini-batch: how many pairs of it begin with i
  std::vector<int> rows_;  // mini-batch: the i that occur, each once
  double data_nll_ = 0;
};

}  // namespace babble
