// The table of one word: of the active model, as it is now.
#include "core/data/builtin_corpora.h"
#include "core/models/registry.h"
#include "core/training/evaluation.h"
#include "support/driven_session.h"

namespace babble::app {
namespace {

class Words : public DrivenSession {
 protected:
  void expect_table_of(const Trainer& trainer, const std::string& word) {
    const Corpus& corpus = trainer.corpus();
    const WordTable table = word_table(trainer.model(), corpus.vocabulary(), corpus.kind(), word);
    const WordTableView& shown = look().word;
    EXPECT_EQ(shown.word, word);
    EXPECT_EQ(shown.error, "");
    ASSERT_EQ(shown.rows.size(), table.rows.size());
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      EXPECT_EQ(shown.rows[i].pair, table.rows[i].pair);
      EXPECT_EQ(shown.rows[i].probability, table.rows[i].p);
      EXPECT_EQ(shown.rows[i].log_probability, table.rows[i].logp);
    }
    EXPECT_EQ(shown.log_likelihood, table.log_likelihood);
    EXPECT_EQ(shown.nll, table.nll);
    EXPECT_EQ(shown.perplexity, table.perplexity);
  }
};

TEST_F(Words, AreLookedUpInEveryKindOfModel) {
  session.apply(ScoreWord{"anna"});
  expect_table_of(twin_of(model(model_kind("count")), builtin_names(), 1), "anna");
  session.apply(Activate{model_kind("neural")});
  expect_table_of(twin_of(model(model_kind("neural")), builtin_names(), 0), "anna");
  set_small_rnn();
  expect_table_of(twin_of(model(model_kind("rnn")), builtin_names(), 0), "anna");
}

TEST_F(Words, FollowTheTraining) {
  session.apply(ScoreWord{"anna"});
  for (int steps = 3; steps <= 6; steps += 3) {
    train(model_kind("neural"), 3);
    expect_table_of(twin_of(model(model_kind("neural")), builtin_names(), steps), "anna");
  }
  session.apply(Set{"bias", "true"});
  expect_table_of(twin_of(model(model_kind("neural")), builtin_names(), 0), "anna");
  session.apply(Undo{});
  expect_table_of(twin_of(model(model_kind("neural")), builtin_names(), 6), "anna");
}

TEST_F(Words, FollowAPlayingModelAsItsSamplesDo) {
  session.apply(Activate{model_kind("neural")});
  session.apply(ScoreWord{"anna"});
  rest();
  tick = 0;
  seconds += 1;
  session.apply(Step{8});  // a power of two, at which samples are drawn
  session.work(1);
  expect_table_of(twin_of(model(model_kind("neural")), builtin_names(), 8), "anna");
}

TEST_F(Words, ThatCannotBeReadSayWhyAndClear) {
  session.apply(ScoreWord{"anna"});
  session.apply(ScoreWord{"ann€"});
  EXPECT_NE(look().word.error, "");
  EXPECT_EQ(look().word.word, "ann€");
  EXPECT_TRUE(look().word.rows.empty());
  EXPECT_EQ(newest_notice(), 0u) << "the sentence stands at the table";
  session.apply(ScoreWord{""});
  EXPECT_EQ(look().word.error, "");
  EXPECT_EQ(look().word.word, "");
}

}  // namespace
}  // namespace babble::app
