// Setting one setting: for which models it is, what it begins anew and what it leaves alone.
#include "core/models/registry.h"
#include "support/driven_session.h"

namespace babble::app {
namespace {

class SettingOne : public DrivenSession {
 protected:
  std::string value(ModelKind kind, const char* key) {
    return setting_text(model(kind).settings, key);
  }
};

TEST_F(SettingOne, IsForTheActiveModelIfItHasTheSetting) {
  const std::string neural = value(model_kind("neural"), "learning_rate");
  session.apply(Activate{model_kind("rnn")});
  session.apply(Set{"learning_rate", "3"});
  EXPECT_EQ(value(model_kind("rnn"), "learning_rate"), "3");
  EXPECT_EQ(value(model_kind("neural"), "learning_rate"), neural);
}

TEST_F(SettingOne, ElseItIsForAllThatHaveIt) {
  session.apply(Set{"learning_rate", "3"});  // the count bigram has none
  EXPECT_EQ(value(model_kind("rnn"), "learning_rate"), "3");
  EXPECT_EQ(value(model_kind("neural"), "learning_rate"), "3");
  EXPECT_NE(value(model_kind("count"), "learning_rate"), "3");
  session.apply(Set{"hidden_size", "8"});
  EXPECT_EQ(value(model_kind("rnn"), "hidden"), "8");
  EXPECT_FALSE(model(model_kind("rnn")).exists) << "nobody needs it yet";
  EXPECT_EQ(newest_notice(), 0u) << notice();
}

TEST_F(SettingOne, IsCheckedAlsoForAModelThatDoesNotExist) {
  session.apply(Set{"batch_size", "0"});
  EXPECT_TRUE(refused());
  EXPECT_NE(value(model_kind("rnn"), "batch"), "0");
  session.apply(Set{"nonsense", "1"});
  EXPECT_TRUE(refused());
  EXPECT_NE(notice().find("nonsense"), std::string::npos);
}

TEST_F(SettingOne, WithTheValueThatItHasChangesNothing) {
  train(model_kind("neural"), 3);
  session.apply(Set{"init", value(model_kind("neural"), "init")});
  EXPECT_EQ(model(model_kind("neural")).steps, 3);
  const std::uint64_t revision = look().corpus.revision;
  session.apply(Set{"split", value(model_kind("neural"), "split")});
  session.apply(Set{"seed", value(model_kind("neural"), "seed")});
  EXPECT_EQ(look().corpus.revision, revision);
  EXPECT_EQ(model(model_kind("neural")).steps, 3);
  EXPECT_EQ(look().undo, "");
}

TEST_F(SettingOne, OfAnotherModelLeavesTheActiveOnesRun) {
  train(model_kind("neural"), 3);
  session.apply(Set{"hidden_size", "8"});
  EXPECT_EQ(model(model_kind("neural")).steps, 3);
  EXPECT_EQ(value(model_kind("rnn"), "hidden"), "8");
}

TEST_F(SettingOne, ThatMakesTheModelPossibleOrNotSaysWhich) {
  session.apply(OpenLink{"rnn.hidden_size=4096&rnn.batch_size=300&rnn.time_steps=150"});
  session.apply(Activate{model_kind("rnn")});
  ASSERT_FALSE(model(model_kind("rnn")).exists);
  EXPECT_EQ(look().word.error, "") << "no word was asked for";
  session.apply(ScoreWord{"ann"});
  EXPECT_EQ(look().word.error, model(model_kind("rnn")).unavailable);
  session.apply(Set{"batch_size", "299"});
  EXPECT_EQ(value(model_kind("rnn"), "batch"), "299") << "it is a step on the way";
  EXPECT_FALSE(model(model_kind("rnn")).exists);
  EXPECT_TRUE(refused());
  EXPECT_EQ(notice(), model(model_kind("rnn")).unavailable);
  session.apply(Play{});
  EXPECT_FALSE(look().playing);
  EXPECT_EQ(notice(), model(model_kind("rnn")).unavailable);
  const std::uint64_t before = newest_notice();
  session.apply(Set{"hidden_size", "4"});
  EXPECT_TRUE(model(model_kind("rnn")).exists);
  EXPECT_EQ(model(model_kind("rnn")).unavailable, "");
  EXPECT_EQ(newest_notice(), before);
  EXPECT_EQ(look().word.error, "");
  EXPECT_FALSE(look().word.rows.empty());
}

TEST_F(SettingOne, SmoothingRedrawsWhatIsMadeOfTheProbabilities) {
  session.apply(SampleStep{.count = 5});
  session.apply(ScoreWord{"ann"});
  rest();
  const Snapshot before = look();
  ASSERT_EQ(before.sample_step.draws, 5);
  session.apply(Set{"smoothing", "1000"});
  const Snapshot& after = look();
  EXPECT_EQ(after.sample_step.draws, 0) << "the walk begins anew";
  EXPECT_EQ(after.sample_step.so_far, "");
  EXPECT_NE(after.sample_step.sums, before.sample_step.sums);
  EXPECT_EQ(after.sample_step.sums.size(), before.sample_step.sums.size());
  EXPECT_NE(after.word.nll, before.word.nll);
  EXPECT_NE(after.models[0].samples[0].text, before.models[0].samples[0].text);
  EXPECT_EQ(after.models[0].steps, 1) << "nothing is counted again";
  rest();
  EXPECT_NE(model(model_kind("count")).nll.dev, before.models[0].nll.dev);
  EXPECT_EQ(model(model_kind("count")).evaluated_at, 1);
}

TEST_F(SettingOne, ADataSettingKeepsAPlayingModelPlaying) {
  session.apply(Activate{model_kind("neural")});
  session.apply(Set{"split", "0.5,0.25,0.25"});
  EXPECT_FALSE(look().playing);
  session.apply(Play{});
  session.work(1);
  session.apply(Set{"split", "1,0,0"});
  EXPECT_TRUE(look().playing);
  EXPECT_EQ(model(model_kind("neural")).steps, 0);
  session.work(1);
  EXPECT_GT(model(model_kind("neural")).steps, 0);
}

TEST_F(SettingOne, ADataSettingCanMakeThePlayingModelImpossible) {
  std::string text;  // more different characters than a table of pairs may have
  for (int c = 0x4E00; c < 0x4E00 + 5100; ++c)
    text += {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 63)),
             static_cast<char>(0x80 | (c & 63))};
  for (int i = 0; i < 500; ++i) text += " abc cab";
  session.apply(OpenBytes{"signs.txt", text});
  session.apply(Set{"preprocessing", "d2l"});
  session.apply(Activate{model_kind("neural")});
  session.apply(Play{});
  session.work(1);
  EXPECT_TRUE(look().playing);
  session.apply(Set{"preprocessing", "raw"});
  EXPECT_FALSE(look().playing);
  EXPECT_FALSE(model(model_kind("neural")).exists);
  EXPECT_TRUE(refused());
  EXPECT_EQ(notice(), model(model_kind("neural")).unavailable);
}

