// The session without threads: what a user sees after each intent.
#include "app/session/session.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <numeric>
#include <vector>

#include "core/data/builtin_corpora.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

/// A clock that the test moves.
class SessionTest : public ::testing::Test {
 protected:
  SessionTest() : session_([this] { return seconds_ += 1e-3; }) {}

  void work_until_idle(int most = 100000) {
    while (session_.work(5) && --most > 0) {
    }
    ASSERT_GT(most, 0) << "the session never became idle";
  }
  /// What the screen would show now. It stays until the test ends, as two may be compared.
  const Snapshot& look() {
    seen_.push_back(session_.snapshot());
    return *seen_.back();
  }
  std::string last_notice() { return look().notices.empty() ? "" : look().notices.back().text; }

  double seconds_ = 100;
  Session session_;
  std::vector<std::shared_ptr<const Snapshot>> seen_;
};

TEST_F(SessionTest, OpensWithNamesCountedAndTenSamples) {
  const Snapshot& first = look();
  EXPECT_EQ(first.active, model_kind("count"));
  EXPECT_EQ(first.corpus.kind, "lines");
  EXPECT_FALSE(first.playing);
  EXPECT_EQ(first.corpus.tokens.front(), ".");
  EXPECT_GE(first.corpus.lines, 3000);
  const ModelView& count = first.model(model_kind("count"));
  EXPECT_TRUE(count.exists);
  EXPECT_TRUE(count.finished);
  EXPECT_EQ(count.samples.size(), 10u);
  for (const Sample& sample : count.samples) EXPECT_EQ(sample.text.back(), '.');
  EXPECT_EQ(first.counts.size, static_cast<int>(first.corpus.tokens.size()));
  EXPECT_EQ(std::accumulate(first.counts.counts.begin(), first.counts.counts.end(), 0ll),
            first.counts.total);
  // Better than a uniform guess, and about as good on unseen lines.
  EXPECT_LT(count.nll.train, std::log(27.0));
  EXPECT_GT(count.nll.train, 2.0);
  EXPECT_LT(std::abs(count.nll.dev - count.nll.train), 0.2);
  EXPECT_DOUBLE_EQ(count.landmarks.uniform,
                   std::log(static_cast<double>(first.corpus.tokens.size())));
  EXPECT_EQ(count.landmarks.count_bigram, count.nll.train);
  EXPECT_TRUE(first.notices.empty()) << first.notices.back().text;
}

TEST_F(SessionTest, ActivatingShowsTheUntrainedModel) {
  session_.apply(Subscribe{true, false});
  session_.apply(Activate{model_kind("neural")});
  work_until_idle();
  const ModelView& neural = look().model(model_kind("neural"));
  EXPECT_EQ(neural.steps, 0);
  EXPECT_EQ(neural.samples.size(), 10u);
  EXPECT_TRUE(std::isnan(neural.loss));
  EXPECT_GT(neural.nll.train, 3.3) << "N(0,1) weights are worse than a uniform guess";
  EXPECT_EQ(look().neural_weights.rows, look().counts.size);
  EXPECT_EQ(look().log_probabilities.columns, look().counts.size);
  EXPECT_NE(look().neural_weights.at(0, 1), 0.0f);
  // Smoothing 1: every probability is above 0, and a row of P sums to 1.
  double sum = 0;
  for (int j = 0; j < look().counts.size; ++j)
    sum += std::exp(static_cast<double>(look().log_probabilities.at(3, j)));
  EXPECT_NEAR(sum, 1, 1e-5);  // V float32 logarithms
}

