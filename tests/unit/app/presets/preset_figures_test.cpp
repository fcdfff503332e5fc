// Every kind of figure that a run of a course can expect: when it is taken and how it is compared.
#include <algorithm>
#include <cmath>

#include "core/data/builtin_corpora.h"
#include "core/models/registry.h"
#include "core/presets/presets.h"
#include "core/training/evaluation.h"
#include "core/training/sampler.h"
#include "support/driven_session.h"

namespace babble::app {
namespace {

using Figure = Expectation::What;

Preset preset_of(ModelKind kind, std::vector<Expectation> expectations) {
  Preset preset;
  preset.id = "test";
  preset.model = kind;
  preset.corpus = PresetCorpus::letters;
  preset.text = few_lines;
  preset.settings = {{"split", "1,0,0"}, {"learning_rate", "1"}};
  if (kind == model_kind("rnn"))
    for (const auto& setting :
         {std::pair("hidden", "4"), std::pair("batch", "1"), std::pair("time_steps", "5")})
      preset.settings.emplace_back(setting);
  preset.expectations = std::move(expectations);
  return preset;
}

/// A preset's run, step by step.
struct PresetTraining {
  explicit PresetTraining(const Preset& preset)
      : run(preset),
        trainer(std::make_shared<const Corpus>(
                    Corpus::from_text(preset.text, preset_settings(preset), "text")),
                preset.model, preset_settings(preset)),
        evaluator(trainer.shared_corpus()) {
    run.observe(trainer, evaluator);
  }
  void step(int count = 1) {
    for (int i = 0; i < count; ++i) {
      trainer.step();
      run.observe(trainer, evaluator);
    }
  }
  PresetRun run;
  Trainer trainer;
  Evaluator evaluator;
};

TEST(PresetFigures, LossesAreThoseOfTheirStep) {
  const Preset probe = preset_of(model_kind("neural"), {});
  PresetTraining twin(probe);
  twin.step(5);
  const double third = twin.trainer.history().loss.y(2);
  const double near = 1e-6;
  const Preset preset =
      preset_of(model_kind("neural"), {{Figure::loss_at_step, 3, third, 0},
                                       {Figure::loss_at_step, 3, third + near, 2 * near},
                                       {Figure::loss_at_step, 3, third + near, near / 2},
                                       {Figure::loss_at_step, 3, third - near, near / 2},
                                       {Figure::loss_at_step, 0, third, 100}});
  PresetTraining training(preset);
  for (int step = 0; step <= 5; ++step) {
    if (step > 0) training.step();
    for (std::size_t i = 0; i < 4; ++i) {
      const PresetRow& row = training.run.rows()[i];
      EXPECT_EQ(row.obtained.empty(), step < 3) << i;
      EXPECT_EQ(row.agrees, step >= 3 && i < 2) << i << " at step " << step;
    }
    EXPECT_EQ(training.run.rows()[4].obtained, "") << "there is no step 0";
  }
  EXPECT_NEAR(std::stod(training.run.rows()[0].obtained), third, 1e-4);
  EXPECT_EQ(training.run.rows()[0].obtained, training.run.rows()[0].expected);
}

TEST(PresetFigures, OfTheModelAreTakenAtTheVeryStep) {
  const Preset probe = preset_of(model_kind("neural"), {});
  PresetTraining twin(probe);
  twin.step(2);
  const Model& model = twin.trainer.model();
  const Corpus& corpus = twin.trainer.corpus();
  const Evaluation train = twin.evaluator.evaluate(model, Part::train);
  const WordTable word = word_table(model, corpus.vocabulary(), corpus.kind(), "ann");
  std::string samples;
  for (const std::string& one : sample(model, corpus.vocabulary(), corpus.kind(), {}))
    samples += (samples.empty() ? "" : " ") + one;
  SampleOptions one_cool;
  one_cool.count = 1;
  one_cool.temperature = 0.5;
  const std::string own =
      sample(model, corpus.vocabulary(), corpus.kind(), one_cool, *twin.trainer.generator())[0];
  const double tolerance = 1e-9;
  std::vector<Expectation> expected{
      {Figure::nll, 2, train.nll, tolerance},
      {Figure::perplexity, 2, train.perplexity, tolerance},
      {Figure::probability_of_word, 2, word.rows[0].p, tolerance, "ann"},
      {Figure::word_nll, 2, word.nll, tolerance, "ann"},
      {Figure::samples, 2, 0, 0, samples},
      {Figure::own_samples, 2, 0, 0, own, 0, one_cool}};
  const std::size_t count = expected.size();
  for (std::size_t i = 0; i < count; ++i) {
    Expectation wrong = expected[i];
    wrong.value += 1;
    if (wrong.what == Figure::samples || wrong.what == Figure::own_samples) wrong.text = "ann";
    expected.push_back(wrong);
  }
  const Preset preset = preset_of(model_kind("neural"), expected);
  PresetTraining training(preset);
  for (int step = 0; step <= 3; ++step) {
    if (step > 0) training.step();
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const PresetRow& row = training.run.rows()[i];
      EXPECT_EQ(row.obtained.empty(), step < 2) << row.what;
      EXPECT_EQ(row.agrees, step >= 2 && i < count) << row.what << ": " << row.obtained;
    }
  }
  EXPECT_EQ(training.run.rows()[4].obtained, samples);
  // Who looks too late does not get the figures of another step.
  PresetTraining late(preset);
  late.trainer.step();
  late.trainer.step();
  late.step();
  for (const PresetRow& row : late.run.rows()) EXPECT_EQ(row.obtained, "") << row.what;
}

TEST(PresetFigures, OfEpochsAreThoseOfTheirEpoch) {
  const Preset probe = preset_of(model_kind("rnn"), {});
  PresetTraining twin(probe);
  while (twin.trainer.epochs_done() < 3) twin.step();
  const Series& nll = twin.trainer.history().epoch_nll;
  const double second = std::exp(nll.y(1));
  const double lowest = std::exp(std::min({nll.y(0), nll.y(1), nll.y(2)}));
  const Corpus& corpus = twin.trainer.corpus();
  SampleOptions greedy;
  greedy.count = 1;
  greedy.greedy = true;
  greedy.prefix = "an";
  greedy.length = 3;
  const std::string continued =
      sample(twin.trainer.model(), corpus.vocabulary(), corpus.kind(), greedy)[0];
  // As long as is asked for, so that the length of the expected text is the one to draw.
  const std::string asked =
      continued + std::string(5 - std::min<std::size_t>(5, continued.size()), ' ');
  const Preset preset =
      preset_of(model_kind("rnn"), {{Figure::epoch_perplexity, 2, second, 1e-9},
                                    {Figure::lowest_perplexity, 3, lowest + 0.1, 0},
                                    {Figure::lowest_perplexity, 3, lowest - 0.1, 0},
                                    {Figure::continuation, 3, 0, 0, asked, 2}});
  PresetTraining training(preset);
  while (training.trainer.epochs_done() < 3) {
    const std::int64_t epochs = training.trainer.epochs_done();
    EXPECT_EQ(training.run.rows()[0].obtained.empty(), epochs < 2);
    for (std::size_t i = 1; i < 4; ++i) EXPECT_EQ(training.run.rows()[i].obtained, "");
    training.step();
  }
  EXPECT_TRUE(training.run.rows()[0].agrees);
  EXPECT_TRUE(training.run.rows()[1].agrees);
  EXPECT_FALSE(training.run.rows()[2].agrees);
  EXPECT_NEAR(std::stod(training.run.rows()[2].obtained), lowest, 1e-4);
  EXPECT_EQ(training.run.rows()[3].obtained, continued);
  EXPECT_EQ(training.run.rows()[3].agrees, continued == asked);
}

TEST(PresetFigures, TheLowestPerplexityIsOneOfTheLastFifty) {
  const Preset preset = preset_of(model_kind("rnn"), {{Figure::lowest_perplexity, 120, 0, 0}});
  PresetTraining training(preset);
  while (training.trainer.epochs_done() < 60) training.step();
  training.trainer.set("learning_rate", "0");
  while (training.trainer.epochs_done() < 119) training.step();
  training.trainer.set("learning_rate", "1");
  while (training.trainer.epochs_done() < 120) training.step();
  const Series& nll = training.trainer.history().epoch_nll;
  double lowest = nll.y(119);
  for (std::size_t i = 70; i < 120; ++i) lowest = std::min(lowest, nll.y(i));
  EXPECT_NEAR(std::stod(training.run.rows()[0].obtained), std::exp(lowest), 1e-4);
}

TEST(PresetFigures, InfinityIsEqualToItselfOnly) {
  const double infinite = std::numeric_limits<double>::infinity();
  Preset preset = preset_of(model_kind("count"), {{Figure::word_nll, 1, infinite, 0, "zzz"},
                                                  {Figure::word_nll, 1, infinite, 0, "ann"}});
  preset.text = "ann\nbob\nzoe\n";
  preset.settings = {{"split", "1,0,0"}, {"smoothing", "0"}};
  PresetTraining training(preset);
  training.step();
  EXPECT_TRUE(training.run.rows()[0].agrees);
  EXPECT_EQ(training.run.rows()[0].obtained, training.run.rows()[0].expected);
  EXPECT_FALSE(training.run.rows()[1].agrees);
  EXPECT_NE(training.run.rows()[1].obtained, training.run.rows()[1].expected);
}

TEST(PresetFigures, ARunIsCompleteAtItsStepsOrItsEnd) {
  Preset preset = preset_of(model_kind("neural"), {});
  preset.steps = 3;
  PresetTraining training(preset);
  for (int step = 0; step < 5; ++step) {
    EXPECT_EQ(training.run.complete(training.trainer), step >= 3) << step;
    training.step();
  }
  preset.steps = 0;
  preset.settings.emplace_back("epochs", "2");
  PresetTraining ending(preset);
  while (!ending.trainer.finished()) {
    EXPECT_FALSE(ending.run.complete(ending.trainer));
    ending.step();
  }
  EXPECT_TRUE(ending.run.complete(ending.trainer));
}

TEST(PresetFigures, ATextIsKnownByItsBytes) {
  Preset preset;
  preset.text = few_lines;
  const std::pair<PresetCorpus, std::string_view> texts[] = {
      {PresetCorpus::builtin_names, builtin_names()},
      {PresetCorpus::builtin_tale, builtin_tale()},
      {PresetCorpus::letters, few_lines}};
  for (const auto& [corpus, text] : texts) {
    preset.corpus = corpus;
    EXPECT_TRUE(preset_fits(preset, text));
    EXPECT_TRUE(preset_fits(preset, std::string(text))) << "a copy is as good";
    EXPECT_FALSE(preset_fits(preset, text.substr(1)));
    EXPECT_FALSE(preset_fits(preset, ""));
    EXPECT_NE(preset_corpus_title(corpus), "");
  }
}

// The courses' files are known by size, first and last words, with or without a last line feed.
TEST(PresetFigures, ACourseFileIsKnownByItsEnds) {
  Preset preset;
  preset.corpus = PresetCorpus::course_names;
  const std::string first = "emma\nolivia\nava\n", last = "zyrie\nzyron\nzzyzx";
  const std::size_t size = 228145;
  const std::string names = first + std::string(size - first.size() - last.size(), 'a') + last;
  EXPECT_TRUE(preset_fits(preset, names));
  EXPECT_TRUE(preset_fits(preset, names + "\n"));
  EXPECT_FALSE(preset_fits(preset, names + "\n\n"));
  EXPECT_FALSE(preset_fits(preset, names.substr(0, size - 1)));
  std::string other = names;
  other[0] = 'E';
  EXPECT_FALSE(preset_fits(preset, other));
  other = names;
  other[size - 1] = 'y';
  EXPECT_FALSE(preset_fits(preset, other));
  preset.corpus = PresetCorpus::course_time_machine;
  EXPECT_FALSE(preset_fits(preset, names));
}

TEST(PresetFigures, EveryPresetIsOfferedWithItsWords) {
  Session session;
  const auto now = session.snapshot();
  ASSERT_EQ(now->presets.size(), presets().size());
  for (const PresetView& view : now->presets) {
    const Preset* preset = find_preset(view.id);
    ASSERT_NE(preset, nullptr);
    EXPECT_EQ(view.title, preset->title);
    EXPECT_EQ(view.source, preset->source);
    EXPECT_EQ(view.note, preset->note);
    EXPECT_EQ(view.needs, preset_corpus_title(preset->corpus));
    EXPECT_EQ(view.model, preset->model);
    const Settings settings = preset_settings(*preset);
    for (const auto& [key, value] : preset->settings)
      EXPECT_EQ(setting_text(settings, key), value) << key;
    const BatchOrder batch_order = preset_batch_order(*preset);
    ASSERT_EQ(batch_order.size(), preset->offsets.size());
    for (std::size_t i = 0; i < batch_order.size(); ++i)
      EXPECT_EQ(batch_order[i].offset, preset->offsets[i]);
  }
  EXPECT_EQ(find_preset("nothing"), nullptr);
}

class PresetInSession : public DrivenSession {};

TEST_F(PresetInSession, ReplacesTheTextAndTheModelAndCanBeUndone) {
  train(model_kind("neural"), 5);
  session.apply(Activate{model_kind("rnn")});
  session.apply(RunPreset{"one-word"});
  EXPECT_TRUE(look().playing);
  EXPECT_EQ(look().active, model_kind("neural"));
  EXPECT_EQ(model(model_kind("neural")).steps, 0);
  EXPECT_EQ(model(model_kind("neural")).samples.size(), 10u);
  EXPECT_TRUE(model(model_kind("count")).exists);
  EXPECT_EQ(look().corpus.builtin, "word");
  EXPECT_EQ(model(model_kind("count")).settings.max_tokens, 8) << "its data settings are for all";
  EXPECT_FALSE(look().preset.complete);
  ASSERT_EQ(look().preset.rows.size(), find_preset("one-word")->expectations.size());
  EXPECT_NE(look().undo, "");
  for (const PresetRow& row : look().preset.rows) EXPECT_EQ(row.obtained, "") << row.what;
}

TEST_F(PresetInSession, IsForgottenByWhatMakesItAnotherRun) {
  const Intent others[] = {Reset{}, Set{"learning_rate", "1"}, Set{"seed", "5"},
                           OpenBuiltin{"names"}, OpenLink{"corpus=own&neural.learning_rate=3"}};
  for (const Intent& other : others) {
    session.apply(RunPreset{"one-word"});
    session.work(0);
    ASSERT_EQ(look().preset.id, "one-word");
    session.apply(other);
    EXPECT_EQ(look().preset.id, "") << other.index();
    EXPECT_TRUE(look().preset.rows.empty());
    EXPECT_FALSE(look().preset.complete);
  }
  const Intent same[] = {Pause{},
                         Set{"learning_rate", "0.1"},
                         Set{"hidden_size", "9"},
                         Set{"smoothing", "3"},
                         Activate{model_kind("rnn")},
                         SaveSession{}};
  session.apply(RunPreset{"one-word"});
  for (const Intent& one : same) {
    session.apply(one);
    EXPECT_EQ(look().preset.id, "one-word") << one.index();
  }
  // Another model's training is not its own.
  session.apply(Activate{model_kind("count")});
  session.apply(Activate{model_kind("neural")});
  session.apply(Play{});
  rest();
  EXPECT_TRUE(look().preset.complete);
  EXPECT_EQ(model(model_kind("neural")).steps, 100);
}

TEST_F(PresetInSession, PausesAtItsGoalHoweverFastItIs) {
  tick = 0;
  session.apply(RunPreset{"one-word"});
  session.work(1000);
  EXPECT_EQ(model(model_kind("neural")).steps, 100);
  EXPECT_FALSE(look().playing);
  EXPECT_TRUE(look().preset.complete);
  session.apply(Play{});
  session.apply(Step{30});
  rest();
  EXPECT_EQ(model(model_kind("neural")).steps, 130);
}

TEST_F(PresetInSession, BeginsAtOnceWithALimit) {
  session.apply(LimitSpeed{10});
  tick = 0;
  seconds += 1000;
  session.apply(RunPreset{"one-word"});
  session.work(1);
  EXPECT_EQ(model(model_kind("neural")).steps, 1);
}

TEST_F(PresetInSession, WhatDoesNotExistOrFitLeavesEverything) {
  train(model_kind("neural"), 5);
  for (const char* id : {"nothing", "makemore-neural", "d2l-small", ""}) {
    session.apply(RunPreset{id});
    EXPECT_TRUE(refused()) << id;
    EXPECT_EQ(look().preset.id, "");
    EXPECT_EQ(model(model_kind("neural")).steps, 5);
  }
}

}  // namespace
}  // namespace babble::app
