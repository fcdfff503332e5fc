#include "core/data/counts.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/random/torch_rng.h"

namespace babble {
namespace {

/// The naive twin.
CountMatrix counted_one_by_one(std::span<const TokenId> stream, int size) {
  CountMatrix counts(size);
  for (std::size_t i = 1; i < stream.size(); ++i) ++counts.at(stream[i - 1], stream[i]);
  return counts;
}

TEST(Counts, ByHand) {
  const std::vector<TokenId> stream{0, 1, 2, 1, 2, 0, 0};
  const CountMatrix counts = count_bigrams(stream, 3);
  EXPECT_EQ(counts.at(1, 2), 2);
  EXPECT_EQ(counts.at(2, 1), 1);
  EXPECT_EQ(counts.at(0, 0), 1);
  EXPECT_EQ(counts.at(2, 2), 0);
  EXPECT_EQ(counts.total(), 6);
  EXPECT_EQ(counts.row_sums(), (std::vector<std::int64_t>{2, 2, 2}));
  EXPECT_EQ(counts.row(1)[2], 2);
}

TEST(Counts, AgreeWithTheNaiveTwinAtEveryLengthAndSize) {
  TorchRng rng(5);
  for (const int size : {1, 2, 27, 256, 257, 1000}) {
    for (const std::size_t length : {0u, 1u, 2u, 3u, 4u, 5u, 100u, 5001u}) {
      std::vector<TokenId> stream(length);
      for (TokenId& token : stream)
        token = static_cast<TokenId>(rng.random_below(static_cast<std::uint32_t>(size)));
      ASSERT_EQ(count_bigrams(stream, size), counted_one_by_one(stream, size))
          << size << ' ' << length;
    }
  }
}

TEST(Counts, TableLimit) {
  EXPECT_EQ(CountMatrix(limits::max_bigram_vocabulary).size(), limits::max_bigram_vocabulary);
  EXPECT_THROW(CountMatrix(limits::max_bigram_vocabulary + 1), Error);
}

}  // namespace
}  // namespace babble
