// A sweep: its values, and that each run is the one that training alone gives.
#include "core/training/sweep.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/models/model_size.h"
#include "core/models/registry.h"

namespace babble {
namespace {

using Texts = std::vector<std::string>;

Texts values_of(const char* key, const char* text) {
  return sweep_values(*find_setting(key), text);
}

std::shared_ptr<const Corpus> few_names() {
  std::string text;
  for (std::size_t i = 0; i < 60; ++i)
    text += std::string("anna\nbob\ncyd\nabby\ndan\n").substr(i % 5);
  return std::make_shared<const Corpus>(Corpus::from_text(text, Settings{}, "names"));
}

TEST(SweepValues, AreListedOrRangesRoundedToFourDigits) {
  EXPECT_EQ(values_of("learning_rate", " 0.1, 1,1.0,, 5e-1"), (Texts{"0.1", "1", "0.5"}));
  EXPECT_EQ(values_of("learning_rate", "0.001..1 log 4"), (Texts{"0.001", "0.01", "0.1", "1"}));
  EXPECT_EQ(values_of("learning_rate", "0.1..1 log 3, 7"), (Texts{"0.1", "0.3162", "1", "7"}));
  EXPECT_EQ(values_of("hidden_size", "1..4 linear 7"), (Texts{"1", "2", "3", "4"}));
  EXPECT_EQ(values_of("hidden_size", "1e1"), (Texts{"10"}));
  EXPECT_EQ(values_of("optimizer", "sgd,adamw"), (Texts{"sgd", "adamw"}));
  for (const char* bad : {"", ",", "0.1..", "0..1 log 3", "1..2 log", "1..2 cubic 3", "1..2 log 1",
                          "1..2 linear 101", "x", "-1", "1..2 linear 1e1"})
    EXPECT_THROW(values_of("learning_rate", bad), Error) << bad;
}

TEST(Sweep, EachRunIsTheOneThatTrainingAloneGives) {
  const auto corpus = few_names();
  for (const char* id : {"count", "mlp", "gru"}) {
    const ModelKind kind = model_kind(id);
    const char* const key = kind == counted_bigram() ? "smoothing" : "learning_rate";
    Settings settings = model_info(kind).defaults;
    settings.batch_size = 2;
    settings.time_steps = 5;
    Sweep sweep(corpus, kind, settings, key, "0.5, 0.01, 0.1", 7);
    double progress = 0;
    while (!sweep.finished()) {
      const bool ended = sweep.advance();
      EXPECT_GE(sweep.progress(), progress);
      progress = sweep.progress();
      if (!ended) continue;
      const SweepRun& run = sweep.runs().back();
      set_setting(settings, key, run.value);
      Trainer alone(corpus, kind, settings);
      while (!alone.finished() && alone.steps() < 7) alone.step();
      Evaluator evaluator(corpus);
      EXPECT_EQ(run.steps, alone.steps());
      EXPECT_EQ(run.train, evaluator.evaluate(alone.model(), Part::train).nll) << id;
      EXPECT_EQ(run.dev, evaluator.evaluate(alone.model(), Part::dev).nll) << id;
      EXPECT_EQ(run.parameters, alone.model().parameter_count());
      ASSERT_NE(sweep.ended(), nullptr);
      EXPECT_EQ(sweep.ended()->settings(), settings);
    }
    EXPECT_EQ(progress, 1);
    ASSERT_EQ(sweep.runs().size(), 3u);
    for (const SweepRun& run : sweep.runs())
      EXPECT_LE(sweep.runs()[static_cast<std::size_t>(sweep.best())].dev, run.dev);
  }
}

TEST(Sweep, ARunThatDivergesOrCannotBeginFailsAlone) {
  const ModelKind kind = model_kind("neural");
  const Settings settings = model_info(kind).defaults;
  Sweep rates(few_names(), kind, settings, "learning_rate", "1e6, 0.1", 100);
  while (!rates.finished()) rates.advance();
  EXPECT_FALSE(rates.runs()[0].failed.empty());
  EXPECT_TRUE(std::isnan(rates.runs()[0].dev));
  EXPECT_TRUE(rates.runs()[1].failed.empty()) << rates.runs()[1].failed;
  EXPECT_EQ(rates.best(), 1);
  const ModelKind other = model_kind("transformer");
  Sweep heads(few_names(), other, model_info(other).defaults, "heads", "3, 4", 1);
  while (!heads.finished()) heads.advance();
  EXPECT_FALSE(heads.runs()[0].failed.empty()) << "64 numbers for 3 heads";
  EXPECT_TRUE(heads.runs()[1].failed.empty());
  EXPECT_EQ(heads.best(), 1);
  const auto refused = [&](const char* key, const char* values, std::int64_t steps) {
    EXPECT_THROW(Sweep(few_names(), kind, settings, key, values, steps), Error) << key;
  };
  refused("smoothing", "1", 1);
  refused("seed", "1,2", 1);
  refused("nothing", "1", 1);
  refused("learning_rate", "fast", 1);
  refused("learning_rate", "1", 0);
}

TEST(ModelSize, IsThatOfTheModelAndCanBeMatched) {
  const auto corpus = few_names();
  const int size = corpus->vocabulary().size();
  for (const ModelKind kind : model_kinds()) {
    if (!model_info(kind).capabilities.trained) continue;
    Settings settings = model_info(kind).defaults;
    EXPECT_EQ(parameter_count(kind, size, settings),
              Trainer(corpus, kind, settings).model().parameter_count());
    match_parameters(kind, size, settings, 8000);
    if (!model_info(kind).uses("hidden_size") && !model_info(kind).uses("width")) {
      EXPECT_EQ(settings, model_info(kind).defaults);
    } else {
      EXPECT_NEAR(static_cast<double>(parameter_count(kind, size, settings)), 8000, 800);
      model_info(kind).check_settings(settings);
    }
  }
}

}  // namespace
}  // namespace babble
