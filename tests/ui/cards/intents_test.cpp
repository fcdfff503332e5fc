// The intents that experiments and choices post, in order.
#include <gtest/gtest.h>

#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "core/base/numbers.h"
#include "core/models/registry.h"
#include "drawn_test.h"

namespace babble::test {
namespace {

std::string words_of_intent(const app::Intent& intent) {
  return std::visit(
      [](const auto& i) -> std::string {
        using T = std::decay_t<decltype(i)>;
        if constexpr (std::is_same_v<T, app::Set>) return i.key + "=" + i.value;
        if constexpr (std::is_same_v<T, app::Step>) return "step " + std::to_string(i.count);
        if constexpr (std::is_same_v<T, app::Activate>)
          return "activate " + std::string(model_info(i.model).id);
        if constexpr (std::is_same_v<T, app::LimitSpeed>)
          return "speed " + real_text(i.steps_per_second);
        if constexpr (std::is_same_v<T, app::OpenBuiltin>) return "open " + i.name;
        if constexpr (std::is_same_v<T, app::ScoreWord>) return "score word " + i.word;
        if constexpr (std::is_same_v<T, app::SaveRun>)
          return "save run " + std::string(model_info(i.model).id);
        if constexpr (std::is_same_v<T, app::Ngrams>)
          return "ngrams " + i.unit + " '" + i.gram + "' " + real_text(i.e1) + " " +
                 real_text(i.e2) + " " + real_text(i.e3);
        if constexpr (std::is_same_v<T, app::InspectBatch>)
          return std::string(i.toy ? "toy" : "text") + " B" + std::to_string(i.batch) + " T" +
                 std::to_string(i.time_steps) + (i.random ? " random" : " sequential") +
                 " offset " + std::to_string(i.offset) + " no. " + std::to_string(i.index) +
                 " row " + std::to_string(i.row);
        if constexpr (std::is_same_v<T, app::SampleStep>)
          return std::string("sample step ") + std::to_string(i.count) +
                 (i.restart ? " restart" : "") + (i.reseed ? " reseed" : "");
        if constexpr (std::is_same_v<T, app::Generate>)
          return "generate " + std::to_string(i.count) + (i.greedy ? " greedy" : "") + " at " +
                 real_text(i.temperature);
        if constexpr (std::is_same_v<T, app::Reset>) return "reset";
        if constexpr (std::is_same_v<T, app::Play>) return "play";
        if constexpr (std::is_same_v<T, app::Pause>) return "pause";
        if constexpr (std::is_same_v<T, app::Subscribe>) return "subscribe";
        if constexpr (std::is_same_v<T, app::TraceExample>)
          return "trace example " + std::to_string(i.current) + " " + std::to_string(i.next);
        return "other";
      },
      intent);
}

class ChapterIntents : public DrawnTest {
 protected:
  using Intents = std::vector<std::string>;
  ChapterIntents() : DrawnTest(1280, 2800) {}
  Intents click(const std::string& name) {
    stage.intents.clear();
    stage.click(name);
    Intents all;
    for (const app::Intent& intent : stage.intents) all.push_back(words_of_intent(intent));
    return all;
  }
};

TEST_F(ChapterIntents, data) {
  in("data", model_kind("count"));
  EXPECT_EQ(click("try.words"), (Intents{"open tale", "ngrams words '' 1 1 1"}));
  EXPECT_EQ(click("try.unseen"), (Intents{"ngrams characters 'qx' 0 0 0"}));
  EXPECT_EQ(click("try.raw"), (Intents{"preprocessing=raw"}));
  stage.snapshot.corpus.prepared_as = "raw";
  stage.snapshot.corpus.name = "tale (built in)";
  stage.frames(2);
  EXPECT_EQ(click("try.raw"), (Intents{"preprocessing=auto"}));
  EXPECT_EQ(click("try.words"), (Intents{"ngrams words '' 1 1 1"}));
  EXPECT_EQ(click("zipf.unit.1"), (Intents{"ngrams words '' 0 0 0"}));
  EXPECT_EQ(click("try.unseen"), (Intents{"ngrams words 'the the' 0 0 0"}));
  EXPECT_EQ(click("top.unit.0"), (Intents{"ngrams characters '' 0 0 0"}));
  EXPECT_EQ(click("setting.preprocessing.1"), (Intents{"preprocessing=lines"}));
  EXPECT_EQ(click("setting.tokens.1"), (Intents{"tokens=words"}));
  stage.interface().take_requests();
  stage.click("data.open");
  EXPECT_TRUE(stage.visible("dialog.path"));
}

TEST_F(ChapterIntents, counting) {
  in("counting", model_kind("count"));
  stage.snapshot.counts.counts.edit()[10 * 27 + 17] = 0;  // jq
  EXPECT_EQ(click("try.never"), (Intents{"smoothing=0", "score word andrejq"}));
  EXPECT_EQ(click("try.even"), (Intents{"smoothing=10000"}));
  EXPECT_EQ(click("samples.refresh"), (Intents{"generate 10 at 1"}));
  EXPECT_EQ(click("walk.step"), (Intents{"sample step 1"}));
  EXPECT_EQ(click("walk.restart"), (Intents{"sample step 0 restart reseed"}));
  EXPECT_EQ(click("step"), (Intents{"sample step 1"}));
  EXPECT_EQ(click("reset"), (Intents{"sample step 0 restart reseed"}));
  EXPECT_EQ(click("try.walk").front(), "sample step 0 restart reseed");
  EXPECT_EQ(click("try.orders"), (Intents{"activate ngram", "order=5", "other"}));
}

// Order 2 is the table of pairs; any other has the n-grams' cards in its place.
TEST_F(ChapterIntents, the_order_chooses_the_model) {
  in("counting", model_kind("count"));
  EXPECT_EQ(click("orders.order.3"), (Intents{"activate ngram", "order=4", "other"}));
  stage.snapshot.active = model_kind("ngram");
  stage.snapshot.models[model_kind("ngram").index()].settings.order = 4;
  stage.intents.clear();
  stage.frames(3);
  EXPECT_TRUE(stage.visible("context.bars") && stage.visible("setting.estimate"));
  for (const char* name : {"counting.heatmap", "counting.bars", "walk.step"})
    EXPECT_FALSE(stage.all_controls().contains(name)) << name;
  EXPECT_FALSE(stage.interface().controls().find("setting.epsilon"));
  EXPECT_EQ(click("orders.order.1"), (Intents{"activate count"}));
  stage.snapshot.active = model_kind("count");
  stage.frames(3);
  EXPECT_TRUE(stage.visible("counting.heatmap"));
  stage.snapshot.active = model_kind("ngram");  // a script has done it
  stage.frames(3);
  EXPECT_STREQ(stage.interface().chapter(), "counting");
  EXPECT_TRUE(stage.visible("context.bars"));
}

TEST_F(ChapterIntents, neural_bigram) {
  in("neural", model_kind("neural"));
  EXPECT_EQ(click("try.learn"),
            (Intents{"l2=0.01", "batch_size=0", "learning_rate=50", "reset", "speed 10", "play"}));
  EXPECT_EQ(click("try.penalty"), (Intents{"l2=10", "batch_size=0", "speed 50", "play"}));
  EXPECT_EQ(click("try.batches"),
            (Intents{"batch_size=32", "learning_rate=10", "l2=0.01", "speed 50", "play"}));
  EXPECT_EQ(click("neural.batching.1"), (Intents{"batch_size=32"}));
  stage.snapshot.models[model_kind("neural").index()].settings.batch_size = 32;
  stage.frames(2);
  EXPECT_EQ(click("neural.batching.0"), (Intents{"batch_size=0"}));
}

TEST_F(ChapterIntents, the_neural_chapter_shows_the_trigram_too) {
  in("neural", model_kind("neural"));
  EXPECT_EQ(click("neural.context.1"), (Intents{"activate trigram"}));
  stage.snapshot.active = model_kind("trigram");
  stage.frames(3);
  EXPECT_TRUE(stage.visible("loss.plot") && stage.visible("try.trigram"));
  for (const char* name : {"neural.weights", "penalty.plot", "neural.batching.0", "try.learn"})
    EXPECT_FALSE(stage.all_controls().contains(name)) << name;
  EXPECT_TRUE(stage.all_controls().contains("setting.l2"));
  EXPECT_EQ(click("neural.context.0"), (Intents{"activate neural"}));
}

TEST_F(ChapterIntents, batches) {
  in("batches", model_kind("rnn"));
  EXPECT_EQ(click("try.toy"), (Intents{"toy B2 T5 sequential offset 2 no. 0 row 0"}));
  EXPECT_EQ(click("try.shuffle"), (Intents{"toy B2 T5 random offset 2 no. 0 row 0"}));
  EXPECT_EQ(click("batches.next"), (Intents{"toy B2 T5 random offset 2 no. 1 row 0"}));
  EXPECT_EQ(click("batches.sequence.0"), (Intents{"text B2 T5 random offset 2 no. 0 row 0"}));
  EXPECT_EQ(click("batches.batching.0"), (Intents{"text B2 T5 sequential offset 2 no. 0 row 0"}));
  EXPECT_EQ(click("batches.previous"), (Intents{"text B2 T5 sequential offset 2 no. 155 row 0"}));
  EXPECT_EQ(click("reset"), (Intents{"text B2 T5 sequential offset 2 no. 0 row 0"}));
  EXPECT_EQ(click("batches.redraw"), (Intents{"text B2 T5 sequential offset -1 no. 0 row 0"}));
  EXPECT_EQ(click("batches.take"), (Intents{"text B32 T35 sequential offset -1 no. 0 row 0"}));
  EXPECT_EQ(click("batches.take"), (Intents{})) << "it is the RNN's already";
  EXPECT_EQ(click("batches.give"), (Intents{}));
  EXPECT_EQ(click("try.walk"), (Intents{"text B4 T10 sequential offset -1 no. 0 row 0"}));
  EXPECT_TRUE(stage.visible("pause"));
  EXPECT_EQ(click("batches.give"),
            (Intents{"activate rnn", "batch_size=4", "time_steps=10", "batching=sequential"}));
}

TEST_F(ChapterIntents, rnn) {
  in("rnn", model_kind("rnn"));
  EXPECT_EQ(click("try.explode"),
            (Intents{"speed 50", "reset", "max_grad_norm=0", "learning_rate=2", "step 600"}));
  EXPECT_EQ(click("try.brake"),
            (Intents{"speed 50", "reset", "max_grad_norm=1", "learning_rate=2", "step 600"}));
  EXPECT_EQ(click("try.forget"),
            (Intents{"speed 200", "reset", "batching=random", "time_steps=1", "batch_size=1024",
                     "max_grad_norm=1", "learning_rate=1", "step 3000"}));
  EXPECT_EQ(click("try.greedy"), (Intents{"generate 10 greedy at 1"}));
  EXPECT_EQ(click("sample.greedy"), (Intents{"generate 10 at 1"}))
      << "the experiment also set the switch";
  stage.snapshot.models[model_kind("rnn").index()].steps = 0;
  stage.frames(2);
  EXPECT_EQ(click("try.greedy"), (Intents{})) << "there is no trained model yet";
  EXPECT_EQ(click("play"), (Intents{"play"}));
  stage.snapshot.playing = true;
  stage.frames(2);
  EXPECT_EQ(click("pause"), (Intents{"pause"}));
}

TEST_F(ChapterIntents, compare) {
  in("compare", model_kind("count"));
  EXPECT_EQ(click("try.neural"), (Intents{"activate neural", "speed 50", "step 300"}));
  EXPECT_EQ(click("try.rnn"), (Intents{"activate rnn", "speed 200", "step 2000"}));
  EXPECT_EQ(click("try.smaller"),
            (Intents{"activate rnn", "hidden_size=8", "speed 200", "step 2000"}));
  for (const int steps : {1, 49}) {  // too short to be saved automatically
    stage.snapshot.models[model_kind("rnn").index()].steps = steps;
    stage.frames(2);
    EXPECT_EQ(click("try.smaller"),
              (Intents{"activate rnn", "save run rnn", "hidden_size=8", "speed 200", "step 2000"}));
  }
  for (const int steps : {0, 50}) {
    stage.snapshot.models[model_kind("rnn").index()].steps = steps;
    stage.frames(2);
    EXPECT_EQ(click("try.smaller"),
              (Intents{"activate rnn", "hidden_size=8", "speed 200", "step 2000"}));
  }
}

TEST_F(ChapterIntents, an_experiment_that_trains_can_be_watched) {
  for (const char* chapter : {"neural", "mlp", "rnn", "gru", "lstm", "transformer", "compare"}) {
    in(chapter, std::string(chapter) == "compare" ? model_kind("count") : model_kind(chapter));
    for (const std::string& name : stage.all_controls()) {
      if (!name.starts_with("try.") || !stage.visible(name)) continue;
      click(name);
      const app::Step* step = stage.posted<app::Step>();
      if (step == nullptr && stage.posted<app::Play>() == nullptr) continue;
      const app::LimitSpeed* speed = stage.posted<app::LimitSpeed>();
      ASSERT_NE(speed, nullptr) << chapter << ' ' << name;
      EXPECT_GT(speed->steps_per_second, 0);
      if (step == nullptr) continue;
      EXPECT_GE(step->count / speed->steps_per_second, 5) << chapter << ' ' << name << ", seconds";
      EXPECT_LE(step->count / speed->steps_per_second, 30) << chapter << ' ' << name;
    }
  }
}

TEST_F(ChapterIntents, an_experiment_can_be_repeated) {
  in("rnn", model_kind("rnn"));
  const Intents first = click("try.brake");
  EXPECT_EQ(click("try.brake"), first);
}

}  // namespace
}  // namespace babble::test
