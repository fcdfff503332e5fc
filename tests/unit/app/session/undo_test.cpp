// Undo restores trained models that were replaced.
#include <gtest/gtest.h>

#include "app/session/session.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

class Undoing : public ::testing::Test {
 protected:
  Undoing() : session([this] { return seconds += 1e-3; }) {
    session.apply(Activate{model_kind("neural")});
    session.apply(Step{30});
    trained = *look();
  }
  std::shared_ptr<const Snapshot> look() {
    while (session.work(5)) {
    }
    return session.snapshot();
  }
  const ModelView& neural() { return (seen = look())->model(model_kind("neural")); }
  void expect_back() {
    EXPECT_EQ(neural().steps, 30);
    EXPECT_EQ(neural().loss, trained.model(model_kind("neural")).loss);
    EXPECT_EQ(neural().settings, trained.model(model_kind("neural")).settings);
    EXPECT_EQ(neural().loss_curve.y, trained.model(model_kind("neural")).loss_curve.y);
    EXPECT_EQ(look()->corpus.name, trained.corpus.name);
    EXPECT_EQ(look()->active, model_kind("neural"));
    session.apply(Step{1});
    EXPECT_EQ(neural().steps, 31) << "and training continues";
  }
  double seconds = 0;
  Session session;
  Snapshot trained;
  std::shared_ptr<const Snapshot> seen;
};

TEST_F(Undoing, AReset) {
  EXPECT_EQ(trained.undo, "");
  session.apply(Reset{});
  EXPECT_EQ(neural().steps, 0);
  EXPECT_NE(look()->undo.find("step 30"), std::string::npos);
  EXPECT_TRUE(look()->notices.back().offers_undo);
  session.apply(Undo{});
  EXPECT_EQ(look()->undo, "") << "the untrained model is not worth an undo";
  expect_back();
}

TEST_F(Undoing, ASettingThatResets) {
  session.apply(Set{"bias", "true"});
  EXPECT_EQ(neural().steps, 0);
  session.apply(Set{"init", "zero"});  // an untrained model does not push the trained one out
  session.apply(Undo{});
  expect_back();
}

TEST_F(Undoing, AnotherText) {
  session.apply(OpenBuiltin{"tale"});
  EXPECT_EQ(look()->corpus.builtin, "tale");
  session.apply(Undo{});
  expect_back();
}

TEST_F(Undoing, AnotherSeed) {
  session.apply(Set{"seed", "3"});
  EXPECT_EQ(neural().steps, 0);
  session.apply(Undo{});
  EXPECT_EQ(look()->model(model_kind("count")).settings.seed, 2147483647u);
  expect_back();
}

TEST_F(Undoing, AnUndoCanBeUndone) {
  session.apply(Reset{});
  session.apply(Step{5});
  const double loss = neural().loss;
  session.apply(Undo{});
  EXPECT_EQ(neural().steps, 30);
  session.apply(Undo{});
  EXPECT_EQ(neural().steps, 5);
  EXPECT_EQ(neural().loss, loss);
  session.apply(Undo{});
  expect_back();
}

TEST_F(Undoing, TwoModelsReplacedByAText) {
  session.apply(Activate{model_kind("rnn")});
  session.apply(Set{"hidden_size", "8"});
  session.apply(Step{3});
  look();
  session.apply(Activate{model_kind("neural")});
  session.apply(OpenBuiltin{"tale"});
  EXPECT_EQ(look()->model(model_kind("rnn")).steps, 0);
  session.apply(Undo{});
  EXPECT_EQ(look()->model(model_kind("rnn")).steps, 3);
  EXPECT_EQ(look()->model(model_kind("rnn")).settings.hidden_size, 8);
  expect_back();
}

TEST_F(Undoing, AnOwnTextWithoutTrainedModels) {
  Session fresh([this] { return seconds += 1e-3; });
  const auto open = [&](const char* name, const char* bytes) {
    fresh.apply(OpenBytes{name, bytes});
    while (fresh.work(5)) {
    }
    return fresh.snapshot();
  };
  EXPECT_EQ(open("night.txt", "a dark and stormy night\n")->undo, "")
      << "built-in texts can be opened again";
  const auto after = open("day.txt", "a bright day\n");
  EXPECT_EQ(after->undo, "the text night.txt");
  EXPECT_TRUE(after->notices.back().offers_undo);
  fresh.apply(Undo{});
  EXPECT_EQ(fresh.snapshot()->corpus.name, "night.txt");
  fresh.apply(Undo{});
  EXPECT_EQ(fresh.snapshot()->corpus.name, "day.txt");
}

TEST_F(Undoing, TheLastThreeOwnTextsAreKept) {
  const auto names = [&] {
    std::vector<std::string> all;
    const auto snapshot = look();
    for (const auto& text : snapshot->recent_texts) all.push_back(text.name);
    return all;
  };
  using Names = std::vector<std::string>;
  for (const char* name : {"one", "two", "three", "four"})
    session.apply(OpenBytes{name, std::string("the text called ") + name});
  EXPECT_EQ(names(), (Names{"three", "two", "one"}));
  session.apply(Set{"preprocessing", "raw"});
  EXPECT_EQ(names(), (Names{"three", "two", "one"})) << "it is the same text";
  session.apply(OpenBuiltin{"tale"});
  EXPECT_EQ(names(), (Names{"four", "three", "two"}));
  session.apply(OpenBytes{"two", look()->recent_texts[2].bytes.text()});
  EXPECT_EQ(names(), (Names{"four", "three"})) << "the open one is not in the menu";
}

TEST_F(Undoing, NothingIsAnError) {
  session.apply(Undo{});
  EXPECT_TRUE(look()->notices.back().is_error);
  expect_back();
}

}  // namespace
}  // namespace babble::app
