#include "core/training/evaluation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/models/count_bigram/count_bigram.h"
#include "core/models/neural_bigram/neural_bigram.h"
#include "core/models/registry.h"
#include "core/models/rnn/rnn.h"
#include "core/random/torch_rng.h"

namespace babble {
namespace {

std::shared_ptr<const Corpus> small_names() {
  Settings settings = model_info(model_kind("count")).defaults;
  set_setting(settings, "preprocessing", "lines");
  set_setting(settings, "split", "0.6,0.2,0.2");
  std::string text;
  for (const char* name :
       {"ada", "bea", "cleo", "dora", "eda", "fay", "gil", "hal", "ian", "joe"}) {
    text += std::string(name) + "\n";
  }
  return std::make_shared<const Corpus>(Corpus::from_text(text, settings, "ten.txt"));
}

TEST(Evaluation, PartsAgreeWithTheModels) {
  const auto corpus = small_names();
  Evaluator evaluator(corpus);
  const int size = corpus->vocabulary().size();
  TorchRng generator(2);
  const CountBigram count(evaluator.counts(Part::train), 1);
  const NeuralBigram neural(size, Init::normal, true, generator);
  const Rnn rnn(size, 8, generator);
  for (const Model* model : {static_cast<const Model*>(&count), static_cast<const Model*>(&neural),
                             static_cast<const Model*>(&rnn)}) {
    for (const Part part : {Part::train, Part::dev, Part::test, Part::all}) {
      const auto stream = corpus->tokens(part);
      const Evaluation result = evaluator.evaluate(*model, part);
      EXPECT_NEAR(result.nll, model->nll(stream, CorpusKind::text), 1e-12);
      EXPECT_EQ(result.perplexity, std::exp(result.nll));
      EXPECT_EQ(result.pairs, static_cast<std::int64_t>(stream.size()) - 1);
      EXPECT_EQ(result.scored, result.pairs);
      EXPECT_EQ(evaluate_stream(*model, stream, CorpusKind::text).nll,
                model->nll(stream, CorpusKind::text));
    }
  }
  const auto train = corpus->tokens(Part::train);
  const std::int64_t first_end =
      std::find(train.begin() + 1, train.end(), TokenId{0}) - train.begin();
  for (const std::int64_t most : {std::int64_t{1}, first_end, first_end + 1}) {  // whole lines
    const Evaluation cut = evaluator.evaluate(rnn, Part::train, most);
    EXPECT_EQ(cut.scored, first_end);
    EXPECT_EQ(cut.pairs, std::ssize(train) - 1);
    EXPECT_EQ(cut.nll,
              rnn.nll(train.first(static_cast<std::size_t>(cut.scored) + 1), CorpusKind::text));
  }
}

TEST(Evaluation, EmptyPartHasNoFigure) {
  Settings settings = model_info(model_kind("count")).defaults;
  set_setting(settings, "preprocessing", "lines");
  set_setting(settings, "split", "1,0,0");
  const auto corpus =
      std::make_shared<const Corpus>(Corpus::from_text("ada\nbea\n", settings, "two.txt"));
  Evaluator evaluator(corpus);
  const CountBigram count(evaluator.counts(Part::train), 1);
  const Evaluation result = evaluator.evaluate(count, Part::dev);
  EXPECT_TRUE(std::isnan(result.nll));
  EXPECT_EQ(result.pairs, 0);
}

TEST(Evaluation, TableOfAWord) {
  const auto corpus = small_names();
  Evaluator evaluator(corpus);
  const CountBigram count(evaluator.counts(Part::all), 0);
  const WordTable table = word_table(count, corpus->vocabulary(), CorpusKind::lines, "ada");
  ASSERT_EQ(table.rows.size(), 4u);
  EXPECT_EQ(table.rows[0].pair, ".a");
  EXPECT_EQ(table.rows[3].pair, "a.");
  double sum = 0;
  for (const WordRow& row : table.rows) {
    EXPECT_GT(row.count.value(), 0);
    EXPECT_EQ(row.logp, std::log(row.p));
    sum += row.logp;
  }
  EXPECT_EQ(table.log_likelihood, sum);
  EXPECT_EQ(table.nll, -sum / 4);
  EXPECT_EQ(table.perplexity, std::exp(-sum / 4));

  // A pair never seen: a lesson, not an error.
  const WordTable unseen = word_table(count, corpus->vocabulary(), CorpusKind::lines, "aa");
  EXPECT_EQ(unseen.rows[1].p, 0);
  EXPECT_EQ(unseen.rows[1].logp, -std::numeric_limits<double>::infinity());
  EXPECT_EQ(unseen.nll, std::numeric_limits<double>::infinity());
}

TEST(Evaluation, WordsThatCannotBeLookedUp) {
  const auto corpus = small_names();
  Evaluator evaluator(corpus);
  const CountBigram count(evaluator.counts(Part::all), 0);
  for (const char* word : {"", "xyz!", "a.b", "\xFF"}) {
    EXPECT_THROW(word_table(count, corpus->vocabulary(), CorpusKind::lines, word), Error) << word;
  }
  EXPECT_THROW(word_table(count, corpus->vocabulary(), CorpusKind::text, "a"), Error);
  EXPECT_EQ(word_table(count, corpus->vocabulary(), CorpusKind::text, "ad").rows.size(), 1u);
}

}  // namespace
}  // namespace babble
