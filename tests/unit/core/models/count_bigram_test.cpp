#include "core/models/count_bigram/count_bigram.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

namespace babble {
namespace {

// ".ab.b." over {., a, b}: .a ab b. .b b.
CountMatrix small_counts() {
  const std::vector<TokenId> stream{0, 1, 2, 0, 2, 0};
  return count_bigrams(stream, 3);
}

TEST(CountBigram, RowsAreDistributions) {
  for (const double k : {0.0, 0.1, 1.0, 1000.0}) {
    const CountBigram model(small_counts(), k);
    for (int i = 0; i < 3; ++i) {
      EXPECT_NEAR(model.probabilities().row(i).sum(), 1.0f, 2e-7f) << "k = " << k;
      for (int j = 0; j < 3; ++j) {
        EXPECT_NEAR(model.probabilities()(i, j),
                    model.probability(static_cast<TokenId>(i), static_cast<TokenId>(j)), 1e-7);
      }
    }
  }
}

TEST(CountBigram, KnownProbabilities) {
  CountBigram model(small_counts(), 0);
  EXPECT_EQ(model.probability(0, 1), 0.5);
  EXPECT_EQ(model.probability(1, 2), 1.0);
  EXPECT_EQ(model.probability(1, 1), 0.0);
  model.set_smoothing(1);
  EXPECT_EQ(model.probability(0, 1), 2.0 / 5);
  EXPECT_EQ(model.probability(1, 1), 1.0 / 4);
  model.set_smoothing(1e12);
  for (TokenId j = 0; j < 3; ++j) EXPECT_NEAR(model.probability(1, j), 1.0 / 3, 1e-11);
}

TEST(CountBigram, RowWithoutCountsIsUniform) {
  const std::vector<TokenId> stream{0, 1};  // nothing follows 1 or 2
  const CountBigram model(count_bigrams(stream, 3), 0);
  EXPECT_EQ(model.probabilities()(1, 0), 1.0f / 3);
  EXPECT_EQ(model.probability(2, 2), 1.0 / 3);
}

TEST(CountBigram, UnseenPairIsInfinite) {
  const CountBigram model(small_counts(), 0);
  const std::vector<TokenId> stream{0, 1, 1};
  EXPECT_EQ(model.nll(stream, CorpusKind::text), std::numeric_limits<double>::infinity());
  const auto state = model.initial_state();
  model.feed(*state, 1);
  std::vector<float> logits(3);
  model.next_logits(*state, logits);
  EXPECT_EQ(logits[1], -std::numeric_limits<float>::infinity());
  EXPECT_EQ(logits[2], 0.0f);
}

TEST(CountBigram, NllIsTheMeanOverThePairs) {
  const CountBigram model(small_counts(), 1);
  const std::vector<TokenId> stream{0, 1, 1, 2};
  const double wanted = -(std::log(2.0 / 5) + std::log(1.0 / 4) + std::log(2.0 / 4)) / 3;
  EXPECT_NEAR(model.nll(stream, CorpusKind::text), wanted, 1e-15);
  EXPECT_TRUE(std::isnan(model.nll(std::vector<TokenId>{2}, CorpusKind::text)));
}

}  // namespace
}  // namespace babble
