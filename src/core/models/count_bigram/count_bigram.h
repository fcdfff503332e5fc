// The count bigram (makemore part 1): P(j | i) = (N_ij + k) / sum_j' (N_ij' + k).
// V vocabulary size.
#pragma once

#include "core/data/counts.h"
#include "core/models/bigram_model.h"

namespace babble {

class CountBigram final : public BigramModel {
 public:
  /// `counts` V×V: how often token j follows token i. `smoothing` is k >= 0.
  CountBigram(CountMatrix counts, double smoothing);

  const CountMatrix& counts() const { return counts_; }  // V×V
  double smoothing() const { return smoothing_; }
  void set_smoothing(double smoothing);

  /// V×V, float32 as PyTorch computes it: (N + k) divided by its row sums. With k = 0 a row without
  /// counts would be 0/0; it is uniform here, the limit for k -> 0.
  const Matrix& probabilities() const { return probabilities_; }
  /// The same probability in double, for log-likelihoods.
  double probability(TokenId current, TokenId next) const;

  const ModelInfo& info() const override;
  int vocabulary_size() const override;
  std::vector<TensorView> parameters() const override;  // P, V×V
  std::vector<Tensor> saved_tensors() const override;   // N, V×V
  std::optional<std::int64_t> pair_count(TokenId current, TokenId next) const override {
    return counts_.at(current, next);
  }
  std::unique_ptr<Model> clone() const override;
  void next_logits(const ModelState& state, std::span<float> logits) const override;
  void next_probabilities(const ModelState& state, std::span<float> probabilities) const override;
  using BigramModel::nll;
  /// V² logarithms, however long the text is.
  double nll(const CountMatrix& pairs) const override;

 private:
  CountMatrix counts_;                // V×V
  std::vector<std::int64_t> totals_;  // V, row sums of counts_
  double smoothing_ = 0;
  Matrix probabilities_;  // V×V
};

}  // namespace babble