TEST_F(SessionTest, StepTrainsSoManyStepsAndPauses) {
  session_.apply(Activate{model_kind("neural")});
  session_.apply(Step{3});
  EXPECT_TRUE(look().playing);
  work_until_idle();
  EXPECT_FALSE(look().playing);
  EXPECT_EQ(look().model(model_kind("neural")).steps, 3);
  EXPECT_EQ(look().model(model_kind("neural")).loss_curve.x, (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(look().model(model_kind("neural")).evaluated_at, 3);
  EXPECT_EQ(look().model(model_kind("neural")).samples.front().step, 3);
}

TEST_F(SessionTest, StepsEqualTheTrainersSteps) {
  session_.apply(Activate{model_kind("rnn")});
  session_.apply(Set{"hidden_size", "16"});
  session_.apply(Step{20});
  work_until_idle();
  // Samples, evaluations and views must not influence training.
  Settings settings = model_info(model_kind("rnn")).defaults;
  settings.hidden_size = 16;
  auto corpus =
      std::make_shared<const Corpus>(Corpus::from_text(builtin_names(), settings, "names"));
  Trainer trainer(corpus, model_kind("rnn"), settings);
  for (int i = 0; i < 20; ++i) trainer.step();
  EXPECT_EQ(look().model(model_kind("rnn")).loss, trainer.last().loss);
  EXPECT_EQ(look().model(model_kind("rnn")).steps, 20);
}

TEST_F(SessionTest, PlayingLearnsAndPauseStops) {
  session_.apply(Activate{model_kind("neural")});
  session_.apply(Play{});
  for (int i = 0; i < 400; ++i) session_.work(1);
  EXPECT_TRUE(look().playing);
  const std::int64_t before = look().model(model_kind("neural")).steps;
  EXPECT_GT(before, 100);
  session_.apply(Pause{});
  work_until_idle();
  EXPECT_FALSE(look().playing);
  const ModelView& neural = look().model(model_kind("neural"));
  EXPECT_EQ(neural.steps, before);
  EXPECT_LT(neural.nll.train, 2.6);
  EXPECT_GT(neural.nll.train, neural.landmarks.count_bigram);
  EXPECT_GT(neural.tokens_per_second, 0);
  EXPECT_GT(neural.seconds_trained, 0);
  EXPECT_GT(neural.sample_trail.size(), 3u);
  EXPECT_LE(neural.sample_trail.size(), 100u);
}

TEST_F(SessionTest, CurvesAndTrailStayBounded) {
  session_.apply(Activate{model_kind("neural")});
  session_.apply(Step{30000});
  work_until_idle();
  const ModelView& neural = look().model(model_kind("neural"));
  EXPECT_EQ(neural.steps, 30000);
  EXPECT_LE(neural.loss_curve.x.size(), 2000u);
  EXPECT_GT(neural.loss_curve.x.size(), 500u);
  EXPECT_EQ(neural.loss_curve.x.size(), neural.loss_curve.y.size());
  EXPECT_LE(neural.loss_curve.x.back(), 30000);
  EXPECT_TRUE(std::is_sorted(neural.loss_curve.x.begin(), neural.loss_curve.x.end()));
  EXPECT_LE(neural.sample_trail.size(), 100u);
}

TEST_F(SessionTest, SmoothingIsLive) {
  const double before = look().model(model_kind("count")).nll.train;
  session_.apply(Set{"smoothing", "10000"});
  work_until_idle();
  const ModelView& count = look().model(model_kind("count"));
  EXPECT_EQ(count.settings.smoothing, 10000);
  EXPECT_GT(count.nll.train, before + 0.1);
  EXPECT_LT(count.nll.train, count.landmarks.uniform);
  EXPECT_EQ(count.landmarks.count_bigram, count.nll.train);
  // k is set for the count bigram even if another model is active.
  session_.apply(Activate{model_kind("neural")});
  session_.apply(Set{"smoothing", "1"});
  work_until_idle();
  EXPECT_EQ(look().model(model_kind("count")).nll.train, before);
}

TEST_F(SessionTest, AResettingSettingStartsAnewAndKeepsPlaying) {
  session_.apply(Activate{model_kind("neural")});
  session_.apply(Play{});
  session_.work(1);
  session_.apply(Set{"learning_rate", "10"});
  EXPECT_GT(look().model(model_kind("neural")).steps, 0) << "the learning rate applies at once";
  session_.apply(Set{"init", "zero"});
  EXPECT_EQ(look().model(model_kind("neural")).steps, 0);
  EXPECT_TRUE(look().playing);
  session_.apply(Pause{});
  session_.apply(Reset{});
  session_.apply(Step{1});
  work_until_idle();
  // From zero weights the first loss is that of a uniform guess.
  EXPECT_NEAR(look().model(model_kind("neural")).loss,
              look().model(model_kind("neural")).landmarks.uniform, 1e-6);  // float32 of about 3
}

TEST_F(SessionTest, RefusedSettingsChangeNothing) {
  session_.apply(Activate{model_kind("rnn")});
  const Settings before = look().model(model_kind("rnn")).settings;
  for (const Set& bad :
       {Set{"hidden_size", "0"}, Set{"hidden_size", "many"}, Set{"nonsense", "1"},
        Set{"batch_size", "0"}, Set{"time_steps", "5000"}, Set{"split", "0,0.5,0.5"}}) {
    const std::size_t notices = look().notices.size();
    const std::uint64_t newest = notices == 0 ? 0 : look().notices.back().id;
    session_.apply(bad);
    ASSERT_FALSE(look().notices.empty()) << bad.key;
    EXPECT_GT(look().notices.back().id, newest) << bad.key << " was accepted";
    EXPECT_TRUE(look().notices.back().is_error);
    EXPECT_EQ(look().model(model_kind("rnn")).settings, before) << bad.key;
    EXPECT_TRUE(look().model(model_kind("rnn")).exists);
  }
  EXPECT_LE(look().notices.size(), 8u);
}

TEST_F(SessionTest, DataSettingsAreSharedAndPrepareTheTextAgain) {
  session_.apply(Activate{model_kind("neural")});
  session_.apply(Step{5});
  work_until_idle();
  const std::int64_t whole = look().corpus.train_tokens;
  session_.apply(Set{"split", "0.5,0.25,0.25"});
  work_until_idle();
  EXPECT_LT(look().corpus.train_tokens, whole);
  for (const ModelView& model : look().models)
    EXPECT_EQ(setting_text(model.settings, "split"), "0.5,0.25,0.25");
  EXPECT_EQ(look().model(model_kind("neural")).steps, 0);
  EXPECT_FALSE(look().model(model_kind("rnn")).exists);
  EXPECT_TRUE(look().model(model_kind("count")).exists);
}

TEST_F(SessionTest, AFailedLoadKeepsTheCurrentText) {
  const std::string name = look().corpus.name;
  session_.apply(OpenBytes{"empty.txt", ""});
  EXPECT_TRUE(look().notices.back().is_error);
  session_.apply(OpenBytes{"bad.txt", "caf\xe9 au lait\n"});
  EXPECT_TRUE(look().notices.back().is_error);
  session_.apply(OpenBuiltin{"nothing"});
  EXPECT_TRUE(look().notices.back().is_error);
  EXPECT_EQ(look().corpus.name, name);
  EXPECT_EQ(look().model(model_kind("count")).samples.size(), 10u);
  EXPECT_FALSE(look().busy);
}

TEST_F(SessionTest, OpensTheUsersTexts) {
  session_.apply(
      OpenBytes{"three.txt", "ann\nbob\ncyd\nanna\nbobby\ncyan\nbonny\nabby\ndan\nnan\n"});
  EXPECT_EQ(look().corpus.name, "three.txt");
  EXPECT_EQ(look().corpus.kind, "lines");
  EXPECT_TRUE(look().model(model_kind("count")).exists);
  // Short for the default RNN, which gets smaller mini-batches.
  session_.apply(Activate{model_kind("rnn")});
  EXPECT_TRUE(look().model(model_kind("rnn")).exists);
  EXPECT_TRUE(look().model(model_kind("rnn")).unavailable.empty());
  session_.apply(Set{"batch_size", "1"});
  session_.apply(Set{"time_steps", "4"});
  EXPECT_TRUE(look().model(model_kind("rnn")).exists) << last_notice();
  session_.apply(OpenBuiltin{"tale"});
  work_until_idle();
  EXPECT_EQ(look().corpus.kind, "text");
  EXPECT_TRUE(look().model(model_kind("rnn")).exists) << last_notice();
  EXPECT_EQ(look().model(model_kind("rnn")).settings.batch_size, 1) << "model settings stay";
  EXPECT_FALSE(look().model(model_kind("rnn")).samples.empty());
}

TEST_F(SessionTest, TheStepSamplerDrawsTheNamesOfTheSamples) {
  const auto samples = look().model(model_kind("count")).samples;
  for (std::size_t i = 0; i < 5; ++i) {
    for (int most = 300; most > 0; --most) {
      session_.apply(SampleStep{});
      const SampleStepView& walk = look().sample_step;
      ASSERT_GE(walk.drawn, 0);
      ASSERT_LT(walk.drawn, 1);
      // The number fell on the chosen token: the cumulative probabilities enclose it.
      const auto& counts = look().counts;
      double total = 0, below = 0, upto = 0;
      for (int j = 0; j < counts.size; ++j) {
        const double n =
            1 + static_cast<double>(
                    counts.counts[static_cast<std::size_t>(walk.row * counts.size + j)]);
        total += n;
        if (j < walk.chosen) below += n;
        if (j <= walk.chosen) upto += n;
      }
      EXPECT_LE(below / total, walk.drawn + 1e-6);  // float32 sums in the generator
      EXPECT_GE(upto / total, walk.drawn - 1e-6);
      if (walk.ended) break;
    }
    EXPECT_TRUE(look().sample_step.ended);
    EXPECT_EQ(look().sample_step.so_far, samples[i].text);
  }
  session_.apply(SampleStep{true, 2147483647, true});
  EXPECT_EQ(look().sample_step.so_far, samples[0].text.substr(0, 1));
}

TEST_F(SessionTest, WordsAreScoredByTheActiveModel) {
  session_.apply(Set{"smoothing", "0"});
  session_.apply(ScoreWord{"qxqx"});
  EXPECT_EQ(look().word.rows.size(), 5u);
  EXPECT_TRUE(std::isinf(look().word.nll));
  session_.apply(Set{"smoothing", "1"});
  EXPECT_TRUE(std::isfinite(look().word.nll)) << "the table follows the smoothing";
  const double counted = look().word.nll;
  session_.apply(Activate{model_kind("neural")});
  EXPECT_NE(look().word.nll, counted);
  session_.apply(ScoreWord{"a7"});
  EXPECT_FALSE(look().word.error.empty());
  session_.apply(ScoreWord{""});
  EXPECT_TRUE(look().word.rows.empty());
  EXPECT_TRUE(look().word.error.empty());
}

TEST_F(SessionTest, HiddenStatesOfAText) {
  session_.apply(Activate{model_kind("rnn")});
  session_.apply(Set{"hidden_size", "8"});
  session_.apply(InspectHiddenState{"emma"});
  EXPECT_TRUE(look().hidden.display.empty()) << "not subscribed";
  session_.apply(Subscribe{false, true});
  work_until_idle();
  const HiddenStateView& hidden = look().hidden;
  ASSERT_EQ(hidden.display.size(), 5u);  // the mark and four letters
  EXPECT_EQ(hidden.display[1], "e");
  EXPECT_EQ(hidden.states.rows, 5);
  EXPECT_EQ(hidden.states.columns, 8);
  for (const auto& guesses : hidden.next) {
    ASSERT_EQ(guesses.size(), 3u);
    EXPECT_GE(guesses[0].probability, guesses[1].probability);
  }
  const float before = hidden.states.at(4, 0);
  session_.apply(Step{3});
  work_until_idle();
  EXPECT_NE(look().hidden.states.at(4, 0), before) << "it follows training";
  session_.apply(InspectHiddenState{"Émma"});
  EXPECT_FALSE(look().hidden.error.empty());
}

TEST(SessionInTime, APausedRnnIsEvaluatedWhole) {
  double seconds = 0;  // a machine on which an evaluation takes a microsecond
  Session session([&seconds] { return seconds += 1e-6; });
  session.apply(Activate{model_kind("rnn")});
  session.apply(Set{"hidden_size", "8"});
  session.apply(Step{2});
  while (session.work(5)) {
  }
  const auto snapshot = session.snapshot();
  const ModelView& rnn = snapshot->model(model_kind("rnn"));
  EXPECT_FALSE(rnn.nll_is_partial);
  Settings settings = rnn.settings;
  auto corpus =
      std::make_shared<const Corpus>(Corpus::from_text(builtin_names(), settings, "names"));
  Trainer trainer(corpus, model_kind("rnn"), settings);
  trainer.step();
  trainer.step();
  EXPECT_EQ(rnn.nll.train, Evaluator(corpus).evaluate(trainer.model(), Part::train).nll);
  EXPECT_EQ(rnn.nll.dev, Evaluator(corpus).evaluate(trainer.model(), Part::dev).nll);
}

TEST_F(SessionTest, DivergenceStopsWithANotice) {
  session_.apply(Activate{model_kind("neural")});
  // Each step multiplies W by 1 - 2·rate·λ/V², about -3e9: float32 lasts for four of them.
  session_.apply(Set{"learning_rate", "1000000"});
  session_.apply(Set{"l2", "1000000"});
  session_.apply(Play{});
  work_until_idle(1000);
  const ModelView& neural = look().model(model_kind("neural"));
  EXPECT_FALSE(look().playing);
  ASSERT_FALSE(neural.diverged.empty());
  EXPECT_LT(neural.steps, 10);
  ASSERT_FALSE(look().notices.empty());
  EXPECT_TRUE(look().notices.back().is_error);
  for (const float weight : look().neural_weights.values) EXPECT_TRUE(std::isfinite(weight));
  session_.apply(Play{});
  EXPECT_FALSE(look().playing);
  const std::int64_t kept = look().model(model_kind("neural")).steps;
  session_.apply(Set{"learning_rate", "0.0001"});
  session_.apply(Set{"l2", "0"});
  EXPECT_TRUE(look().model(model_kind("neural")).diverged.empty());
  session_.apply(Step{1});
  work_until_idle();
  EXPECT_EQ(look().model(model_kind("neural")).steps, kept + 1)
      << "it continues from the last finite model";
  session_.apply(Reset{});
  EXPECT_EQ(look().model(model_kind("neural")).steps, 0);
}

TEST_F(SessionTest, EpochsEndTheTraining) {
  session_.apply(Activate{model_kind("rnn")});
  session_.apply(Set{"hidden_size", "4"});
  session_.apply(Set{"max_tokens", "3000"});
  session_.apply(Set{"epochs", "2"});
  session_.apply(Play{});
  work_until_idle();
  EXPECT_EQ(look().model(model_kind("rnn")).epochs, 2);
  EXPECT_TRUE(look().model(model_kind("rnn")).finished);
  EXPECT_FALSE(look().playing);
  session_.apply(Set{"epochs", "3"});
  session_.apply(Play{});
  work_until_idle();
  EXPECT_EQ(look().model(model_kind("rnn")).epochs, 3) << "more epochs continue the same run";
}

TEST_F(SessionTest, SpeedLimit) {
  session_.apply(Activate{model_kind("neural")});
  work_until_idle();
  session_.apply(LimitSpeed{10});
  session_.apply(Play{});
  const double begin = seconds_;
  while (seconds_ < begin + 3) {
    session_.work(5);
    const double wait = session_.seconds_until_work();
    ASSERT_LE(wait, 0.1 + 1e-9);
    seconds_ += wait;
  }
  // 30 steps in three seconds, the first at once.
  EXPECT_NEAR(static_cast<double>(look().model(model_kind("neural")).steps), 30, 2);
}

TEST_F(SessionTest, CheckpointContinuesToTheSameBits) {
  session_.apply(Activate{model_kind("rnn")});
  session_.apply(Set{"hidden_size", "12"});
  session_.apply(Step{30});
  work_until_idle();
  session_.apply(SaveCheckpoint{});
  const Artifact artifact = look().artifact;
  ASSERT_EQ(artifact.id, 1u);
  EXPECT_NE(artifact.file_name.find("rnn"), std::string::npos);
  session_.apply(Step{20});
  work_until_idle();
  const double loss = look().model(model_kind("rnn")).loss;

  // Another session, in which another text is open and another model active.
  Session other([this] { return seconds_ += 1e-3; });
  other.apply(OpenBuiltin{"tale"});
  other.apply(OpenBytes{"model.safetensors", artifact.bytes});
  auto opened = other.snapshot();
  EXPECT_EQ(opened->active, model_kind("rnn"));
  EXPECT_EQ(opened->corpus.kind, "lines") << "the built-in text of the checkpoint is open again";
  EXPECT_EQ(opened->model(model_kind("rnn")).steps, 30);
  EXPECT_EQ(opened->model(model_kind("rnn")).settings.hidden_size, 12);
  EXPECT_EQ(opened->model(model_kind("rnn")).loss_curve.x.size(), 30u);
  other.apply(Step{20});
  while (other.work(5)) {
  }
  EXPECT_EQ(other.snapshot()->model(model_kind("rnn")).loss, loss);
}

TEST_F(SessionTest, ACheckpointWithoutItsTextContinuesOnceThatIsOpen) {
  std::string text;
  for (int i = 0; i < 400; ++i) text += "the cat sat on the mat and the dog lay by the door ";
  session_.apply(OpenBytes{"cat.txt", text});
  session_.apply(Set{"split", "0.9,0.05,0.05"});
  session_.apply(Activate{model_kind("neural")});
  session_.apply(Step{4});
  work_until_idle();
  session_.apply(SaveCheckpoint{});
  const Artifact artifact = look().artifact;
  const double loss = look().model(model_kind("neural")).loss;

  Session other([this] { return seconds_ += 1e-3; });
  other.apply(OpenBytes{"cat.safetensors", artifact.bytes});
  auto opened = other.snapshot();
  EXPECT_EQ(opened->corpus.kind, "lines") << "the current text stays open";
  EXPECT_EQ(opened->model(model_kind("neural")).needs_corpus, "cat.txt");
  EXPECT_FALSE(opened->model(model_kind("neural")).samples.empty());
  EXPECT_EQ(opened->model(model_kind("neural")).loss, loss);
  other.apply(Play{});
  EXPECT_FALSE(other.snapshot()->playing);
  EXPECT_TRUE(other.snapshot()->notices.back().is_error);
  other.apply(OpenBytes{"cat copy.txt", text});
  opened = other.snapshot();
  EXPECT_EQ(opened->model(model_kind("neural")).needs_corpus, "");
  EXPECT_EQ(opened->model(model_kind("neural")).steps, 4);
  EXPECT_EQ(setting_text(opened->model(model_kind("count")).settings, "split"), "0.9,0.05,0.05");
  other.apply(Step{1});
  while (other.work(5)) {
  }
  EXPECT_EQ(other.snapshot()->model(model_kind("neural")).steps, 5);
}

TEST_F(SessionTest, GenerateKeepsItsOptionsAndRefusesInvalidOnes) {
  session_.apply(Generate{.count = 3, .prefix = "ma"});
  ASSERT_EQ(look().model(model_kind("count")).samples.size(), 3u);
  for (const Sample& sample : look().model(model_kind("count")).samples)
    EXPECT_EQ(sample.text.substr(0, 2), "ma");
  const auto before = look().model(model_kind("count")).samples.front().text;
  for (const Generate& bad :
       {Generate{.count = 0}, Generate{.prefix = "ß"}, Generate{.temperature = 0},
        Generate{.length = -1}, Generate{.count = 1000000}}) {
    session_.apply(bad);
    EXPECT_TRUE(look().notices.back().is_error);
    EXPECT_EQ(look().model(model_kind("count")).samples.front().text, before);
  }
  EXPECT_EQ(look().notices.back().id, 5u);
}

TEST_F(SessionTest, APresetIsComparedWithItsCourse) {
  session_.apply(RunPreset{"one-word"});
  work_until_idle();
  ASSERT_EQ(look().preset.id, "one-word");
  EXPECT_TRUE(look().preset.complete);
  EXPECT_FALSE(look().playing);
  for (const PresetRow& row : look().preset.rows)
    EXPECT_TRUE(row.agrees) << row.what << ": expected " << row.expected << ", obtained "
                            << row.obtained;
  session_.apply(Set{"learning_rate", "1"});
  EXPECT_EQ(look().preset.id, "") << "it no longer is the course's run";
  session_.apply(RunPreset{"makemore-count"});
  EXPECT_TRUE(look().notices.back().is_error) << "needs the course's names";
}

}  // namespace
}  // namespace babble::app
