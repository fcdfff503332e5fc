// What an undo brings back beyond the model, and what it ends.
#include <cmath>

#include "core/data/builtin_corpora.h"
#include "core/models/registry.h"
#include "support/driven_session.h"

namespace babble::app {
namespace {

class UndoState : public DrivenSession {
 protected:
  UndoState() { train(model_kind("neural"), 30); }
};

TEST_F(UndoState, TheActiveModelIsActiveAgain) {
  session.apply(Reset{});
  session.apply(ScoreWord{"anna"});
  session.apply(Activate{model_kind("count")});
  const double counted = look().word.nll;
  session.apply(Undo{});
  EXPECT_EQ(look().active, model_kind("neural"));
  EXPECT_NE(look().word.nll, counted) << "the word is looked up in it";
  EXPECT_EQ(look().word.rows.size(), 5u);
}

TEST_F(UndoState, TheActiveModelNeedNotBeTheOneThatComesBack) {
  session.apply(Activate{model_kind("count")});
  session.apply(OpenBuiltin{"tale"});
  session.apply(Activate{model_kind("rnn")});
  session.apply(Undo{});
  EXPECT_EQ(look().active, model_kind("count"));
  EXPECT_EQ(model(model_kind("neural")).steps, 30);
  EXPECT_EQ(look().corpus.builtin, "names");
}

TEST_F(UndoState, AnUntrainedActiveModelComesBackToo) {
  set_small_rnn();
  session.apply(OpenBuiltin{"tale"});
  session.apply(Activate{model_kind("count")});
  session.apply(Undo{});
  EXPECT_EQ(look().active, model_kind("rnn"));
  EXPECT_TRUE(model(model_kind("rnn")).exists);
}

TEST_F(UndoState, TheTextIsTheSameOne) {
  session.apply(Set{"split", "0.5,0.25,0.25"});
  session.apply(Step{7});
  rest();
  const Snapshot before = look();
  session.apply(OpenBuiltin{"tale"});
  rest();
  session.apply(Undo{});
  rest();
  const Snapshot& after = look();
  EXPECT_EQ(after.corpus.fingerprint, before.corpus.fingerprint);
  EXPECT_EQ(after.corpus.builtin, "names");
  for (const std::size_t i : {0u, 1u, 2u})
    EXPECT_EQ(after.models[i].settings, before.models[i].settings);
  EXPECT_EQ(after.models[0].nll.train, before.models[0].nll.train);
  EXPECT_EQ(after.models[0].samples[0].text, before.models[0].samples[0].text);
  EXPECT_EQ(after.models[1].nll.dev, before.models[1].nll.dev);
}

TEST_F(UndoState, ItPauses) {
  session.apply(Reset{});
  session.apply(Play{});
  session.work(1);
  session.apply(Undo{});
  EXPECT_FALSE(look().playing);
  rest();
  EXPECT_EQ(model(model_kind("neural")).steps, 30);
}

TEST_F(UndoState, ItEndsARunOfACourse) {
  session.apply(RunPreset{"one-word"});
  ASSERT_EQ(look().preset.id, "one-word");
  session.apply(Undo{});
  EXPECT_EQ(look().preset.id, "");
  EXPECT_TRUE(look().preset.rows.empty());
  EXPECT_EQ(model(model_kind("neural")).steps, 30);
  session.apply(Step{100});  // beyond the preset's goal, where it would pause
  rest();
  EXPECT_EQ(model(model_kind("neural")).steps, 130);
}

TEST_F(UndoState, SamplesAreDrawnAsBefore) {
  session.apply(Generate{.count = 3, .prefix = "an"});
  const auto before = model(model_kind("neural")).samples;
  session.apply(OpenBuiltin{"tale"});
  session.apply(Undo{});
  ASSERT_EQ(model(model_kind("neural")).samples.size(), 3u);
  EXPECT_EQ(model(model_kind("neural")).samples[0].text, before[0].text);
}

TEST_F(UndoState, TheMatrixIsTheOldOneAgain) {
  session.apply(Subscribe{.matrices = true});
  const auto before = look().neural_weights.values;
  session.apply(Reset{});
  ASSERT_NE(look().neural_weights.values, before);
  session.apply(Undo{});
  EXPECT_EQ(look().neural_weights.values, before);
}

TEST_F(UndoState, NothingTrainedIsNothingToUndo) {
  session.apply(Reset{});
  ASSERT_NE(look().undo, "");
  const std::string words = look().undo;
  const std::uint64_t said = newest_notice();
  session.apply(Reset{});  // of a model without a step
  session.apply(Activate{model_kind("count")});
  session.apply(Set{"smoothing", "5"});
  session.apply(OpenBuiltin{"tale"});
  EXPECT_EQ(look().undo, words) << "the trained one is still the one to come back";
  EXPECT_EQ(newest_notice(), said);
  session.apply(Undo{});
  EXPECT_EQ(model(model_kind("neural")).steps, 30);
}

TEST_F(UndoState, OneNoticeOffersItForAllThatWereSetAside) {
  set_small_rnn();
  train(model_kind("rnn"), 2);
  session.apply(OpenBuiltin{"tale"});
  EXPECT_TRUE(look().notices.back().offers_undo);
  EXPECT_FALSE(look().notices.back().is_error);
  for (const char* words : {"neural bigram", "30", "RNN", "2"}) {
    EXPECT_NE(look().undo.find(words), std::string::npos) << look().undo;
    EXPECT_NE(notice().find(words), std::string::npos) << notice();
  }
  EXPECT_EQ(notice().substr(0, 4), "The ") << "it is a sentence";
  session.apply(Undo{});
  EXPECT_FALSE(look().notices.back().offers_undo);
  EXPECT_FALSE(refused());
  EXPECT_EQ(look().undo, "");
  session.apply(Undo{});
  EXPECT_TRUE(refused()) << "it can be done once";
  EXPECT_EQ(model(model_kind("neural")).steps, 30);
}

}  // namespace
}  // namespace babble::app
