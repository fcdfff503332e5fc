// Sweeps beside the usual training, and races: what they train, keep and show.
#include <cmath>

#include "core/data/builtin_corpora.h"
#include "core/training/evaluation.h"
#include "support/driven_session.h"

namespace babble::app {
namespace {

class Sweeping : public DrivenSession {
 protected:
  /// The dev NLL of training alone.
  double dev_alone(const SweepRun& run) {
    ModelView model = look().model(model_kind("neural"));
    set_setting(model.settings, "learning_rate", run.value);
    const Trainer alone = twin_of(model, builtin_names(), 20);
    Evaluator evaluator(alone.shared_corpus());
    return evaluator.evaluate(alone.model(), Part::dev).nll;
  }
};

TEST_F(Sweeping, EachValueIsTrainedAloneAndItsRunIsKept) {
  session.apply(StartSweep{model_kind("neural"), "learning_rate", "1, 50, 10", 20});
  EXPECT_TRUE(look().sweep.running);
  EXPECT_EQ(look().sweep.planned, 3u);
  rest();
  const SweepView& sweep = look().sweep;
  EXPECT_FALSE(sweep.running);
  EXPECT_EQ(sweep.progress, 1);
  ASSERT_EQ(sweep.runs.size(), 3u);
  for (const SweepRun& run : sweep.runs) EXPECT_EQ(run.dev, dev_alone(run)) << run.value;
  EXPECT_EQ(sweep.runs[static_cast<std::size_t>(sweep.best)].value, "50");
  ASSERT_EQ(look().saved_runs.size(), 3u);
  const SavedRun& kept = *look().saved_runs[1];
  EXPECT_EQ(kept.name, "Neural, Learning rate 50");
  EXPECT_EQ(kept.nll.dev, sweep.runs[1].dev);
  EXPECT_EQ(kept.steps, 20);
  EXPECT_EQ(kept.samples.size(), 10u);
  EXPECT_EQ(model(model_kind("neural")).steps, 0) << "the model itself is as it was";
  session.apply(RestoreRun{kept.id});
  EXPECT_EQ(model(model_kind("neural")).steps, 20);
  EXPECT_EQ(model(model_kind("neural")).settings.learning_rate, 50);
}

TEST_F(Sweeping, StoppedItKeepsWhatItHasAndTrainingGoesOnBesideIt) {
  session.apply(Activate{model_kind("neural")});
  session.apply(Play{});
  session.apply(StartSweep{model_kind("neural"), "learning_rate", "1, 2, 3, 4, 5", 300});
  while (look().sweep.runs.size() < 2) ASSERT_TRUE(session.work(5));
  const std::int64_t beside = model(model_kind("neural")).steps;
  EXPECT_GT(beside, 100) << "they take turns";
  EXPECT_TRUE(look().playing);
  session.apply(StopSweep{});
  EXPECT_FALSE(look().sweep.running);
  for (int i = 0; i < 10; ++i) session.work(5);
  EXPECT_EQ(look().sweep.runs.size(), 2u);
  EXPECT_EQ(look().saved_runs.size(), 2u);
  EXPECT_GT(model(model_kind("neural")).steps, beside);
  session.apply(Pause{});
  session.apply(StartSweep{model_kind("neural"), "learning_rate", "fast", 5});
  EXPECT_TRUE(refused());
  EXPECT_EQ(look().sweep.id, 1u) << "a sweep that is refused changes nothing";
  session.apply(StartSweep{model_kind("neural"), "learning_rate", "1", 1000000});
  session.apply(OpenBuiltin{"tale"});
  rest();
  EXPECT_FALSE(look().sweep.running) << "its text was replaced";
  EXPECT_TRUE(look().sweep.runs.empty());
}

TEST_F(Sweeping, SmoothingIsSweptWithoutTraining) {
  session.apply(StartSweep{counted_bigram(), "smoothing", "0, 1, 1000", 1});
  rest();
  const SweepView& sweep = look().sweep;
  ASSERT_EQ(sweep.runs.size(), 3u);
  EXPECT_EQ(sweep.runs[1].dev, model(counted_bigram()).nll.dev);
  EXPECT_EQ(sweep.runs[1].train, model(counted_bigram()).nll.train);
}

TEST_F(Sweeping, BySecondsEachValueTrainsEquallyLong) {
  session.apply(StartSweep{model_kind("neural"), "learning_rate", "1, 10", 1, 0.5});
  EXPECT_EQ(look().sweep.seconds, 0.5);
  session.work(5);
  EXPECT_GT(look().sweep.progress, 0);
  EXPECT_LT(look().sweep.progress, 0.2);
  rest();
  ASSERT_EQ(look().sweep.runs.size(), 2u);
  EXPECT_EQ(look().sweep.progress, 1);
  for (const auto& kept : look().saved_runs) {
    EXPECT_GT(kept->steps, 50) << "a look at the clock takes a millisecond of the test";
    EXPECT_NEAR(kept->seconds_trained, 0.5, 0.01);
  }
  session.apply(StartSweep{model_kind("neural"), "learning_rate", "1", 1, -2});
  EXPECT_TRUE(refused());
}

TEST_F(Sweeping, ASettingOfTheTextPreparesItAnewForEachValue) {
  session.apply(StartSweep{model_kind("neural"), "seed", "1, 2", 20});
  rest();
  ASSERT_EQ(look().saved_runs.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    ModelView model = look().model(model_kind("neural"));
    set_setting(model.settings, "seed", look().sweep.runs[i].value);
    const Trainer alone = twin_of(model, builtin_names(), 20);
    Evaluator evaluator(alone.shared_corpus());
    EXPECT_EQ(look().sweep.runs[i].dev, evaluator.evaluate(alone.model(), Part::dev).nll);
    EXPECT_EQ(look().saved_runs[i]->corpus_fingerprint, alone.corpus().fingerprint())
        << "so that Compare does not take it for a run on the open split";
  }
  EXPECT_NE(look().saved_runs[0]->corpus_fingerprint, look().saved_runs[1]->corpus_fingerprint);
  EXPECT_EQ(model(model_kind("neural")).settings.seed, Settings{}.seed)
      << "the text stays as it is";
  session.apply(StartSweep{model_kind("neural"), "split", "1,0,0; 0.5,0.5,0", 5});
  rest();
  ASSERT_EQ(look().sweep.runs.size(), 2u) << "a semicolon separates values with commas";
  EXPECT_TRUE(std::isnan(look().sweep.runs[0].dev));
  EXPECT_FALSE(std::isnan(look().sweep.runs[1].dev));
}

TEST_F(Sweeping, ARaceGivesEachModelTheSameTimeAndAsManyParameters) {
  train(model_kind("rnn"), 60);
  session.apply(Race{"rnn,gru,mlp", 0.05, true});
  EXPECT_TRUE(look().race.running);
  EXPECT_TRUE(look().playing);
  rest();
  EXPECT_FALSE(look().race.running);
  EXPECT_FALSE(look().playing);
  const double first = static_cast<double>(model(model_kind("rnn")).parameters);
  for (const char* id : {"rnn", "gru", "mlp"}) {
    const ModelView& racer = model(model_kind(id));
    EXPECT_NEAR(racer.seconds_trained, 0.05, 0.01) << id;
    EXPECT_GT(racer.steps, 10) << id;
    EXPECT_GT(racer.tokens, racer.steps) << id;
    EXPECT_TRUE(std::isfinite(racer.nll.dev)) << id;
    EXPECT_NEAR(static_cast<double>(racer.parameters), first, first / 20) << id;
  }
  session.apply(Undo{});
  EXPECT_EQ(model(model_kind("rnn")).steps, 60) << "what a race replaces can be restored";
  session.apply(Race{"gru,lstm", 0});
  for (int i = 0; i < 20; ++i) session.work(5);
  EXPECT_NEAR(model(model_kind("gru")).seconds_trained, model(model_kind("lstm")).seconds_trained,
              0.01);
  session.apply(Pause{});
  EXPECT_FALSE(look().race.running);
  for (const char* bad : {"", "count", "lstm,nobody"}) {
    session.apply(Race{bad});
    EXPECT_TRUE(refused()) << bad;
    EXPECT_FALSE(look().race.running);
  }
}

}  // namespace
}  // namespace babble::app
