// A text that is read in pieces: what waits for it, what does not, and what is left when it comes
// to nothing.
#include <cmath>

#include "core/models/registry.h"
#include "support/driven_session.h"

namespace babble::app {
namespace {

class Loading : public DrivenSession {
 protected:
  Loading() { session.apply(Activate{model_kind("neural")}); }
  void begin(std::string text = text_read_in_pieces()) {
    session.apply(OpenBytes{"large.txt", std::move(text)});
    ASSERT_TRUE(look().busy);
  }
  double rate() { return model(model_kind("neural")).settings.learning_rate; }
};

TEST_F(Loading, IsShownWithItsName) {
  const std::string text = text_read_in_pieces();
  begin(text);
  EXPECT_EQ(look().text_load.name, "large.txt");
  EXPECT_EQ(look().text_load.bytes, text.size());
  EXPECT_NE(look().busy_text.find("large.txt"), std::string::npos);
  EXPECT_FALSE(std::isinf(session.seconds_until_work()));
  bool moved = false;
  while (look().busy) {
    const Snapshot& now = look();
    EXPECT_NEAR(now.busy_fraction,
                static_cast<double>(now.text_load.read) / static_cast<double>(text.size()), 1e-9);
    moved |= now.text_load.read > 0;
    ASSERT_TRUE(session.work(0));
    EXPECT_TRUE(session.changed());
  }
  EXPECT_TRUE(moved);
  EXPECT_EQ(look().text_load.name, "");
  EXPECT_EQ(look().busy_text, "");
  EXPECT_EQ(look().busy_fraction, 0);
  EXPECT_EQ(look().corpus.name, "large.txt");
}

TEST_F(Loading, WhatWaitsIsCarriedOutInOrderAfterACancel) {
  begin();
  session.apply(Set{"learning_rate", "2"});
  session.apply(Set{"learning_rate", "3"});
  session.apply(Step{4});
  EXPECT_NE(rate(), 2);
  EXPECT_FALSE(look().playing);
  session.apply(CancelLoad{});
  EXPECT_FALSE(look().busy);
  EXPECT_EQ(look().text_load.name, "");
  EXPECT_EQ(rate(), 3);
  EXPECT_TRUE(look().playing);
  rest();
  EXPECT_EQ(model(model_kind("neural")).steps, 4);
  EXPECT_EQ(look().corpus.builtin, "names");
}

TEST_F(Loading, WhatWaitsIsCarriedOutAfterAFailure) {
  begin(text_read_in_pieces("caf\xe9\n"));
  session.apply(Set{"learning_rate", "2"});
  session.apply(Step{4});
  rest();
  EXPECT_TRUE(refused());
  EXPECT_EQ(rate(), 2);
  EXPECT_EQ(model(model_kind("neural")).steps, 4);
  EXPECT_EQ(look().corpus.builtin, "names");
}

TEST_F(Loading, WhatWaitsIsCarriedOutBeforeTheTextThatTakesItsPlace) {
  begin();
  session.apply(Set{"learning_rate", "2"});
  session.apply(OpenBuiltin{"tale"});
  EXPECT_EQ(rate(), 2);
  EXPECT_EQ(look().corpus.builtin, "tale");
  EXPECT_FALSE(look().busy);
}

TEST_F(Loading, OneLoadCanWaitForAnother) {
  begin();
  session.apply(Set{"split", "0.5,0.25,0.25"});  // of the large text, which is read again for it
  session.apply(Step{2});
  rest();
  EXPECT_EQ(look().corpus.name, "large.txt");
  EXPECT_EQ(setting_text(model(model_kind("neural")).settings, "split"), "0.5,0.25,0.25");
  EXPECT_EQ(model(model_kind("neural")).steps, 2);
}

TEST_F(Loading, CancellingNothingSaysNothing) {
  session.apply(CancelLoad{});
  EXPECT_EQ(newest_notice(), 0u);
  session.apply(Step{1});
  rest();
  session.apply(CancelLoad{});
  EXPECT_EQ(newest_notice(), 0u);
}

TEST_F(Loading, WhatIsOnTheScreenDoesNotWait) {
  rest();
  begin();
  session.apply(Subscribe{.matrices = true});
  EXPECT_GT(look().neural_weights.rows, 0);
  EXPECT_TRUE(look().busy);
  EXPECT_NE(look().text_load.name, "") << "the bar stays";
  session.apply(SaveSession{});
  EXPECT_EQ(look().sessions_saved, 1u);
}

TEST_F(Loading, ACheckpointWaits) {
  train(model_kind("neural"), 2);
  session.apply(SaveCheckpoint{});
  const std::string saved = look().artifact.bytes;
  begin();
  session.apply(OpenBytes{"m.safetensors", saved});
  EXPECT_TRUE(look().busy) << "a checkpoint is no text that would take its place";
  session.apply(CancelLoad{});
  EXPECT_NE(notice().find("m.safetensors"), std::string::npos) << notice();
  EXPECT_EQ(model(model_kind("neural")).steps, 2);
}

TEST_F(Loading, TrainingGoesOnWithItsLimitAfterAFailure) {
  rest();
  session.apply(LimitSpeed{100});
  session.apply(Play{});
  session.work(1);
  begin(text_read_in_pieces("caf\xe9\n"));
  const std::int64_t before = model(model_kind("neural")).steps;
  while (look().busy) {
    seconds += 1;
    session.work(1);
  }
  EXPECT_EQ(model(model_kind("neural")).steps, before) << "it pauses meanwhile";
  EXPECT_TRUE(look().playing);
  tick = 0;
  session.work(1);
  EXPECT_EQ(model(model_kind("neural")).steps, before + 1) << "what was missed is not caught up";
}

TEST_F(Loading, TheTimeOfReadingIsNoTimeOfTraining) {
  rest();
  tick = 0.5;
  session.apply(Play{});
  session.work(0);
  const double rate_before = model(model_kind("neural")).tokens_per_second;
  ASSERT_GT(rate_before, 0);
  begin(text_read_in_pieces("caf\xe9\n"));
  while (look().busy) session.work(1);
  session.work(0);
  EXPECT_DOUBLE_EQ(model(model_kind("neural")).tokens_per_second, rate_before);
  EXPECT_DOUBLE_EQ(model(model_kind("neural")).seconds_trained, 2 * 0.5);
}

TEST_F(Loading, ACheckpointFindsItsLargeTextAmongTheOthers) {
  // Saved on a large text that is prepared in another way now: it has to be read again for it.
  begin();
  rest();
  session.apply(Set{"max_tokens", "4000"});
  rest();
  train(model_kind("neural"), 3);
  session.apply(SaveCheckpoint{});
  const std::string saved = look().artifact.bytes;
  session.apply(Set{"max_tokens", "6000"});
  rest();
  session.apply(OpenBytes{"m.safetensors", saved});
  EXPECT_TRUE(look().busy);
  EXPECT_GT(look().text_load.bytes, 0u);
  std::uint64_t read = 0;
  while (look().busy) {
    EXPECT_GE(look().text_load.read, read) << "the bar never falls";
    EXPECT_LE(look().text_load.read, look().text_load.bytes);
    read = look().text_load.read;
    session.work(0);
  }
  EXPECT_EQ(model(model_kind("neural")).steps, 3);
  EXPECT_EQ(model(model_kind("neural")).needs_corpus, "");
  EXPECT_EQ(model(model_kind("neural")).settings.max_tokens, 4000);
  EXPECT_EQ(look().corpus.name, "large.txt");
}

}  // namespace
}  // namespace babble::app