TEST_F(SettingOne, PreparationAndLengthAreEachTextsOwn) {
  session.apply(Set{"preprocessing", "raw"});
  session.apply(Set{"max_tokens", "5000"});
  session.apply(Set{"split", "0.5,0.25,0.25"});
  session.apply(Set{"seed", "7"});
  session.apply(OpenBuiltin{"tale"});
  const Settings defaults;
  for (const ModelView& view : look().models) {
    EXPECT_EQ(view.settings.preprocessing, defaults.preprocessing);
    EXPECT_EQ(view.settings.max_tokens, defaults.max_tokens);
    EXPECT_EQ(setting_text(view.settings, "split"), "0.5,0.25,0.25");
    EXPECT_EQ(view.settings.seed, 7u);
  }
  EXPECT_NE(look().corpus.prepared_as, "raw");
  // scikit-learn's split is one of lines: it goes where it may not fit.
  session.apply(OpenBuiltin{"names"});
  session.apply(Set{"split", "sklearn:0.2:42"});
  ASSERT_EQ(value(model_kind("count"), "split"), "sklearn:0.2:42") << notice();
  session.apply(OpenBuiltin{"tale"});
  EXPECT_EQ(look().corpus.builtin, "tale");
  EXPECT_EQ(look().models[0].settings.split, defaults.split);
}

TEST_F(SettingOne, RefusedForTheDataLeavesTheText) {
  const std::uint64_t revision = look().corpus.revision;
  session.apply(Set{"max_tokens", "2"});  // nothing is left for training
  EXPECT_TRUE(refused());
  EXPECT_EQ(look().corpus.revision, revision);
  EXPECT_EQ(value(model_kind("count"), "max_tokens"), "0");
  EXPECT_FALSE(look().busy);
}

TEST_F(SettingOne, TokensCanBeWordsOfRunningText) {
  session.apply(OpenBuiltin{"tale"});
  session.apply(Activate{model_kind("rnn")});
  session.apply(Set{"tokens", "words"});
  EXPECT_TRUE(look().corpus.words);
  EXPECT_EQ(look().corpus.tokens.size(), 899u);
  EXPECT_EQ(look().counts.size, 0) << "too many for the table in each snapshot";
  session.apply(Set{"min_freq", "3"});
  EXPECT_EQ(look().corpus.tokens.size(), 374u);
  EXPECT_EQ(look().corpus.tokens[1], "the");
  EXPECT_FALSE(refused()) << notice();
  session.apply(Step{3});
  for (int i = 0; i < 1000 && model(model_kind("rnn")).steps < 3; ++i) session.work(5);
  EXPECT_NEAR(model(model_kind("rnn")).loss, std::log(374), 0.5);
  session.apply(Generate{.count = 1, .prefix = "the gannet zeppelin"});
  EXPECT_TRUE(model(model_kind("rnn")).samples[0].text.starts_with("the gannet <unk> "))
      << model(model_kind("rnn")).samples[0].text;
  const Link link = parse_link(link_text(link_of(*session.snapshot())));
  EXPECT_EQ(setting_text(link.settings[0], "tokens"), "words");
  EXPECT_EQ(link.settings[0].min_freq, 3);
  // A list of names has no words: it opens with its characters.
  session.apply(OpenBuiltin{"names"});
  EXPECT_EQ(look().corpus.builtin, "names");
  EXPECT_FALSE(look().corpus.words);
  session.apply(Set{"tokens", "words"});
  EXPECT_TRUE(refused());
  EXPECT_NE(notice().find("list of lines"), std::string::npos);
  EXPECT_EQ(value(model_kind("rnn"), "tokens"), "characters");
}

}  // namespace
}  // namespace babble::app
