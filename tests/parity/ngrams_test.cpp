// n-grams, Zipf's law and Laplace estimates against tests/reference/ngrams.json (the tale) and
// the course's figures (The Time Machine).
#include "core/data/ngrams.h"

#include <gtest/gtest.h>

#include <sstream>

#include "core/data/corpus.h"
#include "support/shared_data.h"

namespace babble {
namespace {

using testing::Json;
using testing::read_bytes;
using Texts = std::vector<std::string>;

Texts words_of(const std::string& text) {
  std::istringstream stream(text);
  Texts words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

Texts names_of(const NgramTable& table, const Ngram& ngram, const NgramTokens& tokens) {
  Texts names;
  for (std::size_t i = 0; i < static_cast<std::size_t>(table.order()); ++i)
    names.push_back(tokens.names[ngram.ids[i]]);
  return names;
}

// The estimates are a few additions and one division in double, in the same order: 1e-15
// relative is one or two last places. α is a sum over 991 ranks, hence 1e-12.
constexpr double estimate_tolerance = 1e-15, alpha_tolerance = 1e-12;

TEST(NgramsParity, Tale) {
  const Json& wanted = testing::reference_json("ngrams.json");
  const std::string text = read_bytes(testing::repository_path("data/tale.txt"));
  for (const TokenUnit unit : {TokenUnit::words, TokenUnit::characters}) {
    const Json& figures = wanted[unit == TokenUnit::words ? "words" : "characters"];
    const auto tokens = ngram_tokens(text, unit, Preprocessing::d2l);
    ASSERT_EQ(tokens.ids.size(), figures["tokens"].get<std::size_t>());
    const LaplaceEstimates estimates(tokens);
    for (int order = 1; order <= 3; ++order) {
      SCOPED_TRACE(order);
      const Json& row = figures["orders"][static_cast<std::size_t>(order - 1)];
      const NgramTable& table = estimates.table(order);
      EXPECT_EQ(table.ngrams().size(), row["distinct"].get<std::size_t>());
      const ZipfFit fit = fit_zipf(table);
      EXPECT_NEAR(fit.alpha, row["alpha"].get<double>(), alpha_tolerance * 10);  // numpy's polyfit
      EXPECT_NEAR(fit.intercept, row["intercept"].get<double>(), alpha_tolerance * 100);
      for (std::size_t i = 0; i < row["top"].size(); ++i) {
        EXPECT_EQ(names_of(table, table.ngrams()[i], tokens), row["top"][i][0].get<Texts>());
        EXPECT_EQ(table.ngrams()[i].count, row["top"][i][1].get<std::int64_t>());
      }
    }
    ASSERT_FALSE(figures["estimates"].empty());
    for (const Json& row : figures["estimates"]) {
      const double p = row["p"].get<double>();
      EXPECT_NEAR(estimates.probability(row["gram"].get<Texts>(),
                                        row["epsilon"].get<std::array<double, 3>>()),
                  p, estimate_tolerance * p)
          << row;
    }
  }
}

TEST(NgramsParity, TimeMachineWords) {
  BABBLE_NEEDS_SHARED("reference/ngrams_timemachine.json");
  BABBLE_NEEDS_SHARED("data/timemachine.txt");
  const Json& wanted = testing::shared_json("reference/ngrams_timemachine.json");
  const auto tokens = ngram_tokens(read_bytes(testing::shared_path("data/timemachine.txt")),
                                   TokenUnit::words, Preprocessing::automatic);
  EXPECT_EQ(tokens.ids.size(), wanted["words"].get<std::size_t>());
  EXPECT_EQ(tokens.distinct(), wanted["distinct_words"].get<std::int64_t>());
  const LaplaceEstimates estimates(tokens);
  const char* const orders[] = {"unigrams", "bigrams", "trigrams"};
  for (int order = 1; order <= 3; ++order) {
    const std::string name = orders[order - 1];
    SCOPED_TRACE(name);
    const NgramTable& table = estimates.table(order);
    EXPECT_EQ(table.ngrams().size(), wanted["distinct"][name].get<std::size_t>());
    const Json& top = wanted["top"][name];
    ASSERT_EQ(top.size(), 10u);
    for (std::size_t i = 0; i < top.size(); ++i) {
      EXPECT_EQ(table.text(table.ngrams()[i], tokens), top[i][0].get<std::string>());
      EXPECT_EQ(table.ngrams()[i].count, top[i][1].get<std::int64_t>());
    }
    for (const Json& fit : wanted["zipf"][name]) {
      const ZipfFit ours = fit_zipf(table, fit["first_rank"].get<std::int64_t>(),
                                    fit["last_rank"].get<std::int64_t>());
      EXPECT_NEAR(ours.alpha, fit["alpha"].get<double>(), alpha_tolerance);
      EXPECT_NEAR(ours.intercept, fit["c"].get<double>(), alpha_tolerance * 10);
    }
  }
  ASSERT_EQ(wanted["estimates"].size(), 56u);
  for (const Json& row : wanted["estimates"]) {
    const Texts gram = words_of(row["gram"].get<std::string>());
    const double p = row["probability"].get<double>();
    EXPECT_NEAR(estimates.probability(gram, row["eps"].get<std::array<double, 3>>()), p,
                estimate_tolerance * p)
        << row;
    EXPECT_EQ(estimates.count(gram), row["count"].get<std::int64_t>());
  }
}

}  // namespace
}  // namespace babble
