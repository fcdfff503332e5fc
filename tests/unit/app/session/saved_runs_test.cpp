// Runs saved for comparison: on request and automatically, in bounded memory.
#include <gtest/gtest.h>

#include <cmath>

#include "app/session/session.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

class SavedRunsTest : public ::testing::Test {
 protected:
  SavedRunsTest() : session_([this] { return seconds_ += 1e-3; }) {}
  std::shared_ptr<const Snapshot> look() { return session_.snapshot(); }
  void train(ModelKind kind, int steps) {
    session_.apply(Activate{kind});
    session_.apply(Step{steps});
    while (session_.work(5)) {
    }
  }
  double seconds_ = 100;
  Session session_;
};

TEST_F(SavedRunsTest, ASavedRunHasTheFiguresOfItsModel) {
  train(model_kind("neural"), 30);
  const auto trained = look();
  session_.apply(SaveRun{model_kind("neural"), "  thirty steps "});
  session_.apply(Reset{});
  const auto after = look();
  ASSERT_EQ(after->saved_runs.size(), 1u) << "30 steps are too few to be saved automatically";
  const SavedRun& run = *after->saved_runs[0];
  EXPECT_EQ(run.name, "thirty steps");
  EXPECT_FALSE(run.automatic);
  EXPECT_EQ(run.kind, model_kind("neural"));
  EXPECT_EQ(run.steps, 30);
  EXPECT_EQ(run.parameters, trained->model(model_kind("neural")).parameters);
  EXPECT_EQ(run.nll.dev, trained->model(model_kind("neural")).nll.dev);
  EXPECT_EQ(run.samples.size(), 10u);
  EXPECT_EQ(run.loss_curve.y, trained->model(model_kind("neural")).loss_curve.y);
  EXPECT_EQ(run.corpus_fingerprint, after->corpus.fingerprint);
  EXPECT_EQ(after->model(model_kind("neural")).steps, 0);
}

TEST_F(SavedRunsTest, AResetSavesLongRunsAutomatically) {
  train(model_kind("neural"), 10);
  session_.apply(Reset{});
  EXPECT_TRUE(look()->saved_runs.empty());
  train(model_kind("neural"), 60);
  session_.apply(Set{"init", "xavier"});  // starts the model anew, too
  ASSERT_EQ(look()->saved_runs.size(), 1u);
  const auto run = look()->saved_runs[0];
  EXPECT_TRUE(run->automatic);
  EXPECT_EQ(run->name, "Neural bigram 1");
  EXPECT_EQ(run->steps, 60);
  EXPECT_EQ(run->evaluated_at, 60);
  EXPECT_TRUE(std::isfinite(run->nll.dev));
  EXPECT_EQ(run->settings.init, Init::normal);
  EXPECT_EQ(look()->model(model_kind("neural")).settings.init, Init::xavier);
  EXPECT_EQ(look()->model(model_kind("neural")).steps, 0);
}

TEST_F(SavedRunsTest, RestoringGivesTheSameBits) {
  session_.apply(Activate{model_kind("rnn")});
  session_.apply(Set{"hidden_size", "12"});
  train(model_kind("rnn"), 55);
  session_.apply(Set{"hidden_size", "9"});
  ASSERT_EQ(look()->saved_runs.size(), 1u);
  const auto run = look()->saved_runs[0];
  ASSERT_TRUE(run->can_restore);
  session_.apply(RestoreRun{run->id});
  const auto back = look();
  EXPECT_EQ(back->model(model_kind("rnn")).steps, 55);
  EXPECT_EQ(back->model(model_kind("rnn")).settings.hidden_size, 12);
  EXPECT_EQ(back->model(model_kind("rnn")).loss, run->loss);
  EXPECT_EQ(back->active, model_kind("rnn"));
  // A restored run that was left as it was is not saved again.
  session_.apply(Reset{});
  EXPECT_EQ(look()->saved_runs.size(), 1u);
  session_.apply(RestoreRun{run->id});
  train(model_kind("rnn"), 1);
  session_.apply(Reset{});
  EXPECT_EQ(look()->saved_runs.size(), 2u);
}

