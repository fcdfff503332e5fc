// Playing, stepping and pausing: how many steps are trained, when, and what is shown of them.
#include <cmath>
#include <limits>

#include "core/data/builtin_corpora.h"
#include "core/models/registry.h"
#include "core/training/checkpoint.h"
#include "core/training/evaluation.h"
#include "support/driven_session.h"

namespace babble::app {
namespace {

class Training : public DrivenSession {
 protected:
  Training() { session.apply(Activate{model_kind("neural")}); }
  std::int64_t steps() { return model(model_kind("neural")).steps; }
  void set_limit(double steps_per_second) {
    rest();
    session.apply(LimitSpeed{steps_per_second});
    tick = 0;  // from here on, time passes only between the session's calls
  }
};

TEST_F(Training, StepsAreExactHoweverFastTheyAre) {
  tick = 0;
  session.apply(Step{1000});
  rest();
  EXPECT_EQ(steps(), 1000);
  session.apply(Step{1});
  session.apply(Step{2});
  rest();
  EXPECT_EQ(steps(), 1003) << "steps that are asked for at once add up";
}

TEST_F(Training, TheCountBigramsLineIsThereFromTheFirstStep) {
  rest();
  const double before = model(model_kind("neural")).landmarks.count_bigram;
  session.apply(Set{"seed", "7"});  // prepares the data again
  session.apply(Play{});
  EXPECT_NEAR(model(model_kind("neural")).landmarks.count_bigram, before, 0.1);
  session.apply(Pause{});
  rest();
  const double evaluated = model(model_kind("neural")).landmarks.count_bigram;
  EXPECT_NEAR(evaluated, before, 0.1);
}

TEST_F(Training, TheDevCurveGrowsBesideTheLossAndEndsWhereTrainingPauses) {
  session.apply(Activate{model_kind("rnn")});
  session.apply(Set{"hidden_size", "8"});
  session.apply(Step{70});
  rest();
  const ModelView rnn = model(model_kind("rnn"));
  ASSERT_GE(rnn.dev_curve.x.size(), 5u);
  EXPECT_LE(rnn.dev_curve.x.front(), 2) << "from the first steps";
  EXPECT_EQ(rnn.dev_curve.x.back(), 70);
  EXPECT_LT(rnn.dev_curve.y.back(), rnn.dev_curve.y.front());
  auto corpus =
      std::make_shared<const Corpus>(Corpus::from_text(builtin_names(), rnn.settings, "names"));
  Trainer trainer(corpus, model_kind("rnn"), rnn.settings);
  for (int i = 0; i < 70; ++i) trainer.step();
  session.apply(SaveCheckpoint{});
  const Checkpoint saved = load_checkpoint(look().artifact.bytes.text());
  const std::int64_t pairs = saved.state.history.dev_nll.pairs;
  EXPECT_GE(pairs, 1024);
  EXPECT_EQ(rnn.dev_curve.y.back(),
            Evaluator(corpus).evaluate(trainer.model(), Part::dev, pairs).nll);
  EXPECT_EQ(saved.state.history.dev_nll.last_step(), 70) << "it is in the checkpoint";
}

TEST_F(Training, TheDevCurveTakesATwentyFifthOfTheTimeHoweverSlowItIs) {
  rest();
  tick = 1;  // an evaluation takes a second or more
  const double begin = seconds;
  session.apply(Step{64});
  while (look().playing) session.work(1);
  const auto count = static_cast<double>(model(model_kind("neural")).dev_curve.x.size());
  EXPECT_GT(count, 3);
  EXPECT_LT(count, (seconds - begin) / 24);
}

TEST_F(Training, TheTestPartIsEvaluatedOnceItIsAskedFor) {
  session.apply(Step{5});
  rest();
  const auto test_nll = [&] { return model(model_kind("neural")).nll.test; };
  EXPECT_FALSE(std::isnan(model(model_kind("neural")).nll.dev));
  EXPECT_TRUE(std::isnan(test_nll()));
  session.apply(EvaluateTest{model_kind("neural")});
  rest();
  EXPECT_FALSE(std::isnan(test_nll()));
  session.apply(Step{1});
  rest();
  EXPECT_TRUE(std::isnan(test_nll())) << "it was of other parameters";
  EXPECT_TRUE(std::isnan(model(model_kind("count")).nll.test));
  session.apply(EvaluateTest{model_kind("count")});
  rest();
  EXPECT_FALSE(std::isnan(model(model_kind("count")).nll.test));
  session.apply(Set{"smoothing", "3"});
  session.apply(Activate{model_kind("count")});
  session.apply(Set{"smoothing", "5"});
  rest();
  EXPECT_TRUE(std::isnan(model(model_kind("count")).nll.test)) << "k has changed";
  session.apply(Activate{model_kind("neural")});
  session.apply(Play{});
  session.work(1);
  session.apply(EvaluateTest{model_kind("neural")});
  EXPECT_FALSE(look().playing);
}

TEST_F(Training, StepsThatAreNoneAreRefused) {
  for (const int count : {0, -1}) {
    session.apply(Step{count});
    EXPECT_TRUE(refused());
    EXPECT_FALSE(look().playing);
  }
  rest();
  EXPECT_EQ(steps(), 0);
}

TEST_F(Training, StepsPauseAModelThatPlays) {
  session.apply(Step{1000});
  session.work(1);
  session.apply(Play{});  // and what was left of the steps is forgotten
  session.work(1);
  const std::int64_t before = steps();
  session.apply(Step{3});
  rest();
  EXPECT_EQ(steps(), before + 3);
  EXPECT_FALSE(look().playing);
}

TEST_F(Training, PauseForgetsTheStepsThatAreLeft) {
  session.apply(Step{1000});
  session.work(1);
  session.apply(Pause{});
  const std::int64_t before = steps();
  EXPECT_LT(before, 1000);
  rest();
  EXPECT_EQ(steps(), before);
  session.apply(Step{1});
  rest();
  EXPECT_EQ(steps(), before + 1);
}

TEST_F(Training, OnlyAnotherModelPausesIt) {
  session.apply(Play{});
  session.apply(Activate{model_kind("neural")});
  EXPECT_TRUE(look().playing);
  session.apply(Activate{model_kind("rnn")});
  EXPECT_FALSE(look().playing);
  EXPECT_EQ(look().active, model_kind("rnn"));
  session.apply(Activate{model_kind("neural")});
  EXPECT_FALSE(look().playing);
}

TEST_F(Training, AResetPauses) {
  session.apply(Play{});
  session.work(1);
  session.apply(Reset{});
  EXPECT_FALSE(look().playing);
  rest();
  EXPECT_EQ(steps(), 0);
}

TEST_F(Training, WhatHasNothingToTrainSaysSoWithoutAnError) {
  session.apply(Activate{model_kind("count")});
  const std::uint64_t before = newest_notice();
  session.apply(Play{});
  EXPECT_GT(newest_notice(), before);
  EXPECT_FALSE(refused());
  EXPECT_FALSE(look().playing);

  session.apply(Activate{model_kind("neural")});
  session.apply(Set{"epochs", "1"});
  session.apply(Play{});
  rest();
  EXPECT_TRUE(model(model_kind("neural")).finished);
  EXPECT_FALSE(refused());
  EXPECT_NE(notice().find("neural bigram"), std::string::npos) << "the end of training is said";
  const std::uint64_t end = newest_notice();
  session.apply(Step{1});
  EXPECT_GT(newest_notice(), end);
  EXPECT_FALSE(refused());
  EXPECT_FALSE(look().playing);
}

TEST_F(Training, MoreEpochsDoNotPlayByThemselves) {
  session.apply(Set{"epochs", "1"});
  for (const bool by_steps : {false, true}) {
    session.apply(Reset{});
    session.apply(by_steps ? Intent(Step{1000}) : Intent(Play{}));
    rest();
    ASSERT_TRUE(model(model_kind("neural")).finished);
    const std::int64_t end = steps();
    session.apply(Set{"epochs", "5"});
    EXPECT_FALSE(look().playing);
    rest();
    EXPECT_EQ(steps(), end);
    session.apply(Set{"epochs", "1"});
  }
}

TEST_F(Training, SeveralStepsThatEndInOneSliceAreNoEndOfTraining) {
  session.apply(Step{2});
  rest();
  EXPECT_EQ(newest_notice(), 0u) << notice();
}

// The first step comes at once, the others as time passes; a pause is not caught up.
TEST_F(Training, ALimitCountsFromWhenTrainingBegins) {
  const double limit = 100;
  set_limit(limit);
  for (const bool by_steps : {false, true}) {
    SCOPED_TRACE(by_steps ? "Step" : "Play");
    seconds += 1000;
    const std::int64_t before = steps();
    session.apply(by_steps ? Intent(Step{50}) : Intent(Play{}));
    session.work(1);
    EXPECT_EQ(steps(), before + 1);
    EXPECT_NEAR(session.seconds_until_work(), 1 / limit, 1e-9);
    seconds += 0.1;
    EXPECT_EQ(session.seconds_until_work(), 0) << "it is late already";
    session.work(1);
    EXPECT_NEAR(static_cast<double>(steps() - before), 1 + 0.1 * limit, 1.001);
    session.apply(Pause{});
    rest();
  }
}

TEST_F(Training, ALimitIsNotCaughtUpAfterALongSleep) {
  const double limit = 100;
  set_limit(limit);
  session.apply(Play{});
  session.work(1);
  seconds += 1000;
  session.work(1);
  const std::int64_t caught_up = steps();
  EXPECT_GT(caught_up, 2) << "a little is";
  EXPECT_LT(caught_up, static_cast<std::int64_t>(limit)) << "less than a second of it";
}

TEST_F(Training, AnotherLimitHoldsAtOnce) {
  set_limit(0.001);
  session.apply(Play{});
  session.work(1);
  EXPECT_GT(session.seconds_until_work(), 900);
  session.apply(LimitSpeed{10});
  EXPECT_LE(session.seconds_until_work(), 0.1);
  for (const double bad : {-1.0, 1e10, std::nan("")}) {
    session.apply(LimitSpeed{bad});
    EXPECT_TRUE(refused()) << bad;
    EXPECT_EQ(look().steps_per_second_limit, 10);
  }
  session.apply(LimitSpeed{0});
  EXPECT_EQ(session.seconds_until_work(), 0);
}

TEST_F(Training, AtRestOnlyAnIntentBringsWork) {
  rest();
  look();
  EXPECT_FALSE(session.work(5));
  EXPECT_TRUE(std::isinf(session.seconds_until_work()));
  EXPECT_FALSE(session.changed());
  session.apply(Pause{});
  EXPECT_TRUE(session.changed()) << "an intent may have changed anything";
  look();
  session.apply(Step{1});
  look();
  EXPECT_EQ(session.seconds_until_work(), 0);
  session.work(5);
  EXPECT_TRUE(session.changed());
  look();
  EXPECT_EQ(session.seconds_until_work(), 0) << "the figures after the step are to come";
  session.work(5);
  EXPECT_TRUE(session.changed());
}

TEST_F(Training, TimeAndRateAreThoseOfTheClock) {
  rest();
  const double tokens = static_cast<double>(look().corpus.train_tokens - 1);  // of a full batch
  tick = 0.001;
  session.apply(Step{1});
  session.work(0);
  EXPECT_EQ(model(model_kind("neural")).tokens_per_second, 0) << "too short to measure";
  session.apply(Reset{});
  rest();

  tick = 0.5;  // a step takes half a second
  session.apply(Step{1});
  session.work(0);
  EXPECT_DOUBLE_EQ(model(model_kind("neural")).seconds_trained, 0.5);
  EXPECT_DOUBLE_EQ(model(model_kind("neural")).tokens_per_second, tokens / 0.5);
  rest();
  seconds += 1000;
  session.apply(Step{1});
  session.work(0);
  EXPECT_DOUBLE_EQ(model(model_kind("neural")).seconds_trained, 1);
  EXPECT_DOUBLE_EQ(model(model_kind("neural")).tokens_per_second, tokens / 0.5)
      << "a pause does not count";
  rest();
  tick = 1;
  session.apply(Step{1});
  session.work(0);
  EXPECT_LT(model(model_kind("neural")).tokens_per_second, tokens / 0.5);
  EXPECT_GT(model(model_kind("neural")).tokens_per_second, tokens / 1.0) << "it is smoothed";
}

TEST_F(Training, TheRateOfALongTrainingIsItsTokensByItsTime) {
  rest();
  tick = 0.01;
  session.apply(Play{});
  const double begin = seconds;
  while (seconds < begin + 20) session.work(1);
  const ModelView& neural = model(model_kind("neural"));
  const double tokens =
      static_cast<double>(look().corpus.train_tokens - 1) * static_cast<double>(neural.steps);
  EXPECT_NEAR(neural.tokens_per_second, tokens / (seconds - begin),
              0.3 * tokens / (seconds - begin));
  EXPECT_LT(neural.seconds_trained, seconds - begin);
}

TEST_F(Training, FiguresAreRefreshedNowAndThenWhileItPlays) {
  rest();
  tick = 0.01;
  session.apply(Play{});
  const double begin = seconds;
  std::int64_t evaluated = 0;
  double first = 0;
  int changes = 0, slices = 0;
  while (seconds < begin + 10) {
    session.work(1);
    ++slices;
    const ModelView& neural = model(model_kind("neural"));
    if (neural.evaluated_at == evaluated) continue;
    if (evaluated == 0) first = seconds - begin;
    evaluated = neural.evaluated_at;
    EXPECT_LE(evaluated, neural.steps);
    ++changes;
  }
  EXPECT_TRUE(look().playing);
  EXPECT_GE(changes, 3);
  EXPECT_LT(changes, slices / 8) << "training comes first";
  EXPECT_GT(first, 1) << "not at once";
}

TEST_F(Training, CurvesMergeNeighboursByTheirMean) {
  session.apply(OpenBytes{"few.txt", few_lines});
  const int odd = 3001;  // more than a curve has points, and the last one stands alone
  tick = 0;
  train(model_kind("neural"), odd);
  const ModelView& neural = model(model_kind("neural"));
  const Trainer twin = twin_of(neural, few_lines, odd);
  const Series& losses = twin.history().loss;
  ASSERT_EQ(losses.size(), static_cast<std::size_t>(odd)) << "the twin has every step";
  ASSERT_EQ(neural.loss_curve.x.size(), static_cast<std::size_t>(odd / 2 + 1));
  for (std::size_t i = 0; 2 * i + 1 < losses.size(); ++i) {
    ASSERT_DOUBLE_EQ(neural.loss_curve.x[i], 2 * static_cast<double>(i) + 1.5);
    ASSERT_DOUBLE_EQ(neural.loss_curve.y[i], (losses.y(2 * i) + losses.y(2 * i + 1)) / 2);
  }
  EXPECT_EQ(neural.loss_curve.x.back(), odd);
  EXPECT_EQ(neural.loss_curve.y.back(), losses.y(odd - 1));
}

TEST_F(Training, NormsMergeNeighboursByTheLargest) {
  session.apply(OpenBytes{"few.txt", few_lines});
  set_small_rnn();
  session.apply(Set{"batch_size", "1"});
  session.apply(Set{"time_steps", "3"});
  session.apply(Set{"max_grad_norm", "0.5"});
  const int count = 2500;
  tick = 0;
  train(model_kind("rnn"), count);
  const ModelView& rnn = model(model_kind("rnn"));
  const Trainer twin = twin_of(rnn, few_lines, count);
  const History& history = twin.history();
  ASSERT_EQ(rnn.gradient_norm.y.size(), static_cast<std::size_t>(count / 2));
  ASSERT_EQ(rnn.clipped_norm.y.size(), rnn.gradient_norm.y.size());
  for (std::size_t i = 0; i < rnn.gradient_norm.y.size(); ++i) {
    const auto largest = [i](const Series& series) {
      return std::max(series.y(2 * i), series.y(2 * i + 1));
    };
    ASSERT_EQ(rnn.gradient_norm.y[i], largest(history.gradient_norm));
    ASSERT_EQ(rnn.clipped_norm.y[i], largest(history.clipped_norm));
  }
  EXPECT_DOUBLE_EQ(rnn.clipped_share, static_cast<double>(history.clipped_steps) / count);
  EXPECT_GT(rnn.clipped_share, 0);
  EXPECT_LT(rnn.clipped_share, 1);
  EXPECT_EQ(rnn.epochs, twin.epochs_done());
  EXPECT_FALSE(rnn.epoch_nll.y.empty());
  EXPECT_EQ(rnn.steps_per_epoch, twin.steps_per_epoch());
  session.apply(Reset{});
  EXPECT_EQ(model(model_kind("rnn")).clipped_share, 0);
  EXPECT_TRUE(model(model_kind("rnn")).gradient_norm.y.empty());
  EXPECT_EQ(model(model_kind("rnn")).epochs, 0);
}

TEST_F(Training, SizesAreThoseOfTheModel) {
  const auto count_of = [this](ModelKind kind) { return model(kind).parameters; };
  const auto size = static_cast<std::int64_t>(look().corpus.tokens.size());
  EXPECT_EQ(count_of(model_kind("count")), size * size);
  EXPECT_EQ(count_of(model_kind("neural")), size * size);
  EXPECT_EQ(count_of(model_kind("rnn")), 0) << "it does not exist yet";
  EXPECT_EQ(model(model_kind("neural")).steps_per_epoch, 0) << "a full batch";
  session.apply(Set{"bias", "true"});
  EXPECT_EQ(count_of(model_kind("neural")), size * size + size);
  session.apply(Set{"batch_size", "64"});
  EXPECT_EQ(model(model_kind("neural")).steps_per_epoch,
            twin_of(model(model_kind("neural")), builtin_names(), 0).steps_per_epoch());
  EXPECT_EQ(model(model_kind("count")).steps_per_epoch, 0);
}

TEST_F(Training, ChangesOnTheWayMakeARunUnrepeatable) {
  session.apply(Set{"learning_rate", "20"});
  EXPECT_TRUE(model(model_kind("neural")).repeatable) << "nothing was trained with another rate";
  session.apply(Step{1});
  rest();
  EXPECT_TRUE(model(model_kind("neural")).repeatable);
  session.apply(Set{"learning_rate", "20"});
  EXPECT_TRUE(model(model_kind("neural")).repeatable) << "that is no change";
  session.apply(Set{"learning_rate", "10"});
  EXPECT_FALSE(model(model_kind("neural")).repeatable);
  session.apply(Reset{});
  EXPECT_TRUE(model(model_kind("neural")).repeatable);
  session.apply(Set{"smoothing", "3"});
  EXPECT_TRUE(model(model_kind("count")).repeatable) << "counts are the same for every k";
  EXPECT_FALSE(model(model_kind("rnn")).repeatable) << "there is no run";
}

}  // namespace
}  // namespace babble::app
