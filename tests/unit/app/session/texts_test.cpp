// The open text as it is shown, and what another text makes anew.
#include <cmath>

#include "core/data/builtin_corpora.h"
#include "core/models/registry.h"
#include "support/driven_session.h"

namespace babble::app {
namespace {

/// So many different characters.
std::string ideographs(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    const int point = 0x4e00 + i;  // three bytes each
    for (const int byte : {0xe0 | point >> 12, 0x80 | (point >> 6 & 63), 0x80 | (point & 63)})
      text += static_cast<char>(byte);
  }
  return text;
}

class Texts : public DrivenSession {
 protected:
  void expect_shown(std::string_view bytes, const Settings& settings) {
    const Corpus twin = Corpus::from_text(bytes, settings, "twin");
    const CorpusView& view = look().corpus;
    const Vocabulary& vocabulary = twin.vocabulary();
    EXPECT_EQ(view.kind, twin.kind() == CorpusKind::lines ? "lines" : "text");
    EXPECT_EQ(view.prepared_as, preprocessing_name(twin.prepared_as()));
    EXPECT_EQ(view.lines, twin.line_count());
    EXPECT_EQ(view.characters, twin.character_count());
    EXPECT_EQ(view.tokens, vocabulary.tokens());
    ASSERT_EQ(std::ssize(view.display), vocabulary.size());
    for (int id = 0; id < vocabulary.size(); ++id)
      EXPECT_EQ(view.display[static_cast<std::size_t>(id)],
                vocabulary.display(static_cast<TokenId>(id)));
    EXPECT_TRUE(std::equal(view.token_counts.begin(), view.token_counts.end(),
                           twin.token_counts().begin(), twin.token_counts().end()));
    EXPECT_EQ(view.train_tokens, std::ssize(twin.tokens(Part::train)));
    EXPECT_EQ(view.dev_tokens, std::ssize(twin.tokens(Part::dev)));
    EXPECT_EQ(view.test_tokens, std::ssize(twin.tokens(Part::test)));
    EXPECT_EQ(view.preview, twin.preview());
    EXPECT_EQ(view.fingerprint, twin.fingerprint());
    const CountMatrix counts = twin.pair_counts(Part::train);
    const CountView& shown = look().counts;
    EXPECT_EQ(shown.size, counts.size());
    EXPECT_TRUE(std::equal(shown.counts.begin(), shown.counts.end(), counts.values().begin(),
                           counts.values().end()));
    EXPECT_EQ(shown.total, counts.total());
  }
};

TEST_F(Texts, AreShownAsTheCorpusIs) {
  expect_shown(builtin_names(), Settings{});
  EXPECT_EQ(look().corpus.builtin, "names");
  session.apply(OpenBuiltin{"tale"});
  expect_shown(builtin_tale(), Settings{});
  EXPECT_EQ(look().corpus.builtin, "tale");
  session.apply(OpenBytes{"", "To be or not to be, that is the question.\nOr was it?\n"});
  expect_shown("To be or not to be, that is the question.\nOr was it?\n", Settings{});
  EXPECT_EQ(look().corpus.builtin, "");
  EXPECT_NE(look().corpus.name, "") << "a text without a name gets one";
}

TEST_F(Texts, RevisionsGrowWithEachText) {
  const Snapshot before = look();
  session.apply(OpenBuiltin{"tale"});
  EXPECT_GT(look().corpus.revision, before.corpus.revision);
  EXPECT_GT(look().counts.revision, before.counts.revision);
  for (const std::size_t i : {0u, 1u, 2u})
    EXPECT_GT(look().models[i].revision, before.models[i].revision);
  const Snapshot after = look();
  EXPECT_EQ(look().corpus.revision, after.corpus.revision);
  EXPECT_EQ(look().models[0].revision, after.models[0].revision);
  EXPECT_GT(look().revision, after.revision);
  EXPECT_EQ(after.presets.size(), before.presets.size());
}

TEST_F(Texts, FiguresOfAnotherTextAreUnknownAtFirst) {
  set_small_rnn();
  tick = 1;  // so slow that only a part is evaluated
  rest();
  tick = 1e-3;
  ASSERT_TRUE(std::isfinite(model(model_kind("rnn")).nll.train));
  ASSERT_TRUE(model(model_kind("rnn")).nll_is_partial);
  session.apply(Activate{model_kind("count")});
  session.apply(OpenBuiltin{"tale"});
  const ModelView& count = model(model_kind("count"));
  EXPECT_TRUE(std::isnan(count.nll.train));
  EXPECT_EQ(count.evaluated_at, 0);
  EXPECT_EQ(count.steps, 1);
  EXPECT_EQ(count.samples.size(), 10u);
  EXPECT_TRUE(std::isfinite(count.landmarks.count_bigram)) << "counting itself tells it";
  EXPECT_DOUBLE_EQ(count.landmarks.uniform,
                   std::log(static_cast<double>(look().corpus.tokens.size())));
  const ModelView& rnn = model(model_kind("rnn"));
  EXPECT_FALSE(rnn.exists);
  EXPECT_TRUE(rnn.samples.empty());
  EXPECT_TRUE(rnn.sample_trail.empty());
  EXPECT_TRUE(std::isnan(rnn.nll.train));
  EXPECT_FALSE(rnn.nll_is_partial);
  EXPECT_TRUE(std::isnan(rnn.loss));
  EXPECT_TRUE(rnn.loss_curve.x.empty());
  EXPECT_EQ(rnn.parameters, 0);
  rest();
  EXPECT_TRUE(std::isfinite(model(model_kind("count")).nll.train));
  EXPECT_EQ(model(model_kind("rnn")).landmarks.count_bigram, model(model_kind("count")).nll.train);
}

TEST_F(Texts, CurvesOfAnotherTextAreEmptyAtFirst) {
  set_small_rnn();
  train(model_kind("rnn"), 20);
  ASSERT_FALSE(model(model_kind("rnn")).gradient_norm.x.empty());
  session.apply(Activate{model_kind("count")});
  session.apply(OpenBuiltin{"tale"});
  const ModelView& rnn = model(model_kind("rnn"));
  EXPECT_FALSE(rnn.exists);
  EXPECT_EQ(rnn.steps, 0);
  EXPECT_EQ(rnn.epochs, 0);
  EXPECT_EQ(rnn.steps_per_epoch, 0);
  for (const Curve* curve :
       {&rnn.loss_curve, &rnn.epoch_nll, &rnn.gradient_norm, &rnn.clipped_norm})
    EXPECT_TRUE(curve->x.empty() && curve->y.empty());
  EXPECT_EQ(rnn.clipped_share, 0);
  EXPECT_EQ(rnn.seconds_trained, 0);
  EXPECT_EQ(rnn.tokens_per_second, 0);
}

TEST_F(Texts, ATextOfTooManyCharactersForABigramSaysSo) {
  session.apply(Subscribe{.matrices = true});
  session.apply(SampleStep{.count = 3});
  session.apply(ScoreWord{"anna"});
  rest();
  session.apply(OpenBytes{"many.txt", ideographs(5100)});
  rest();
  const ModelView& count = model(model_kind("count"));
  EXPECT_EQ(look().corpus.name, "many.txt");
  EXPECT_FALSE(count.exists);
  EXPECT_NE(count.unavailable, "");
  EXPECT_TRUE(refused());
  EXPECT_EQ(notice(), count.unavailable);
  EXPECT_EQ(look().word.error, count.unavailable);
  EXPECT_TRUE(look().word.rows.empty());
  EXPECT_EQ(look().sample_step.draws, 0);
  EXPECT_TRUE(look().sample_step.sums.empty());
  EXPECT_EQ(look().log_probabilities.rows, 0);
  EXPECT_EQ(look().smoothing, nullptr);
  EXPECT_FALSE(session.work(5));
  const std::uint64_t before = newest_notice();
  session.apply(SampleStep{});
  EXPECT_GT(newest_notice(), before);
  EXPECT_EQ(notice(), count.unavailable);
  session.apply(OpenBuiltin{"names"});
  EXPECT_TRUE(model(model_kind("count")).exists);
  EXPECT_EQ(model(model_kind("count")).unavailable, "");
}

TEST_F(Texts, AnotherTextMakesEveryPictureAnew) {
  session.apply(Subscribe{.matrices = true, .hidden = true, .ngrams = true});
  session.apply(InspectBatch{.batch = 2, .time_steps = 5});
  session.apply(InspectHiddenState{"ann"});
  set_small_rnn();
  session.apply(SampleStep{.count = 3});
  session.apply(ScoreWord{"ann"});
  session.apply(Ngrams{"words", "ann", 1, 1, 1});
  rest();
  const Snapshot before = look();
  ASSERT_NE(before.batches, nullptr);
  ASSERT_NE(before.smoothing, nullptr);
  session.apply(OpenBuiltin{"tale"});
  EXPECT_EQ(look().smoothing, nullptr) << "that of the other text is no use";
  EXPECT_EQ(look().ngrams, nullptr);
  rest();
  const Snapshot& after = look();
  EXPECT_NE(after.batches->x, before.batches->x);
  EXPECT_EQ(after.batches->time_steps, 5);
  EXPECT_NE(after.smoothing->k_train, before.smoothing->k_train);
  EXPECT_NE(after.hidden.states.values, before.hidden.states.values);
  EXPECT_EQ(after.sample_step.draws, 0);
  EXPECT_EQ(after.sample_step.so_far, "");
  EXPECT_EQ(after.sample_step.sums.size(), after.corpus.tokens.size());
  EXPECT_NE(after.word.nll, before.word.nll);
  EXPECT_EQ(after.ngrams->asked, "") << "the gram was one of the other text";
  EXPECT_NE(after.log_probabilities.values, before.log_probabilities.values);
  EXPECT_EQ(after.log_probabilities.rows, static_cast<int>(after.corpus.tokens.size()));
}

TEST_F(Texts, AnotherTextPausesAndAnAlreadyOpenOneIsReadAgain) {
  session.apply(Activate{model_kind("neural")});
  session.apply(Play{});
  session.work(1);
  session.apply(OpenBuiltin{"names"});
  EXPECT_FALSE(look().playing);
  EXPECT_EQ(model(model_kind("neural")).steps, 0);
  EXPECT_NE(look().undo, "");
}

TEST_F(Texts, ManyCharactersHaveNoTables) {
  const int characters = 600;
  const std::string text = ideographs(characters);
  session.apply(Subscribe{.matrices = true});
  session.apply(TraceExample{1, 2});
  session.apply(Activate{model_kind("neural")});
  session.apply(OpenBytes{"many.txt", text + text});
  session.apply(TraceExample{1, 2});
  rest();
  const Snapshot& now = look();
  ASSERT_GE(std::ssize(now.corpus.tokens), characters);
  EXPECT_TRUE(now.model(model_kind("neural")).exists);
  EXPECT_EQ(now.counts.size, 0);
  EXPECT_TRUE(now.counts.counts.empty());
  EXPECT_EQ(now.counts.total, now.corpus.train_tokens - 1);
  EXPECT_EQ(now.log_probabilities.rows, 0);
  EXPECT_TRUE(now.neural_weights.values.empty());
  EXPECT_EQ(now.example.current, -1);
  EXPECT_EQ(now.smoothing, nullptr);
  EXPECT_TRUE(now.sample_step.sums.empty());
  session.apply(SampleStep{});
  EXPECT_EQ(look().sample_step.draws, 1);
  EXPECT_TRUE(look().sample_step.sums.empty());
}

TEST_F(Texts, CountsAreShownUpTo256Tokens) {
  for (const int size : {256, 257}) {
    const std::string text = ideographs(size - 1);  // and <unk>
    session.apply(OpenBytes{"some.txt", text + text});
    ASSERT_EQ(std::ssize(look().corpus.tokens), size);
    EXPECT_EQ(look().counts.size, size == 256 ? 256 : 0);
    EXPECT_EQ(look().sample_step.sums.size(), size == 256 ? 256u : 0u);
  }
}

TEST_F(Texts, NoticesAreNumberedAndTheNewestStay) {
  const int count = 12;
  for (int i = 1; i <= count; ++i) {
    session.apply(OpenBuiltin{"nothing " + std::to_string(i)});
    EXPECT_EQ(newest_notice(), static_cast<std::uint64_t>(i));
    EXPECT_NE(notice().find("nothing " + std::to_string(i)), std::string::npos);
  }
  const auto& notices = look().notices;
  EXPECT_LT(notices.size(), static_cast<std::size_t>(count));
  EXPECT_GT(notices.size(), 4u);
  for (std::size_t i = 1; i < notices.size(); ++i) EXPECT_EQ(notices[i].id, notices[i - 1].id + 1);
}

TEST_F(Texts, ASlowMachineEvaluatesTheBeginningsOnly) {
  set_small_rnn();
  rest();
  EXPECT_FALSE(model(model_kind("rnn")).nll_is_partial);
  const double whole = model(model_kind("rnn")).nll.train;
  tick = 1;  // a look at the clock takes a second
  session.apply(Set{"hidden_size", "3"});
  rest();
  EXPECT_TRUE(model(model_kind("rnn")).nll_is_partial);
  EXPECT_TRUE(std::isfinite(model(model_kind("rnn")).nll.train));
  tick = 1e-6;
  session.apply(Set{"hidden_size", "4"});
  EXPECT_FALSE(model(model_kind("rnn")).nll_is_partial) << "a new run was not evaluated yet";
  rest();
  EXPECT_FALSE(model(model_kind("rnn")).nll_is_partial);
  EXPECT_EQ(model(model_kind("rnn")).nll.train, whole);
}

}  // namespace
}  // namespace babble::app
