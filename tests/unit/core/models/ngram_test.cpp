#include "core/models/ngram/ngram.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/data/builtin_corpora.h"
#include "core/models/count_bigram/count_bigram.h"
#include "core/models/registry.h"
#include "core/training/checkpoint.h"
#include "core/training/trainer.h"

namespace babble {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// ".ab.b." over {., a, b}
const std::vector<TokenId> line_stream{0, 1, 2, 0, 2, 0};

Settings with(std::initializer_list<const char*> assignments) {
  Settings settings;
  for (const char* one : assignments) set_setting(settings, one);
  return settings;
}

NgramModel ngrams(std::span<const TokenId> stream, int order, const Settings& settings,
                  CorpusKind kind = CorpusKind::lines) {
  return {GramCounts(stream, kind, 3, order), GramSmoothing(settings)};
}

std::vector<float> after(const NgramModel& model, std::initializer_list<TokenId> tokens) {
  const auto state = model.initial_state();
  for (const TokenId token : tokens) model.feed(*state, token);
  std::vector<float> p(static_cast<std::size_t>(model.vocabulary_size()));
  model.next_probabilities(*state, p);
  return p;
}

TEST(NgramModel, AContextBeginsWithItsLine) {
  // ..a .ab ab. ..b .b. as digits of base 3; running text reads on over the marks.
  const GramCounts lines(line_stream, CorpusKind::lines, 3, 3);
  EXPECT_EQ(lines.keys(), (std::vector<std::int64_t>{1, 2, 5, 6, 15}));
  EXPECT_EQ(lines.contexts(), 4);
  EXPECT_EQ(lines.ends(), (std::vector<std::int64_t>{2, 1, 2}));
  const GramCounts text(line_stream, CorpusKind::text, 3, 3);
  EXPECT_EQ(text.keys(), (std::vector<std::int64_t>{1, 5, 6, 15, 20}));
  EXPECT_EQ(text.bytes(), 80);
}

TEST(NgramModel, OrderTwoIsTheCountBigram) {
  const CountBigram pairs(count_bigrams(line_stream, 3), 1);
  const NgramModel model = ngrams(line_stream, 2, with({"smoothing=1"}));
  EXPECT_NEAR(model.nll(line_stream, CorpusKind::lines), pairs.nll(count_bigrams(line_stream, 3)),
              1e-15);
  const auto state = model.initial_state();
  model.feed(*state, 2);
  EXPECT_EQ(model.next_counts(*state), (std::vector<std::int64_t>{2, 0, 0}));
  EXPECT_EQ(after(model, {2}), (std::vector<float>{3.0f / 5, 1.0f / 5, 1.0f / 5}));
}

TEST(NgramModel, AnUnseenContextIsUniformOrFallsBack) {
  const std::vector<TokenId> other{0, 1, 1, 0};  // ..a .aa aa.
  NgramModel model = ngrams(line_stream, 3, with({"smoothing=0"}));
  EXPECT_EQ(after(model, {1, 1}), std::vector<float>(3, 1.0f / 3));
  EXPECT_EQ(model.nll(other, CorpusKind::lines), infinity) << ".aa was never seen";
  const NgramModel::Score score = model.score(GramCounts(other, CorpusKind::lines, 3, 3));
  EXPECT_EQ(score.unseen, 1.0 / 3);
  // P(x) = (n(x) + 3/3) / (5 + 3) = 3/8, 2/8, 3/8
  model.set_smoothing(GramSmoothing(with({"estimate=backoff", "epsilon1=3", "epsilon=2"})));
  EXPECT_EQ(after(model, {1, 1}), (std::vector<float>{3.0f / 8, 2.0f / 8, 3.0f / 8}));
  EXPECT_EQ(after(model, {0, 1}), (std::vector<float>{0.25f, 0.5f / 3, 1.75f / 3}));
  EXPECT_NEAR(model.nll(other, CorpusKind::lines),
              -(std::log(1.5 / 4) + std::log(0.5 / 3) + std::log(3.0 / 8)) / 3, 1e-15);
  model.set_smoothing(GramSmoothing(with({"estimate=backoff", "epsilon1=3", "epsilon=0"})));
  EXPECT_EQ(after(model, {1, 1})[1], 0.25f);
  const NgramModel single =
      ngrams(line_stream, 1, with({"estimate=backoff", "epsilon1=3", "epsilon=7"}));
  EXPECT_EQ(after(single, {1, 1}), (std::vector<float>{3.0f / 8, 2.0f / 8, 3.0f / 8}));
  EXPECT_TRUE(std::isnan(single.nll(std::vector<TokenId>{1}, CorpusKind::text)));
}

// The built-in names, all lines, by a Python program of its own: dictionaries from (context, next)
// to counts, contexts of strings that are filled with "." at the left, sums of math.log. `dev`:
// counted on every second line from the first, scored on the others.
TEST(NgramModel, FiguresOfTheBuiltInNames) {
  struct Row {
    std::int64_t grams, contexts;
    double add, back_off, dev_add, dev_back_off, unseen;
  };
  constexpr Row rows[] = {
      {27, 1, 2.893420104684, 2.89341995761901, 2.89182651270097, 2.891820725074923, 0},
      {611, 27, 2.569725470597, 2.567953079633, 2.5772965179606824, 2.5767814916970595, 0},
      {5870, 586, 2.445856906926, 2.387880197442, 2.556756691969324, 2.528709633013367,
       0.0012000218185785195},
      {20882, 5535, 2.399069349183, 2.075646289650, 2.7187014057732073, 2.5286375489147965,
       0.041237113402061855},
      {33016, 18566, 2.480864884168, 1.907724698469, 2.8908100870327935, 2.558426489405946,
       0.21483117874870453}};
  std::string halves[2];
  std::size_t line = 0, from = 0;
  const std::string all(builtin_names());
  for (std::size_t end; (end = all.find('\n', from)) != std::string::npos; from = end + 1)
    halves[line++ % 2] += all.substr(from, end + 1 - from);
  const Settings data = with({"split=1,0,0", "preprocessing=lines"});
  const Corpus whole = Corpus::from_text(all, data, "all");
  const auto stream_of = [&](const std::string& text) {
    std::vector<TokenId> stream{0};
    for (const char c : text)
      stream.push_back(c == '\n' ? TokenId{0} : whole.vocabulary().id(std::string(1, c)).value());
    return stream;
  };
  const auto first = stream_of(halves[0]), second = stream_of(halves[1]);
  const int V = whole.vocabulary().size();
  const GramSmoothing add(with({"smoothing=1"})),
      back_off(with({"estimate=backoff", "epsilon1=1", "epsilon=5"}));
  for (int order = 1; order <= 5; ++order) {
    SCOPED_TRACE(order);
    const Row& row = rows[order - 1];
    const GramCounts grams(whole.tokens(Part::train), CorpusKind::lines, V, order);
    EXPECT_EQ(std::ssize(grams.keys()), row.grams);
    EXPECT_EQ(grams.contexts(), row.contexts);
    NgramModel model(grams, add);
    EXPECT_NEAR(model.score(grams).nll, row.add, 1e-11);
    model.set_smoothing(back_off);
    EXPECT_NEAR(model.score(grams).nll, row.back_off, 1e-11);
    const GramCounts dev(second, CorpusKind::lines, V, order);
    NgramModel half(GramCounts(first, CorpusKind::lines, V, order), add);
    EXPECT_NEAR(half.score(dev).nll, row.dev_add, 1e-11);
    half.set_smoothing(back_off);
    EXPECT_NEAR(half.score(dev).nll, row.dev_back_off, 1e-11);
    EXPECT_NEAR(half.score(dev).unseen, row.unseen, 1e-14);
  }
}

TEST(NgramModel, WhatCannotBeCountedIsRefused) {
  EXPECT_NO_THROW(GramCounts(6000, 5));
  EXPECT_THROW(GramCounts(7000, 5), Error) << "7,000^5 is beyond 63 bits";
  // Checkpoints whose keys or counts were made up: 27 is beyond 3^3.
  using List = std::vector<std::int64_t>;
  const auto load = [](const List& keys, const List& counts) {
    return GramCounts(3, 3, keys, counts).total();
  };
  EXPECT_EQ(load({1, 26}, {2, 3}), 5);
  EXPECT_THROW(load({1, 27}, {2, 3}), Error);
  EXPECT_THROW(load({-1, 2}, {2, 3}), Error);
  EXPECT_THROW(load({2, 2}, {2, 3}), Error);
  EXPECT_THROW(load({1, 2}, {2, 0}), Error);
  EXPECT_THROW(load({1, 2}, {2, std::int64_t{1} << 60}), Error);
  EXPECT_THROW(load({1, 2}, {2}), Error);
}

// A checkpoint holds as many grams as the text has; before the first step, none.
TEST(NgramModel, CheckpointsHoldAnyNumberOfGrams) {
  const auto corpus = std::make_shared<const Corpus>(
      Corpus::from_text("anna\nben\n", with({"split=1,0,0", "preprocessing=lines"}), "two"));
  Trainer trainer(corpus, model_kind("ngram"), with({"order=4"}));
  EXPECT_EQ(make_model(load_checkpoint(save_checkpoint(trainer)).state)->parameter_count(), 0);
  trainer.step();
  const auto model = make_model(load_checkpoint(save_checkpoint(trainer)).state);
  EXPECT_EQ(model->parameter_count(), 9);
  EXPECT_EQ(model->nll(corpus->tokens(Part::train), CorpusKind::lines), trainer.last().loss);
}

}  // namespace
}  // namespace babble