TEST_F(SavedRunsTest, AreRenamedAndRemoved) {
  session_.apply(SaveRun{model_kind("count"), ""});
  session_.apply(Set{"smoothing", "100"});
  session_.apply(SaveRun{model_kind("count"), ""});
  auto now = look();
  ASSERT_EQ(now->saved_runs.size(), 2u);
  EXPECT_EQ(now->saved_runs[1]->name, "Count bigram 2");
  EXPECT_FALSE(now->saved_runs[1]->can_restore);
  EXPECT_GT(now->saved_runs[1]->nll.train, now->saved_runs[0]->nll.train);
  const std::uint64_t first = now->saved_runs[0]->id;
  session_.apply(RenameRun{first, "k = 1"});
  EXPECT_EQ(look()->saved_runs[0]->name, "k = 1");
  EXPECT_EQ(now->saved_runs[0]->name, "Count bigram 1") << "older snapshots never change";
  for (const char* bad : {"", "   ", "\xff\xfe"}) {
    session_.apply(RenameRun{first, bad});
    EXPECT_TRUE(look()->notices.back().is_error);
    EXPECT_EQ(look()->saved_runs[0]->name, "k = 1");
  }
  session_.apply(RestoreRun{first});
  EXPECT_TRUE(look()->notices.back().is_error);
  session_.apply(RemoveRun{first});
  ASSERT_EQ(look()->saved_runs.size(), 1u);
  EXPECT_EQ(look()->saved_runs[0]->name, "Count bigram 2");
  session_.apply(RemoveRun{first});
  EXPECT_TRUE(look()->notices.back().is_error);
}

TEST_F(SavedRunsTest, AreBoundedAndAutomaticOnesMakeRoom) {
  train(model_kind("neural"), 60);
  session_.apply(Reset{});  // an automatic one
  for (std::size_t i = 1; i < SavedRuns::most; ++i)
    session_.apply(SaveRun{model_kind("count"), "c"});
  ASSERT_EQ(look()->saved_runs.size(), SavedRuns::most);
  session_.apply(SaveRun{model_kind("count"), "last"});
  auto now = look();
  EXPECT_EQ(now->saved_runs.size(), SavedRuns::most);
  EXPECT_EQ(now->saved_runs.back()->name, "last");
  EXPECT_EQ(now->saved_runs.front()->kind, model_kind("count")) << "the automatic one made room";
  session_.apply(SaveRun{model_kind("count"), "too many"});
  EXPECT_EQ(look()->saved_runs.back()->name, "last");
  EXPECT_TRUE(look()->notices.back().is_error);
  train(model_kind("neural"), 60);
  session_.apply(Reset{});
  EXPECT_EQ(look()->saved_runs.size(), SavedRuns::most);
  EXPECT_EQ(look()->saved_runs.back()->name, "last");
}

TEST_F(SavedRunsTest, UntrainedModelsAreNotSaved) {
  session_.apply(SaveRun{model_kind("rnn"), ""});
  EXPECT_TRUE(look()->notices.back().is_error);
  EXPECT_TRUE(look()->saved_runs.empty());
}

TEST_F(SavedRunsTest, AnotherTextSavesTheRunsOfTheFormerOne) {
  train(model_kind("neural"), 60);
  const std::uint64_t names = look()->corpus.fingerprint;
  session_.apply(OpenBuiltin{"tale"});
  const auto now = look();
  ASSERT_EQ(now->saved_runs.size(), 1u);
  EXPECT_EQ(now->saved_runs[0]->corpus_fingerprint, names);
  EXPECT_NE(now->corpus.fingerprint, names);
  session_.apply(RestoreRun{now->saved_runs[0]->id});
  EXPECT_EQ(look()->corpus.fingerprint, names) << "a built-in text is opened again";
  EXPECT_EQ(look()->model(model_kind("neural")).steps, 60);
}

}  // namespace
}  // namespace babble::app
