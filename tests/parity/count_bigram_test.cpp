// The count bigram against bigram_names.json of the course data (make_reference.py, PyTorch 1.13):
// counts, probabilities, likelihoods, the tables of single words, and the names drawn.
#include "core/models/count_bigram/count_bigram.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/data/corpus.h"
#include "core/models/registry.h"
#include "core/training/evaluation.h"
#include "core/training/sampler.h"
#include "support/shared_data.h"

namespace babble {
namespace {

using testing::Json;
using testing::number;
using testing::shared_json;

Corpus all_names() {
  Settings settings = model_info(model_kind("count")).defaults;
  set_setting(settings, "preprocessing", "lines");
  set_setting(settings, "split", "1,0,0");
  return Corpus::from_text(testing::read_bytes(testing::shared_path("data/names.txt")), settings,
                           "names.txt");
}

class CountParity : public ::testing::Test {
 protected:
  void SetUp() override {
    BABBLE_NEEDS_SHARED("reference/bigram_names.json");
    BABBLE_NEEDS_SHARED("data/names.txt");
    reference_ = &shared_json("reference/bigram_names.json");
    corpus_ = std::make_unique<Corpus>(all_names());
    counts_ = count_bigrams(corpus_->tokens(Part::train), corpus_->vocabulary().size());
  }
  CountBigram model(const Json& entry) const {
    return CountBigram(counts_, entry["smoothing"].get<double>());
  }

  const Json* reference_ = nullptr;
  std::unique_ptr<Corpus> corpus_;
  CountMatrix counts_;
};

TEST_F(CountParity, CountsAreThoseOfTheCourse) {
  const Json& reference = *reference_;
  for (const auto& [token, id] : reference["vocabulary"].items()) {
    EXPECT_EQ(corpus_->vocabulary().id(token), id.get<TokenId>());
  }
  EXPECT_EQ(counts_.total(), reference["bigrams"].get<std::int64_t>());
  EXPECT_EQ(counts_.row_sums(), testing::integers(reference["row_sums"]));
  const std::vector<std::int64_t> ours(counts_.values().begin(), counts_.values().end());
  EXPECT_EQ(ours, testing::integers(reference["counts"]));
}

TEST_F(CountParity, LikelihoodsOfAllNames) {
  for (const Json& entry : (*reference_)["likelihoods"]) {
    const CountBigram bigram = model(entry);
    // Double against double, 228,146 terms added in another order: 1e-12.
    EXPECT_NEAR(bigram.nll(counts_), entry["nll_float64"].get<double>(), 1e-12);
    EXPECT_NEAR(bigram.nll(corpus_->tokens(Part::train), CorpusKind::text),
                entry["nll_float64"].get<double>(), 1e-12);
    EXPECT_NEAR(std::exp(bigram.nll(counts_)), entry["perplexity_float64"].get<double>(), 1e-11);
  }
}

TEST_F(CountParity, TablesOfWords) {
  for (const Json& entry : (*reference_)["tables"]) {
    SCOPED_TRACE(entry["word"].get<std::string>());
    const WordTable table = word_table(model(entry), corpus_->vocabulary(), CorpusKind::lines,
                                       entry["word"].get<std::string>());
    ASSERT_EQ(table.rows.size(), entry["rows"].size());
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      const WordRow& row = table.rows[i];
      const Json& wanted = entry["rows"][i];
      EXPECT_EQ(row.pair, wanted["pair"].get<std::string>());
      EXPECT_EQ(row.count, wanted["count"].get<std::int64_t>());
      // Both are one float32 division of the same whole numbers: the same bits.
      EXPECT_EQ(static_cast<float>(row.p), wanted["prob"].get<float>());
      const double logp = number(wanted["logprob"]);
      if (std::isinf(logp)) {
        EXPECT_EQ(row.logp, logp);
      } else {
        EXPECT_NEAR(row.logp, logp, 1e-6);  // float32 logarithm of about 8 in size
      }
    }
    const double log_likelihood = number(entry["log_likelihood"]);
    if (std::isinf(log_likelihood)) {
      EXPECT_EQ(table.log_likelihood, log_likelihood);
      EXPECT_EQ(table.nll, number(entry["mean_nll"]));
      EXPECT_EQ(table.perplexity, number(entry["perplexity"]));
    } else {
      // PyTorch adds eight float32 numbers that sum to about -28: 8 roundings of 1e-6.
      EXPECT_NEAR(table.log_likelihood, log_likelihood, 8e-6);
      EXPECT_NEAR(table.nll, number(entry["mean_nll"]), 1e-6);
      EXPECT_NEAR(table.perplexity, number(entry["perplexity"]), 1e-6 * table.perplexity);
    }
  }
}

TEST_F(CountParity, NamesDrawn) {
  for (const Json& entry : (*reference_)["samples"]) {
    SampleOptions options;
    options.count = static_cast<int>(entry["names"].size());
    options.seed = entry["seed"].get<std::uint64_t>();
    EXPECT_EQ(sample(model(entry), corpus_->vocabulary(), CorpusKind::lines, options),
              entry["names"].get<std::vector<std::string>>());
  }
}

}  // namespace
}  // namespace babble
