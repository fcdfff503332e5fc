// A large text loads in slices. The current text stays open until it is complete, or for good if it
// fails.
#include <gtest/gtest.h>

#include "app/session/runner.h"
#include "app/session/session.h"
#include "core/base/error.h"
#include "core/data/corpus.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

/// Sentences of so many megabytes, followed by `end`.
std::string large_text(std::size_t megabytes, std::string_view end = "") {
  std::string text;
  text.reserve((megabytes << 20) + 200);
  for (int i = 0; text.size() < megabytes << 20; ++i)
    text += "It was a dark and stormy night, number " + std::to_string(i * 7919 % 1000) +
            "; the rain fell in torrents, they say.\n";
  text += end;
  return text;
}

class TextLoadTest : public ::testing::Test {
 protected:
  TextLoadTest() {
    session_.apply(Activate{model_kind("neural")});
    session_.apply(Step{25});
    rest();
    before_ = session_.snapshot();
    EXPECT_EQ(before_->model(model_kind("neural")).steps, 25);
  }
  void rest() {
    while (session_.work(6)) {
    }
  }
  void expect_as_before() {
    const auto now = session_.snapshot();
    EXPECT_EQ(now->corpus.revision, before_->corpus.revision);
    EXPECT_EQ(now->corpus.fingerprint, before_->corpus.fingerprint);
    EXPECT_EQ(now->model(model_kind("neural")).steps, 25);
    EXPECT_EQ(now->model(model_kind("neural")).loss, before_->model(model_kind("neural")).loss);
    EXPECT_EQ(now->active, model_kind("neural"));
  }

  Session session_;
  std::shared_ptr<const Snapshot> before_;
};

TEST_F(TextLoadTest, LoadsInSlicesWithProgress) {
  const std::string text = large_text(12);
  session_.apply(OpenBytes{"large.txt", text});
  std::uint64_t read = 0;
  int seen = 0;
  while (session_.snapshot()->busy) {
    const auto now = session_.snapshot();
    EXPECT_EQ(now->text_load.name, "large.txt");
    EXPECT_EQ(now->text_load.bytes, text.size());
    EXPECT_GE(now->text_load.read, read);
    EXPECT_LE(now->text_load.read, text.size());
    seen += now->text_load.read > read;
    read = now->text_load.read;
    EXPECT_EQ(now->corpus.revision, before_->corpus.revision)
        << "the former text is open until then";
    EXPECT_EQ(session_.seconds_until_work(), 0);
    ASSERT_TRUE(session_.work(1));
  }
  EXPECT_GE(seen, 5) << "no progress was visible";
  EXPECT_GT(read, text.size() / 2);
  rest();
  const auto now = session_.snapshot();
  EXPECT_EQ(now->corpus.name, "large.txt");
  EXPECT_TRUE(now->text_load.name.empty());
  EXPECT_EQ(now->undo.find("neural bigram at step 25") != std::string::npos, true) << now->undo;
  // The same corpus as loaded at once.
  const Corpus twin =
      Corpus::from_text(text, model_info(model_kind("neural")).defaults, "large.txt");
  EXPECT_EQ(now->corpus.fingerprint, twin.fingerprint());
  EXPECT_EQ(now->corpus.train_tokens, std::ssize(twin.tokens(Part::train)));
}

TEST_F(TextLoadTest, TrainingPausesAndContinuesIfTheLoadFails) {
  session_.apply(Play{});
  session_.apply(OpenBytes{"large.txt", large_text(12)});
  for (int i = 0; i < 3; ++i) session_.work(1);
  expect_as_before();
  EXPECT_TRUE(session_.snapshot()->playing);
  session_.apply(CancelLoad{});
  EXPECT_FALSE(session_.snapshot()->busy);
  EXPECT_NE(session_.snapshot()->notices.back().text.find("large.txt"), std::string::npos);
  EXPECT_FALSE(session_.snapshot()->notices.back().is_error);
  session_.work(5);
  const auto now = session_.snapshot();
  EXPECT_GT(now->model(model_kind("neural")).steps, 25);
  EXPECT_EQ(now->corpus.revision, before_->corpus.revision);
}

TEST_F(TextLoadTest, ALateErrorHasTheSameMessageAndLosesNothing) {
  for (const std::string& end : {std::string("caf\xe9\n"), std::string("a\0b\n", 4)}) {
    const std::string text = large_text(6, end);
    std::string sentence;
    try {
      Corpus::from_text(text, model_info(model_kind("neural")).defaults, "bad.txt");
    } catch (const Error& error) {
      sentence = error.what();
    }
    ASSERT_NE(sentence, "");
    session_.apply(OpenBytes{"bad.txt", text});
    EXPECT_TRUE(session_.snapshot()->busy);
    rest();
    EXPECT_EQ(session_.snapshot()->notices.back().text, sentence);
    EXPECT_TRUE(session_.snapshot()->notices.back().is_error);
    EXPECT_FALSE(session_.snapshot()->busy);
    expect_as_before();
  }
}

