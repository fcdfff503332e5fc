// What a kept run holds of its model, and which runs are worth a place.
#include <cmath>

#include "core/models/registry.h"
#include "support/driven_session.h"

namespace babble::app {
namespace {

class KeptValues : public DrivenSession {
 protected:
  std::size_t count() { return look().saved_runs.size(); }
};

TEST_F(KeptValues, AreThoseOfTheModelAtThatMoment) {
  session.apply(OpenBytes{"few.txt", few_lines});
  set_small_rnn();
  session.apply(Set{"batch_size", "1"});
  session.apply(Set{"time_steps", "3"});
  tick = 0.01;
  session.apply(Step{7});
  session.apply(Generate{.count = 15});
  while (look().playing) session.work(1);
  session.apply(SaveRun{model_kind("rnn"), "seven"});  // before anything was evaluated
  const Snapshot now = look();
  const ModelView& rnn = now.model(model_kind("rnn"));
  ASSERT_EQ(now.saved_runs.size(), 1u);
  const SavedRun& run = *now.saved_runs[0];
  EXPECT_EQ(run.kind, model_kind("rnn"));
  EXPECT_EQ(run.settings, rnn.settings);
  EXPECT_EQ(run.corpus, "few.txt");
  EXPECT_EQ(run.corpus_fingerprint, now.corpus.fingerprint);
  EXPECT_EQ(run.parameters, rnn.parameters);
  EXPECT_EQ(run.steps, 7);
  EXPECT_EQ(run.evaluated_at, 7);
  EXPECT_TRUE(std::isfinite(run.nll.train));
  EXPECT_EQ(run.nll.train, rnn.nll.train);
  EXPECT_EQ(run.nll_is_partial, rnn.nll_is_partial);
  EXPECT_EQ(run.loss, rnn.loss);
  EXPECT_GT(run.seconds_trained, 0);
  EXPECT_EQ(run.seconds_trained, rnn.seconds_trained);
  EXPECT_EQ(run.loss_curve.x, rnn.loss_curve.x);
  EXPECT_EQ(run.loss_curve.y, rnn.loss_curve.y);
  ASSERT_EQ(run.samples.size(), 10u) << "a few are enough";
  EXPECT_EQ(run.samples[0].step, 7);
  EXPECT_EQ(run.samples[0].text, rnn.samples[0].text);
  EXPECT_EQ(run.diverged, "");
  EXPECT_TRUE(run.can_restore);
}

TEST_F(KeptValues, PartialFiguresAreKeptAsPartial) {
  set_small_rnn();
  session.apply(Step{2});
  while (look().playing) session.work(1);
  tick = 1;  // too slow for a whole evaluation
  session.apply(SaveRun{model_kind("rnn"), ""});
  EXPECT_TRUE(look().saved_runs[0]->nll_is_partial);
  EXPECT_EQ(look().saved_runs[0]->name, "RNN 1");
}

TEST_F(KeptValues, DivergenceIsKept) {
  session.apply(Activate{model_kind("neural")});
  session.apply(Set{"learning_rate", "1000000"});
  session.apply(Set{"l2", "1000000"});
  session.apply(Play{});
  rest();
  session.apply(SaveRun{model_kind("neural"), ""});
  EXPECT_NE(look().saved_runs[0]->diverged, "");
  EXPECT_EQ(look().saved_runs[0]->diverged, model(model_kind("neural")).diverged);
}

TEST_F(KeptValues, LongCurvesAreThinnedByTheMeansOfNeighbours) {
  session.apply(OpenBytes{"few.txt", few_lines});
  tick = 0;
  train(model_kind("neural"), 1500);
  session.apply(SaveRun{model_kind("neural"), ""});
  const Curve& whole = model(model_kind("neural")).loss_curve;
  const Curve& thin = look().saved_runs[0]->loss_curve;
  ASSERT_EQ(whole.x.size(), 1500u);
  ASSERT_EQ(thin.x.size(), thin.y.size());
  ASSERT_LE(thin.x.size(), 400u);
  ASSERT_EQ(whole.x.size() % thin.x.size(), 0u);
  const std::size_t stretch = whole.x.size() / thin.x.size();
  for (std::size_t i = 0; i < thin.x.size(); ++i) {
    double x = 0, y = 0;
    for (std::size_t j = 0; j < stretch; ++j) {
      x += whole.x[i * stretch + j];
      y += whole.y[i * stretch + j];
    }
    EXPECT_DOUBLE_EQ(thin.x[i], x / static_cast<double>(stretch));
    EXPECT_DOUBLE_EQ(thin.y[i], y / static_cast<double>(stretch));
  }
  train(model_kind("neural"), 1);
  session.apply(SaveRun{model_kind("neural"), ""});
  EXPECT_EQ(look().saved_runs[1]->loss_curve.x.back(), 1501) << "the last point is of one step";
}

TEST_F(KeptValues, NamesAreTrimmedAndBounded) {
  const auto keep = [this](const std::string& name) {
    session.apply(SaveRun{model_kind("count"), name});
    return look().saved_runs.empty() ? "" : look().saved_runs.back()->name;
  };
  EXPECT_EQ(keep(" a b  "), "a b");
  EXPECT_EQ(keep(std::string(60, 'n')), std::string(60, 'n'));
  for (const std::string& bad : {std::string(61, 'n'), std::string("\xff"), std::string("  ")}) {
    const std::size_t before = count();
    keep(bad);
    EXPECT_TRUE(refused());
    EXPECT_EQ(count(), before);
    session.apply(RenameRun{look().saved_runs[0]->id, bad});
    EXPECT_EQ(look().saved_runs[0]->name, "a b");
  }
  const std::uint64_t id = look().saved_runs.back()->id;
  session.apply(RenameRun{id, " c "});
  EXPECT_EQ(look().saved_runs.back()->name, "c");
  for (const Intent& nobody :
       {Intent(RenameRun{99, "x"}), Intent(RemoveRun{99}), Intent(RestoreRun{99})}) {
    const std::uint64_t before = newest_notice();
    session.apply(nobody);
    EXPECT_GT(newest_notice(), before);
    EXPECT_TRUE(refused());
  }
  EXPECT_EQ(count(), 2u);
}

TEST_F(KeptValues, NumbersAndMadeNamesAreNeverUsedTwice) {
  for (int i = 0; i < 2; ++i) session.apply(SaveRun{model_kind("count"), ""});
  const std::uint64_t second = look().saved_runs[1]->id;
  EXPECT_GT(second, look().saved_runs[0]->id);
  session.apply(RemoveRun{second});
  session.apply(SaveRun{model_kind("count"), ""});
  EXPECT_GT(look().saved_runs[1]->id, second);
  EXPECT_EQ(look().saved_runs[1]->name, "Count bigram 3");
  train(model_kind("neural"), 1);
  session.apply(SaveRun{model_kind("neural"), ""});
  EXPECT_EQ(look().saved_runs[2]->name, "Neural bigram 1") << "each kind counts for itself";
}

TEST_F(KeptValues, ARunThatWasRenamedIsNotGivenUpForAnother) {
  train(model_kind("neural"), 60);
  session.apply(Reset{});
  ASSERT_EQ(count(), 1u);
  ASSERT_TRUE(look().saved_runs[0]->automatic);
  session.apply(RenameRun{look().saved_runs[0]->id, "dear"});
  EXPECT_FALSE(look().saved_runs[0]->automatic);
  EXPECT_TRUE(look().saved_runs[0]->can_restore);
  for (int i = 0; i < 20; ++i) session.apply(SaveRun{model_kind("count"), "c"});
  EXPECT_EQ(look().saved_runs[0]->name, "dear");
  EXPECT_TRUE(refused()) << "all places are taken";
}

TEST_F(KeptValues, TheSameRunIsKeptOnceByItselfAndAnotherOneTwice) {
  const auto again = [this](const char* what, std::size_t expected) {
    train(model_kind("neural"), 60);
    session.apply(Reset{});
    EXPECT_EQ(count(), expected) << what;
  };
  again("the first", 1);
  again("the same once more", 1);
  train(model_kind("neural"), 1);
  again("with another step", 2);
  session.apply(Set{"learning_rate", "20"});
  again("with another setting", 3);
  session.apply(OpenBytes{"few.txt", few_lines});
  again("of another text", 4);
  set_small_rnn();
  session.apply(Set{"batch_size", "1"});
  session.apply(Set{"time_steps", "3"});
  train(model_kind("rnn"), 60);
  session.apply(Reset{});
  EXPECT_EQ(count(), 5u) << "of another model";
}

TEST_F(KeptValues, ReturningIsUndoneLikeAnyOtherReplacement) {
  train(model_kind("neural"), 20);
  session.apply(SaveRun{model_kind("neural"), "twenty"});
  train(model_kind("neural"), 5);
  session.apply(Activate{model_kind("count")});
  session.apply(RestoreRun{look().saved_runs[0]->id});
  EXPECT_FALSE(refused()) << notice();
  EXPECT_NE(notice().find("twenty"), std::string::npos);
  EXPECT_EQ(look().active, model_kind("neural"));
  EXPECT_EQ(model(model_kind("neural")).steps, 20);
  session.apply(Undo{});
  EXPECT_EQ(model(model_kind("neural")).steps, 25);
}

TEST_F(KeptValues, AModelWithoutAStepIsNoRun) {
  session.apply(Activate{model_kind("neural")});
  session.apply(SaveRun{model_kind("neural"), "x"});
  EXPECT_TRUE(refused());
  EXPECT_EQ(count(), 0u);
}

}  // namespace
}  // namespace babble::app
