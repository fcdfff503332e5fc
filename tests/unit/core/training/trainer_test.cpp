#include "core/training/trainer.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/data/batches.h"
#include "core/data/builtin_corpora.h"
#include "core/models/count_bigram/count_bigram.h"
#include "core/models/neural_bigram/neural_bigram.h"
#include "core/models/registry.h"
#include "core/models/rnn/rnn.h"
#include "core/models/rnn/rnn_pass.h"
#include "core/random/torch_rng.h"
#include "core/training/optimizer.h"

namespace babble {
namespace {

using Pairs = std::vector<std::pair<const char*, const char*>>;

Settings settings_with(ModelKind kind, const Pairs& pairs) {
  Settings settings = model_info(kind).defaults;
  set_setting(settings, "split", "1,0,0");
  for (const auto& [key, value] : pairs) set_setting(settings, key, value);
  return settings;
}

Trainer names_trainer(ModelKind kind, const Pairs& pairs) {
  const Settings settings = settings_with(kind, pairs);
  return Trainer(
      std::make_shared<const Corpus>(Corpus::from_text(builtin_names(), settings, "names.txt")),
      kind, settings);
}

Trainer tale_trainer(Pairs pairs, std::optional<BatchOrder> batch_order = std::nullopt) {
  const Pairs small{
      {"max_tokens", "2000"}, {"hidden_size", "12"}, {"batch_size", "8"}, {"time_steps", "10"}};
  pairs.insert(pairs.begin(), small.begin(), small.end());
  const Settings settings = settings_with(model_kind("rnn"), pairs);
  return Trainer(
      std::make_shared<const Corpus>(Corpus::from_text(builtin_tale(), settings, "tale.txt")),
      model_kind("rnn"), settings, std::move(batch_order));
}

TEST(Trainer, CountModelCountsInOneStep) {
  Trainer trainer = names_trainer(model_kind("count"), {{"smoothing", "0"}});
  EXPECT_FALSE(trainer.finished());
  EXPECT_NEAR(trainer.model().nll(trainer.corpus().tokens(Part::train), CorpusKind::text),
              std::log(trainer.corpus().vocabulary().size()), 1e-12);
  const StepReport report = trainer.step();
  EXPECT_TRUE(trainer.finished());
  EXPECT_EQ(trainer.steps(), 1);
  EXPECT_EQ(trainer.epochs_done(), 1);
  const auto train = trainer.corpus().tokens(Part::train);
  EXPECT_EQ(report.loss, trainer.model().nll(train, CorpusKind::text));
  EXPECT_EQ(report.tokens, std::ssize(train) - 1);
  // Smoothing is live: the counts stay.
  trainer.set("smoothing", "5");
  const auto& model = static_cast<const CountBigram&>(trainer.model());
  EXPECT_EQ(model.smoothing(), 5);
  EXPECT_EQ(model.counts().total(), std::ssize(train) - 1);
  EXPECT_GT(trainer.model().nll(train, CorpusKind::text), report.loss);
}

TEST(Trainer, NeuralEpochs) {
  Trainer full = names_trainer(model_kind("neural"), {{"epochs", "3"}});
  EXPECT_EQ(full.steps_per_epoch(), 1);
  while (!full.finished()) EXPECT_TRUE(full.step().epoch_ended);
  EXPECT_EQ(full.steps(), 3);

  Trainer mini = names_trainer(model_kind("neural"), {{"batch_size", "20000"}, {"epochs", "2"}});
  const std::int64_t pairs = std::ssize(mini.corpus().tokens(Part::train)) - 1;
  EXPECT_EQ(mini.steps_per_epoch(), (pairs + 19999) / 20000);
  while (!mini.finished()) mini.step();
  EXPECT_EQ(mini.steps(), 2 * mini.steps_per_epoch());
  EXPECT_EQ(mini.history().epoch_nll.size(), 2u);
}

TEST(Trainer, NeuralHistoryHoldsTheLossWithThePenaltyAndEpochsWithout) {
  Trainer trainer = names_trainer(model_kind("neural"), {{"l2", "0.5"}});
  const StepReport report = trainer.step();
  EXPECT_GT(report.loss, report.nll + 0.1);
  EXPECT_EQ(trainer.history().loss.y(0), report.loss);
  EXPECT_EQ(trainer.history().epoch_nll.y(0), report.nll);
  EXPECT_EQ(trainer.history().gradient_norm.y(0), report.gradient_norm);
}

TEST(Trainer, LiveSettingsApplyAtTheNextStep) {
  Trainer one = names_trainer(model_kind("neural"), {{"learning_rate", "0"}});
  const std::vector<TensorView> before = one.model().parameters();
  const float kept = before[0].values[5];
  one.step();
  EXPECT_EQ(one.model().parameters()[0].values[5], kept);
  one.set("learning_rate", "50");
  one.step();
  EXPECT_NE(one.model().parameters()[0].values[5], kept);
  EXPECT_THROW(one.set("init", "zero"), Error);
  EXPECT_THROW(one.set("learning_rate", "fast"), Error);
  EXPECT_THROW(one.set("nonsense", "1"), Error);
  EXPECT_NO_THROW(one.set("init", "normal"));  // no change
  EXPECT_EQ(one.settings().learning_rate, 50);
}

TEST(Trainer, SequentialStateIsCarriedAndStartsAnewWithEachEpoch) {
  Trainer trainer = tale_trainer({{"batching", "sequential"}});
  Settings settings = trainer.settings();
  // The same run from its pieces, with the state handed on by hand.
  TorchRng generator(settings.seed);
  Rnn rnn(trainer.corpus().vocabulary().size(), settings.hidden_size, generator);
  Batches batches(trainer.corpus().tokens(Part::train), settings.batch_size, settings.time_steps,
                  Batching::sequential);
  RnnPass training(rnn.vocabulary_size(), settings.hidden_size, settings.batch_size,
                   settings.time_steps);
  Batch batch;
  int epochs = 0;
  for (int step = 0; step < 60; ++step) {
    if (!batches.next(batch)) {
      batches.start_epoch(generator);
      batches.next(batch);
      training.reset_state();
      ++epochs;
    } else {
      const Matrix last = training.state_after();
      training.set_state_before(last);
    }
    training.forward(rnn.weights(), batch.x);
    const double loss = training.backward(rnn.weights(), batch.y);
    const double norm = gradient_norm(training.gradient());
    sgd_step(rnn.weights(), training.gradient(), settings.learning_rate,
             clip_scale(norm, settings.max_grad_norm));
    const StepReport report = trainer.step();
    ASSERT_EQ(report.loss, loss) << "step " << step;
    ASSERT_EQ(report.gradient_norm, norm);
  }
  EXPECT_GT(epochs, 2);
  EXPECT_EQ(trainer.epochs_done(), epochs - (trainer.last().epoch_ended ? 0 : 1));
}

TEST(Trainer, RandomBatchesStartFromZero) {
  Trainer trainer = tale_trainer({{"batching", "random"}});
  const Settings& settings = trainer.settings();
  TorchRng generator(settings.seed);
  Rnn rnn(trainer.corpus().vocabulary().size(), settings.hidden_size, generator);
  Batches batches(trainer.corpus().tokens(Part::train), settings.batch_size, settings.time_steps,
                  Batching::random);
  Batch batch;
  for (int step = 0; step < 40; ++step) {
    if (!batches.next(batch)) {
      batches.start_epoch(generator);
      batches.next(batch);
    }
    RnnPass fresh(rnn.vocabulary_size(), settings.hidden_size, settings.batch_size,
                  settings.time_steps);
    fresh.forward(rnn.weights(), batch.x);
    const double loss = fresh.backward(rnn.weights(), batch.y);
    sgd_step(rnn.weights(), fresh.gradient(), settings.learning_rate,
             clip_scale(gradient_norm(fresh.gradient()), settings.max_grad_norm));
    ASSERT_EQ(trainer.step().loss, loss) << "step " << step;
  }
}

TEST(Trainer, EpochMeanIsWeightedByTokens) {
  Trainer trainer = tale_trainer({{"epochs", "1"}});
  double sum = 0;
  int steps = 0;
  for (; !trainer.finished(); ++steps) sum += trainer.step().loss;
  EXPECT_EQ(steps, trainer.steps_per_epoch());
  ASSERT_EQ(trainer.history().epoch_nll.size(), 1u);
  EXPECT_NEAR(trainer.history().epoch_nll.y(0), sum / steps, 1e-12);
}

TEST(Trainer, ClippingShowsInTheReport) {
  Trainer trainer = tale_trainer({{"max_grad_norm", "0.05"}});
  const StepReport report = trainer.step();
  EXPECT_TRUE(report.clipped);
  EXPECT_GT(report.gradient_norm, 0.05);
  EXPECT_EQ(report.clipped_norm, 0.05);
  EXPECT_EQ(trainer.history().clipped_steps, 1);
  EXPECT_EQ(trainer.history().clipped_norm.y(0), 0.05);
  trainer.set("max_grad_norm", "0");
  EXPECT_FALSE(trainer.step().clipped);
  EXPECT_EQ(trainer.history().clipped_steps, 1);
}

TEST(Trainer, BatchOrderIsFollowedAndEnds) {
  const BatchOrder batch_order = parse_batch_order("[3, 0, 7]");
  Trainer trainer = tale_trainer({}, batch_order);
  int epochs = 0;
  while (!trainer.finished()) epochs += trainer.step().epoch_ended;
  EXPECT_EQ(epochs, 3);
  EXPECT_EQ(trainer.epochs_done(), 3);
  // `epochs` may end it earlier.
  Trainer shorter = tale_trainer({{"epochs", "2"}}, batch_order);
  while (!shorter.finished()) shorter.step();
  EXPECT_EQ(shorter.epochs_done(), 2);
  Trainer other = tale_trainer({}, parse_batch_order("[4, 0, 7]"));
  EXPECT_NE(other.step().loss, shorter.history().loss.y(0));
}

TEST(Trainer, BatchOrderThatDoesNotFitIsRefusedByItsEntry) {
  try {
    tale_trainer({}, parse_batch_order("[3, 100000]"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("entry 2"), std::string::npos) << error.what();
  }
  const Settings settings = settings_with(model_kind("neural"), {});
  const auto corpus =
      std::make_shared<const Corpus>(Corpus::from_text(builtin_names(), settings, "names.txt"));
  EXPECT_THROW(Trainer(corpus, model_kind("neural"), settings, parse_batch_order("[1]")), Error);
}

std::vector<float> all_values(const Trainer& trainer) {
  std::vector<float> values;
  for (const TensorView& tensor : trainer.model().parameters()) {
    values.insert(values.end(), tensor.values.begin(), tensor.values.end());
  }
  return values;
}

// Each update multiplies the weights by 1 - 10⁶·2·1000/729, so that float32 ends after some steps.
TEST(Trainer, DivergenceStopsAndKeepsTheLastFiniteModel) {
  Trainer trainer = names_trainer(model_kind("neural"), {{"l2", "1000"}, {"learning_rate", "1e6"}});
  std::vector<float> before;
  StepReport report;
  for (int i = 0; i < 100 && !trainer.finished(); ++i) {
    before = all_values(trainer);
    report = trainer.step();
  }
  ASSERT_TRUE(trainer.finished());
  EXPECT_FALSE(report.finite);
  EXPECT_FALSE(trainer.last().finite);
  EXPECT_GT(trainer.steps(), 1);
  EXPECT_EQ(all_values(trainer), before);
  for (const float value : before) ASSERT_TRUE(std::isfinite(value));
  EXPECT_EQ(trainer.history().loss.added(), trainer.steps());
  const std::string step = "step " + std::to_string(trainer.steps() + 1);
  EXPECT_NE(trainer.diverged().find(step), std::string::npos) << trainer.diverged();
  EXPECT_NE(trainer.diverged().find("learning rate"), std::string::npos);
}

TEST(Trainer, ADivergedRunGoesOnFromItsLastFiniteModel) {
  Trainer trainer = names_trainer(model_kind("neural"), {{"l2", "1000"}, {"learning_rate", "1e6"}});
  while (!trainer.finished()) trainer.step();
  const std::int64_t steps = trainer.steps();
  const std::vector<float> kept = all_values(trainer);
  trainer.set("smoothing", "3");  // another model's: nothing is better by it
  trainer.set("epochs", "100000");
  EXPECT_TRUE(trainer.finished());
  trainer.set("learning_rate", "0.0001");
  trainer.set("l2", "0");
  EXPECT_FALSE(trainer.finished());
  EXPECT_EQ(all_values(trainer), kept);
  EXPECT_TRUE(trainer.step().finite);
  EXPECT_EQ(trainer.steps(), steps + 1);
  EXPECT_EQ(trainer.history().loss.added(), steps + 1);
  trainer.set("learning_rate", "1e6");
  trainer.set("l2", "1000");
  while (!trainer.finished()) trainer.step();
  EXPECT_FALSE(trainer.diverged().empty()) << "and it is found out again";
}

TEST(Trainer, RnnWithoutClippingNeverHoldsNumbersThatAreNotFinite) {
  for (const char* rate : {"100", "1000", "1e6"}) {
    Trainer trainer = tale_trainer({{"max_grad_norm", "0"}, {"learning_rate", rate}});
    for (int i = 0; i < 300 && !trainer.finished(); ++i) trainer.step();
    for (const float value : all_values(trainer)) ASSERT_TRUE(std::isfinite(value));
    EXPECT_EQ(trainer.finished(), !trainer.diverged().empty());
  }
}

TEST(Trainer, ThePythonGeneratorGoesOnFromTheShuffleOfItsSplit) {
  Settings settings = model_info(model_kind("neural")).defaults;
  for (const char* pair : {"generator=python", "split=python:42:1,0,0", "seed=42"})
    set_setting(settings, pair);
  const auto corpus =
      std::make_shared<const Corpus>(Corpus::from_text("anna\nbob\neva\n", settings, "names"));
  const auto first_weight = [&](const char* pair) {
    Settings changed = settings;
    set_setting(changed, pair);
    return Trainer(corpus, model_kind("neural"), changed).model().parameters()[0].values[0];
  };
  PythonRng script(42), fresh(42);
  script.permutation(3);
  EXPECT_EQ(first_weight("seed=42"), static_cast<float>(script.gauss(0, 1)));
  settings.split.seed = 7;
  EXPECT_EQ(first_weight("seed=42"), static_cast<float>(fresh.gauss(0, 1)));
}

TEST(Trainer, FollowsTheScheduleOfTheLearningRate) {
  Settings settings = model_info(model_kind("neural")).defaults;
  settings.l2 = 0;
  const auto corpus =
      std::make_shared<const Corpus>(Corpus::from_text(builtin_names(), settings, "names"));
  Trainer falling(corpus, model_kind("neural"), [&] {
    Settings changed = settings;
    changed.learning_rate_schedule = "linear:2";
    return changed;
  }());
  Trainer by_hand(corpus, model_kind("neural"), settings);
  by_hand.step();
  by_hand.set("learning_rate", "25");
  for (int i = 0; i < 2; ++i) falling.step();
  by_hand.step();
  const auto weights = [](const Trainer& trainer) {
    const auto view = trainer.model().parameters()[0].values;
    return std::vector<float>(view.begin(), view.end());
  };
  EXPECT_EQ(weights(falling), weights(by_hand));
  const std::vector<float> last = weights(falling);
  falling.step();  // the rate is 0 now
  EXPECT_EQ(weights(falling), last);
  falling.set("learning_rate_schedule", "constant");
  falling.step();
  EXPECT_NE(weights(falling), last);
  EXPECT_EQ(model_info(model_kind("neural")).summary([&] {
    Settings changed = settings;
    for (const char* pair : {"learning_rate_schedule=linear:9", "optimizer=adamw", "beta1=0.5"})
      set_setting(changed, pair);
    return changed;
  }()),
            "rate 50, λ 0, linear:9, adamw, β₁ 0.5");
}

TEST(Trainer, RefusesWhatDoesNotFit) {
  EXPECT_THROW(tale_trainer({{"batch_size", "1000"}}, BatchOrder{{0, {}}}), Error);
  EXPECT_LT(tale_trainer({{"batch_size", "1000"}}).step().tokens, 2000);  // smaller without order
  const Settings settings = settings_with(model_kind("rnn"), {{"hidden_size", "4096"},
                                                              {"batch_size", "40"},
                                                              {"time_steps", "1000"},
                                                              {"preprocessing", "raw"}});
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "abc"[i % 3];
  const auto corpus = std::make_shared<const Corpus>(Corpus::from_text(text, settings, "long.txt"));
  try {
    Trainer trainer(corpus, model_kind("rnn"), settings);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("MB"), std::string::npos) << error.what();
  }
}

// Refused before a table is allocated; models without one take them all.
TEST(Trainer, TablesOfPairsAreOfFewWords) {
  std::string text = "the time the ";
  for (int i = 0; i < 2600; ++i) text += "word" + std::to_string(i) + ' ';
  for (const char* kind : {"count", "neural", "trigram"}) {
    Settings settings = model_info(model_kind(kind)).defaults;
    for (const char* pair : {"preprocessing=raw", "tokens=words"}) set_setting(settings, pair);
    const auto open = [&] {
      return std::make_shared<const Corpus>(Corpus::from_text(text, settings, "words"));
    };
    EXPECT_THROW(Trainer(open(), model_kind(kind), settings), Error) << kind;
    EXPECT_NO_THROW(Trainer(open(), model_kind("ngram"), settings));
    set_setting(settings, "min_freq", "2");
    EXPECT_NO_THROW(Trainer(open(), model_kind(kind), settings)) << kind;
  }
}

}  // namespace
}  // namespace babble