TEST_F(TextLoadTest, AnotherTextCancelsTheLoad) {
  session_.apply(OpenBytes{"large.txt", large_text(12)});
  session_.work(1);
  session_.apply(OpenBytes{"small.txt", "to be or not to be, that is the question"});
  EXPECT_EQ(session_.snapshot()->corpus.name, "small.txt");
  session_.apply(OpenBytes{"large.txt", large_text(12)});
  session_.work(1);
  session_.apply(OpenBytes{"other.txt", large_text(3)});
  rest();
  EXPECT_EQ(session_.snapshot()->corpus.name, "other.txt");
  session_.apply(OpenBytes{"large.txt", large_text(12)});
  session_.apply(OpenBuiltin{"tale"});
  EXPECT_EQ(session_.snapshot()->corpus.builtin, "tale");
  rest();
  EXPECT_EQ(session_.snapshot()->corpus.builtin, "tale");
}

TEST_F(TextLoadTest, OtherIntentsQueueInOrder) {
  session_.apply(OpenBytes{"large.txt", large_text(3)});
  session_.apply(LimitSpeed{40});
  session_.apply(Set{"learning_rate", "2"});
  session_.apply(Set{"max_tokens", "5000"});  // read once more, as large as before
  session_.apply(Step{4});
  session_.apply(SaveSession{});  // which does not wait
  EXPECT_EQ(session_.snapshot()->sessions_saved, 1u);
  session_.work(1);
  expect_as_before();
  rest();
  const auto now = session_.snapshot();
  EXPECT_EQ(now->corpus.name, "large.txt");
  EXPECT_LE(now->corpus.train_tokens, 5000);
  EXPECT_EQ(now->model(model_kind("neural")).steps, 4);
  EXPECT_EQ(now->model(model_kind("neural")).settings.learning_rate, 2);
  EXPECT_EQ(now->steps_per_second_limit, 40);
}

TEST_F(TextLoadTest, ACheckpointAndItsLargeTextInEitherOrder) {
  const std::string text = large_text(2);
  session_.apply(OpenBytes{"large.txt", text});
  session_.apply(Step{5});
  rest();
  session_.apply(SaveCheckpoint{});
  const std::string checkpoint = session_.snapshot()->artifact.bytes;
  ASSERT_FALSE(checkpoint.empty());
  for (const bool text_first : {true, false}) {
    Session fresh;
    fresh.apply(OpenBytes{text_first ? "large.txt" : "m", text_first ? text : checkpoint});
    fresh.apply(OpenBytes{text_first ? "m" : "large.txt", text_first ? checkpoint : text});
    fresh.apply(Step{2});
    while (fresh.work(6)) {
    }
    const auto now = fresh.snapshot();
    EXPECT_EQ(now->corpus.name, "large.txt");
    EXPECT_EQ(now->model(model_kind("neural")).steps, 7);
    EXPECT_EQ(now->model(model_kind("neural")).needs_corpus, "");
  }
}

TEST_F(TextLoadTest, ALinkIsCountedEvenIfItsTextFails) {
  session_.apply(OpenBytes{"large.txt", large_text(6)});
  rest();
  session_.apply(OpenLink{"corpus=own&max_tokens=3000"});
  EXPECT_TRUE(session_.snapshot()->busy);
  EXPECT_EQ(session_.snapshot()->links_opened, 0u);
  session_.apply(CancelLoad{});
  EXPECT_EQ(session_.snapshot()->links_opened, 1u);
  session_.apply(OpenLink{"corpus=own&max_tokens=3000&neural.learning_rate=3"});
  rest();
  EXPECT_EQ(session_.snapshot()->links_opened, 2u);
  EXPECT_LE(session_.snapshot()->corpus.train_tokens, 3000);
  EXPECT_EQ(session_.snapshot()->model(model_kind("neural")).settings.learning_rate, 3);
}

TEST(TextLoad, TheRunnerEndsDuringALoad) {
  Runner runner;
  runner.post(OpenBytes{"large.txt", large_text(6)});
  runner.pump(1);
  EXPECT_TRUE(runner.latest()->busy);
}

}  // namespace
}  // namespace babble::app
