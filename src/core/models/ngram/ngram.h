// n-grams by counting, of order n = 1 (no context) to 5: N[c, x] is how often x follows the
// context c of n - 1 tokens. V vocabulary size, N[c] the sum of a context's counts.
//   add k:     P(x | c) = (N[c, x] + k) / (N[c] + k V)             (makemore part 1)
//   back-off:  P(x)     = (n(x) + ε1 / V) / (n + ε1)
//              P(x | c) = (N[c, x] + ε P(x)) / (N[c] + ε)          (d2l §8.3, Laplace smoothing)
// where n(x) is how often x ends an n-gram and n their number. d2l's m, the number of distinct
// tokens, is V here, so that the sum over the vocabulary is 1.
#pragma once

#include "core/models/model.h"
#include "core/models/ngram/gram_counts.h"
#include "core/settings/settings.h"

namespace babble {

/// Estimate::add_k uses k, Estimate::backoff ε1 and ε.
struct GramSmoothing {
  explicit GramSmoothing(const Settings& settings)
      : estimate(settings.estimate),
        k(settings.smoothing),
        epsilon1(settings.epsilon1),
        epsilon(settings.epsilon) {}
  bool operator==(const GramSmoothing&) const = default;

  Estimate estimate;
  double k, epsilon1, epsilon;
};

class NgramModel final : public Model {
 public:
  NgramModel(GramCounts counts, const GramSmoothing& smoothing);

  const GramCounts& counts() const { return counts_; }
  void set_smoothing(const GramSmoothing& smoothing);

  /// P(x | c) of a token with `count` = N[c, x] and `total` = N[c]. 0/0 is the limit for a small k
  /// or ε: 1/V or P(x).
  double probability(std::int64_t count, std::int64_t total, int token) const;
  /// N[c, x] for each of the V tokens x after what was read.
  std::vector<std::int64_t> next_counts(const ModelState& state) const;

  struct Score {
    double nll;     ///< as Model::nll
    double unseen;  ///< share of the pairs whose context has no count; NaN without pairs
  };
  /// Of the grams of a stream, counted with the same V and order.
  Score score(const GramCounts& grams) const;

  const ModelInfo& info() const override;
  int vocabulary_size() const override { return counts_.vocabulary_size(); }
  std::vector<TensorView> parameters() const override { return {}; }
  std::int64_t parameter_count() const override { return std::ssize(counts_.keys()); }
  /// keys and N: of each gram that occurs its key (gram_counts.h) and its count.
  std::vector<Tensor> saved_tensors() const override;
  std::unique_ptr<Model> clone() const override { return std::make_unique<NgramModel>(*this); }
  std::unique_ptr<ModelState> initial_state() const override;
  void feed(ModelState& state, TokenId token) const override;
  void next_probabilities(const ModelState& state, std::span<float> probabilities) const override;
  void next_logits(const ModelState& state, std::span<float> logits) const override;
  double nll(std::span<const TokenId> stream, CorpusKind kind) const override;
  double unseen_contexts(std::span<const TokenId> stream, CorpusKind kind) const override;

 private:
  GramCounts counts_;
  GramSmoothing smoothing_;
  std::vector<double> prior_;  // V: P(x) of the back-off
};

}  // namespace babble
