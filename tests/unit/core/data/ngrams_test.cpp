#include "core/data/ngrams.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/error.h"

namespace babble {
namespace {

std::vector<std::string> listed(const NgramTable& table, const NgramTokens& tokens) {
  std::vector<std::string> out;
  for (const Ngram& ngram : table.ngrams())
    out.push_back(table.text(ngram, tokens) + ':' + std::to_string(ngram.count));
  return out;
}

using Texts = std::vector<std::string>;

TEST(Ngrams, WordNgramsSpanLineEnds) {
  const auto tokens =
      ngram_tokens("The cat.\nThe dog, the CAT\n", TokenUnit::words, Preprocessing::d2l);
  EXPECT_EQ(tokens.names, (Texts{"the", "cat", "dog"}));
  EXPECT_EQ(listed(NgramTable(tokens, 1), tokens), (Texts{"the:3", "cat:2", "dog:1"}));
  EXPECT_EQ(listed(NgramTable(tokens, 2), tokens),
            (Texts{"the cat:2", "cat the:1", "the dog:1",
                   "dog the:1"}));  // ties in the order of appearance
  EXPECT_EQ(NgramTable(tokens, 3).total(), 4);
}

TEST(Ngrams, CharactersWithAllPreprocessing) {
  const auto joined = [](const NgramTokens& tokens) {
    std::string text;
    for (const std::uint32_t id : tokens.ids) text += tokens.names[id];
    return text;
  };
  const std::string text = "Ab é\ncd\n";
  EXPECT_EQ(joined(ngram_tokens(text, TokenUnit::characters, Preprocessing::d2l)), "abcd");
  EXPECT_EQ(joined(ngram_tokens(text, TokenUnit::characters, Preprocessing::raw)), text);
  EXPECT_EQ(joined(ngram_tokens(text, TokenUnit::characters, Preprocessing::lines)), ".Ab é.cd.");
  EXPECT_EQ(ngram_tokens(text, TokenUnit::words, Preprocessing::raw).names,
            (Texts{"Ab", "é", "cd"}));
  EXPECT_EQ(ngram_tokens(text, TokenUnit::words, Preprocessing::lines).names,
            (Texts{"Ab", "é", "cd"}));
}

TEST(Ngrams, BlanksCanBeShownAsSymbols) {
  const auto tokens = ngram_tokens("a b", TokenUnit::characters, Preprocessing::raw);
  const NgramTable pairs(tokens, 2);
  EXPECT_EQ(pairs.text(pairs.ngrams()[0], tokens), "a ");
  EXPECT_EQ(pairs.text(pairs.ngrams()[0], tokens, true), "a␣");
}

TEST(Ngrams, TextsShorterThanTheOrder) {
  const auto tokens = ngram_tokens("word", TokenUnit::words, Preprocessing::d2l);
  EXPECT_EQ(NgramTable(tokens, 2).total(), 0);
  EXPECT_TRUE(NgramTable(tokens, 3).ngrams().empty());
  EXPECT_TRUE(std::isnan(fit_zipf(NgramTable(tokens, 1)).alpha));
}

TEST(Ngrams, ZipfFitOfAnExactPowerLaw) {
  // Counts 720720/rank for ranks 1..14 are whole numbers for most ranks: α = 1.
  NgramTokens tokens;
  for (const int rank : {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}) {
    tokens.names.push_back(std::to_string(rank));
    tokens.ids.insert(tokens.ids.end(), static_cast<std::size_t>(720720 / rank),
                      static_cast<std::uint32_t>(rank - 1));
  }
  const ZipfFit fit = fit_zipf(NgramTable(tokens, 1), 1, 1000);
  EXPECT_EQ(fit.last_rank, 16);
  EXPECT_NEAR(fit.alpha, 1, 1e-12);
  EXPECT_NEAR(fit.intercept, std::log(720720.0), 1e-12);
}

TEST(Ngrams, LaplaceByHand) {
  const auto tokens = ngram_tokens("a b a c a b", TokenUnit::words, Preprocessing::d2l);
  const LaplaceEstimates estimates(tokens);
  const auto p = [&](const Texts& gram, double e1, double e2, double e3) {
    return estimates.probability(gram, {e1, e2, e3});
  };
  EXPECT_DOUBLE_EQ(p({"a"}, 0, 0, 0), 3.0 / 6);
  EXPECT_DOUBLE_EQ(p({"b"}, 1.5, 0, 0), (2 + 1.5 / 3) / (6 + 1.5));
  EXPECT_DOUBLE_EQ(p({"z"}, 1.5, 0, 0), (0 + 1.5 / 3) / (6 + 1.5));
  EXPECT_DOUBLE_EQ(p({"a", "b"}, 0, 2, 0), (2 + 2 * (2.0 / 6)) / (3 + 2));
  EXPECT_DOUBLE_EQ(p({"a", "b", "a"}, 0, 9, 3), (1 + 3 * (3.0 / 6)) / (2 + 3));
  EXPECT_TRUE(std::isnan(p({"z", "a"}, 0, 0, 0)));
  EXPECT_EQ(estimates.count(Texts{"a", "b"}), 2);
  EXPECT_EQ(estimates.count(Texts{"a", "z"}), 0);
}

TEST(Ngrams, EstimatesOfARowSumToOne) {
  const auto tokens = ngram_tokens("a b a c a b c c b a", TokenUnit::words, Preprocessing::d2l);
  const LaplaceEstimates estimates(tokens);
  double sum = 0;
  for (const char* last : {"a", "b", "c"})
    sum += estimates.probability(Texts{"a", "b", last}, {2, 3, 4});
  EXPECT_NEAR(sum, 1, 1e-12);
}

TEST(Ngrams, RejectsBytesThatAreNotText) {
  EXPECT_THROW(ngram_tokens("", TokenUnit::words, Preprocessing::automatic), Error);
  EXPECT_THROW(ngram_tokens("a\xFF", TokenUnit::words, Preprocessing::automatic), Error);
}

// Ranks and look-ups for counts from one to many thousands, against a naive twin.
TEST(Ngrams, AreSortedByCountThenByAppearance) {
  NgramTokens tokens;
  std::uint32_t state = 1;
  for (int i = 0; i < 100'000; ++i) {
    state = state * 1664525 + 1013904223;
    const std::uint32_t spread = 1u << (state >> 29);  // some ids are frequent, many are rare
    tokens.ids.push_back((state >> 8) % (spread * spread));
  }
  for (int order = 1; order <= 3; ++order) {
    const auto width = static_cast<std::size_t>(order);
    std::vector<std::pair<std::vector<std::uint32_t>, std::int64_t>> twin;
    std::map<std::vector<std::uint32_t>, std::size_t> places;
    for (std::size_t i = 0; i + width <= tokens.ids.size(); ++i) {
      const auto first = tokens.ids.begin() + static_cast<std::ptrdiff_t>(i);
      const std::vector<std::uint32_t> gram(first, first + order);
      const auto [place, is_new] = places.try_emplace(gram, twin.size());
      if (is_new) twin.emplace_back(gram, 0);
      ++twin[place->second].second;
    }
    std::stable_sort(twin.begin(), twin.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    const NgramTable table(tokens, order);
    ASSERT_EQ(table.ngrams().size(), twin.size());
    EXPECT_EQ(twin.back().second, 1);
    EXPECT_TRUE(order > 1 || twin.front().second > 4096) << "beyond the counts that are rare";
    for (std::size_t i = 0; i < twin.size(); ++i) {
      const Ngram& ngram = table.ngrams()[i];
      ASSERT_TRUE(std::equal(twin[i].first.begin(), twin[i].first.end(), ngram.ids.begin())) << i;
      ASSERT_EQ(ngram.count, twin[i].second);
      ASSERT_EQ(table.count(twin[i].first), twin[i].second);
    }
    EXPECT_EQ(table.count(std::vector<std::uint32_t>(width, 1'000'000)), 0);
  }
}

}  // namespace
}  // namespace babble
