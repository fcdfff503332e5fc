// What is saved for a later visit, and when.
#include <gtest/gtest.h>

#include "app/session/session.h"

namespace babble::app {
namespace {

class SessionSaverTest : public ::testing::Test {
 protected:
  std::shared_ptr<const Snapshot> save() {
    session_.apply(SaveSession{});
    return session_.snapshot();
  }
  void train(ModelKind kind, int steps) {
    session_.apply(Activate{kind});
    session_.apply(Step{steps});
    while (session_.work(5)) {
    }
  }
  Session session_;
};

TEST_F(SessionSaverTest, SavesOnlyWhatIsNew) {
  EXPECT_EQ(save()->saved_session.id, 0u) << "nothing is trained, and the text is built in";
  train(model_kind("neural"), 20);
  const auto first = save();
  EXPECT_EQ(first->saved_session.id, 1u);
  EXPECT_EQ(first->saved_session.title, "the neural bigram at step 20 on names (built in)");
  EXPECT_TRUE(first->saved_session.corpus.bytes.empty());
  ASSERT_EQ(first->saved_session.models.size(), 1u);
  const auto second = save();
  EXPECT_EQ(second->saved_session.id, 1u);
  EXPECT_EQ(second->sessions_saved, first->sessions_saved + 1);
  train(model_kind("neural"), 1);
  EXPECT_EQ(save()->saved_session.id, 2u);
}

TEST_F(SessionSaverTest, TellsTwoRunsOfEqualLengthApart) {
  train(model_kind("neural"), 20);
  const SavedSession first = save()->saved_session;
  session_.apply(Set{"learning_rate", "1"});
  session_.apply(Reset{});
  train(model_kind("neural"), 20);
  const SavedSession second = save()->saved_session;
  ASSERT_EQ(second.id, first.id + 1);
  EXPECT_NE(second.models.at(0).bytes.text(), first.models.at(0).bytes.text());
}

TEST_F(SessionSaverTest, RestoresTheActiveModelLast) {
  session_.apply(OpenBytes{"mine.txt", "anna\nbob\ncyd\nanton\nbobby\ncyan\nbonny\nabby\ndan\n"});
  session_.apply(Set{"split", "1,0,0"});
  session_.apply(Set{"batch_size", "1"});
  session_.apply(Activate{model_kind("rnn")});
  session_.apply(Set{"batch_size", "1"});
  session_.apply(Set{"time_steps", "4"});
  session_.apply(Set{"hidden_size", "4"});
  train(model_kind("rnn"), 3);
  train(model_kind("neural"), 5);
  const SavedSession saved = save()->saved_session;
  EXPECT_EQ(saved.corpus.name, "mine.txt");
  ASSERT_EQ(saved.models.size(), 2u);
  Session later;
  later.apply(OpenBytes{saved.corpus.name, saved.corpus.bytes});
  for (const auto& model : saved.models) later.apply(OpenBytes{model.name, model.bytes});
  const auto now = later.snapshot();
  EXPECT_EQ(now->active, model_kind("neural"));
  EXPECT_EQ(now->model(model_kind("neural")).steps, 5);
  EXPECT_EQ(now->model(model_kind("rnn")).steps, 3);
  EXPECT_EQ(now->corpus.name, "mine.txt");
}

}  // namespace
}  // namespace babble::app
