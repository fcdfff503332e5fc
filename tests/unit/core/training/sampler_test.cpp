#include "core/training/sampler.h"

#include <gtest/gtest.h>

#include <numeric>

#include "core/base/error.h"
#include "core/models/count_bigram/count_bigram.h"
#include "core/models/rnn/rnn.h"
#include "core/random/python_rng.h"
#include "core/random/torch_rng.h"

namespace babble {
namespace {

// {., a, b, c}: after '.' mostly a, then b or c, then the end.
CountBigram small_model() {
  CountMatrix counts(4);
  counts.at(0, 1) = 9;
  counts.at(0, 2) = 1;
  counts.at(1, 2) = 2;
  counts.at(1, 3) = 1;
  counts.at(2, 0) = 1;
  counts.at(3, 0) = 1;
  return {counts, 0};
}

const Vocabulary& letters() {
  static const Vocabulary vocabulary = Vocabulary::from_lines("abc");
  return vocabulary;
}

SampleOptions options_with(int count) {
  SampleOptions options;
  options.count = count;
  return options;
}

TEST(Sampler, LinesEndWithTheMark) {
  const auto samples = sample(small_model(), letters(), CorpusKind::lines, options_with(50));
  ASSERT_EQ(samples.size(), 50u);
  for (const std::string& text : samples) {
    EXPECT_TRUE(text == "ab." || text == "ac." || text == "b.") << text;
  }
}

TEST(Sampler, GreedyTakesTheLikeliestAndTheFirstOfEquals) {
  SampleOptions options = options_with(2);
  options.greedy = true;
  EXPECT_EQ(sample(small_model(), letters(), CorpusKind::lines, options),
            (std::vector<std::string>{"ab.", "ab."}));
  // All rows uniform: token 0 is the first of equals.
  const CountBigram uniform(CountMatrix(4), 1);
  EXPECT_EQ(sample(uniform, letters(), CorpusKind::lines, options)[0], ".");
}

TEST(Sampler, PrefixIsFedAndReturned) {
  SampleOptions options = options_with(20);
  options.prefix = "ac";
  for (const std::string& text : sample(small_model(), letters(), CorpusKind::lines, options)) {
    EXPECT_EQ(text, "ac.");
  }
  options.prefix = "b.";  // ended already
  EXPECT_EQ(sample(small_model(), letters(), CorpusKind::lines, options)[0], "b.");
}

TEST(Sampler, UnknownCharacterOfThePrefixIsNamed) {
  SampleOptions options = options_with(1);
  options.prefix = "a\xC3\xA9";
  try {
    sample(small_model(), letters(), CorpusKind::lines, options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("'\xC3\xA9'"), std::string::npos) << error.what();
  }
  options.prefix = "a\xFF";
  EXPECT_THROW(sample(small_model(), letters(), CorpusKind::lines, options), Error);
}

TEST(Sampler, LengthCountsNewTokens) {
  const Vocabulary vocabulary = Vocabulary::from_text("aaabbc");
  CountMatrix counts(4);
  for (int i = 0; i < 4; ++i) counts.at(i, 1 + i % 3) = 1;  // a -> b -> c -> a
  const CountBigram model(counts, 0);
  SampleOptions options = options_with(1);
  options.prefix = "a";
  options.length = 7;
  EXPECT_EQ(sample(model, vocabulary, CorpusKind::text, options)[0], "abcabcab");
  options.length = 0;  // as is usual for running text
  EXPECT_EQ(sample(model, vocabulary, CorpusKind::text, options)[0].size(), 51u);
  options.prefix = "";  // as after the most frequent token, a
  options.length = 3;
  EXPECT_EQ(sample(model, vocabulary, CorpusKind::text, options)[0], "bca");
  // Lines that never end are cut.
  CountMatrix loop(4);
  loop.at(0, 1) = loop.at(1, 1) = 1;
  EXPECT_EQ(sample(CountBigram(loop, 0), letters(), CorpusKind::lines, options_with(1))[0],
            std::string(200, 'a'));
}

TEST(Sampler, SameSeedSameSamplesAndOwnGenerator) {
  SampleOptions options = options_with(10);
  options.seed = 3;
  const auto once = sample(small_model(), letters(), CorpusKind::lines, options);
  EXPECT_EQ(sample(small_model(), letters(), CorpusKind::lines, options), once);
  // All samples come from one generator: five and five more are the same ten.
  TorchRng generator(3);
  options.count = 5;
  auto halves = sample(small_model(), letters(), CorpusKind::lines, options, generator);
  for (auto& text : sample(small_model(), letters(), CorpusKind::lines, options, generator)) {
    halves.push_back(std::move(text));
  }
  EXPECT_EQ(halves, once);
  options.count = 10;
  options.generator = GeneratorKind::python;
  PythonRng python(3);
  EXPECT_EQ(sample(small_model(), letters(), CorpusKind::lines, options),
            sample(small_model(), letters(), CorpusKind::lines, options, python));
}

TEST(Sampler, TemperatureRaisesProbabilitiesToAPower) {
  const std::vector<float> logits{0, 1, 2, -1};
  std::vector<float> p{0, 0, 0, 0};
  SampleOptions options;
  options.temperature = 0.5;
  apply_temperature_top_k(p, logits, options);
  EXPECT_NEAR(std::accumulate(p.begin(), p.end(), 0.0), 1, 1e-6);
  EXPECT_NEAR(p[2] / p[1], std::exp(2.0), 1e-5);  // (e^2/e^1)^(1/0.5)
  options.temperature = 1e-6;                     // nearly greedy, and nothing overflows
  apply_temperature_top_k(p, logits, options);
  EXPECT_EQ(p, (std::vector<float>{0, 0, 1, 0}));
  options.temperature = 1e6;
  apply_temperature_top_k(p, logits, options);
  for (const float value : p) EXPECT_NEAR(value, 0.25, 1e-5);
}

TEST(Sampler, ImpossibleStaysImpossibleAtAnyTemperature) {
  for (const double temperature : {0.3, 5.0, 1e6}) {
    SampleOptions options = options_with(100);
    options.temperature = temperature;
    for (const std::string& text : sample(small_model(), letters(), CorpusKind::lines, options)) {
      EXPECT_TRUE(text == "ab." || text == "ac." || text == "b.") << text;
    }
  }
}

TEST(Sampler, TopKKeepsTheLargest) {
  std::vector<float> p{0.1f, 0.4f, 0.1f, 0.4f};
  SampleOptions options;
  options.top_k = 3;
  apply_temperature_top_k(p, {}, options);
  EXPECT_EQ(p, (std::vector<float>{0.1f, 0.4f, 0, 0.4f}));
  options.top_k = 1;
  apply_temperature_top_k(p, {}, options);
  EXPECT_EQ(p, (std::vector<float>{0, 0.4f, 0, 0}));
}

TEST(Sampler, RefusesOptionsOutOfRange) {
  const auto refuses = [](auto change) {
    SampleOptions options;
    change(options);
    EXPECT_THROW(sample(small_model(), letters(), CorpusKind::lines, options), Error);
  };
  refuses([](SampleOptions& o) { o.temperature = 0; });
  refuses([](SampleOptions& o) { o.temperature = -1; });
  refuses([](SampleOptions& o) { o.temperature = std::nan(""); });
  refuses([](SampleOptions& o) { o.count = -1; });
  refuses([](SampleOptions& o) { o.length = -1; });
  refuses([](SampleOptions& o) { o.top_k = -1; });
}

TEST(Sampler, ModelWithoutProbabilitiesIsSaid) {
  RnnParameters weights(4, 2);
  weights.b_q().setConstant(3e38f);
  weights.b_q()(0) = -3e38f;
  weights.W_hq().setConstant(3e38f);
  weights.W_xh().setConstant(5);
  const Rnn broken(weights);
  EXPECT_THROW(sample(broken, letters(), CorpusKind::lines, options_with(1)), Error);
}

TEST(Sampler, WordsAreJoinedBySpacesAndUnknownOnesAreTokens) {
  const Vocabulary words =
      Vocabulary::from_tokens(std::vector<std::string>{"<unk>", "the", "time"}, TokenUnit::words);
  CountMatrix counts(3);
  counts.at(0, 1) = counts.at(1, 2) = counts.at(2, 0) = 1;
  SampleOptions options = options_with(1);
  options.length = 4;
  EXPECT_EQ(sample(CountBigram(counts, 0), words, CorpusKind::text, options)[0],
            "time <unk> the time");
  options.prefix = " the\nmachine ";
  EXPECT_EQ(sample(CountBigram(counts, 0), words, CorpusKind::text, options)[0],
            "the <unk> the time <unk> the");
}

}  // namespace
}  // namespace babble
