// Where the training of the neural bigram ends: the weights that minimise
//   NLL(W) + λ · mean(W²)
// for one λ after another. Gradient descent comes ever closer to them; λ plays the part that k has
// for the counts, and this shows it without waiting.
#pragma once

#include <vector>

#include "core/data/counts.h"
#include "core/models/neural_bigram/neural_bigram.h"

namespace babble {

/// V×V weights without bias. The problem falls apart into one for each row, strictly convex for
/// λ > 0, and is solved by Newton's method in O(V) a row and iteration.
class RegularizationPath {
 public:
  /// `counts` have to contain a pair.
  explicit RegularizationPath(const CountMatrix& counts);

  /// The minimum for λ > 0, to about float32's precision. Begins at the minimum of the call before,
  /// so that a sweep from large to small λ is quick.
  const NeuralBigram& minimum(double l2);

 private:
  void solve_row(int row, double penalty);
  double value(const std::vector<double>& w, double penalty);

  int size_;                         // V
  std::vector<double> row_shares_;   // V, n_i / M
  std::vector<double> shares_;       // V·V, N_ij / M
  std::vector<double> weights_;      // V·V
  const double* targets_ = nullptr;  // the row being solved
  double share_ = 0;
  std::vector<double> p_, step_, trial_;  // V
  NeuralBigram model_;
};

}  // namespace babble
