// The trained models on a text that they were not trained on.
#include <gtest/gtest.h>

#include "core/data/builtin_corpora.h"
#include "core/models/registry.h"
#include "core/training/evaluation.h"
#include "support/driven_session.h"

namespace babble::app {
namespace {

class SecondText : public DrivenSession {
 protected:
  SecondText() {
    session.apply(OpenBytes{"odd.txt", "ann\nb0b\ncyd\nanna\n"});
    session.apply(OpenBytes{"mine.txt", mine});
    session.apply(OpenBuiltin{"tale"});
    rest();
  }
  std::vector<ModelKind> scored() {
    std::vector<ModelKind> kinds;
    for (const auto& score : look().second_text.scores) kinds.push_back(score.kind);
    return kinds;
  }

  std::string mine =
      "An hour before the dawn the old clock struck; nobody in the house was awake. " +
      std::string("It struck again, 7 times, and then it was silent for good.");
};

TEST_F(SecondText, GivesEachTrainedModelTheLossThatTheCommandGives) {
  EXPECT_TRUE(look().second_text.text.empty()) << "nobody asked";
  session.apply(ScoreText{"mine.txt"});
  rest();
  EXPECT_EQ(look().second_text.name, "mine.txt");
  EXPECT_EQ(scored(), (std::vector{model_kind("count"), model_kind("ngram")}))
      << "models without training are not scored";
  session.apply(Activate{model_kind("rnn")});
  session.apply(Set{"hidden_size", "8"});
  session.apply(Step{3});
  rest();
  ASSERT_EQ(scored().size(), 3u);
  const auto scores = look().second_text.scores;
  const Trainer twin = twin_of(model(model_kind("rnn")), builtin_tale(), 3);
  Settings as_the_tale = twin.settings();
  as_the_tale.preprocessing = twin.corpus().prepared_as();
  const Corpus other = Corpus::from_text(mine, as_the_tale, "mine.txt");
  const std::vector<TokenId> stream = translate(other, Part::all, twin.corpus().vocabulary());
  const Evaluation expected = evaluate_stream(twin.model(), stream, CorpusKind::text);
  EXPECT_EQ(scores.back().kind, model_kind("rnn"));
  EXPECT_EQ(scores.back().nll, expected.nll);
  EXPECT_EQ(scores.back().scored, expected.pairs);
  EXPECT_EQ(look().second_text.pairs, expected.pairs);

  session.apply(Step{1});
  rest();
  EXPECT_NE(look().second_text.scores.back().nll, expected.nll) << "it follows the training";
  session.apply(ScoreText{});
  rest();
  EXPECT_TRUE(look().second_text.scores.empty());
}

TEST_F(SecondText, CharactersThatTheVocabularyLacksAreCountedOrNamed) {
  session.apply(Set{"preprocessing", "raw"});
  session.apply(ScoreText{"mine.txt"});
  rest();
  EXPECT_EQ(look().second_text.unknown, 1) << "the 7";
  EXPECT_FALSE(look().second_text.scores.empty());
  session.apply(OpenBuiltin{"names"});
  rest();
  EXPECT_FALSE(look().second_text.error.empty()) << "it is no list of lines";
  EXPECT_TRUE(look().second_text.scores.empty());
  session.apply(ScoreText{"odd.txt"});
  rest();
  EXPECT_NE(look().second_text.error.find("'0', which the model has never seen"), std::string::npos)
      << look().second_text.error;
  session.apply(ScoreText{"mine.txt"});
  session.apply(OpenBuiltin{"tale"});
  rest();
  EXPECT_EQ(look().second_text.error, "") << "it is prepared again for the open text";
  EXPECT_FALSE(look().second_text.scores.empty());
}

TEST_F(SecondText, ATextThatIsNotThereIsRefused) {
  session.apply(ScoreText{"lost.txt"});
  ASSERT_FALSE(look().notices.empty());
  EXPECT_NE(look().notices.back().text.find("lost.txt"), std::string::npos);
  EXPECT_TRUE(look().second_text.text.empty());
}

}  // namespace
}  // namespace babble::app
