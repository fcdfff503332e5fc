// Publishing a snapshot copies nothing that has not changed.
#include <gtest/gtest.h>

#include "app/session/session.h"

namespace babble::app {
namespace {

class SnapshotSharing : public ::testing::Test {
 protected:
  SnapshotSharing() {
    session_.apply(Subscribe{.matrices = true, .hidden = true, .ngrams = true});
    session_.apply(Activate{model_kind("rnn")});
    session_.apply(Activate{model_kind("neural")});
    session_.apply(TraceExample{1, 2});
    session_.apply(ScoreWord{"emma"});
    session_.apply(InspectHiddenState{"emma"});
    session_.apply(InspectBatch{});
    session_.apply(Step{30});
    before_ = rest();
  }
  std::shared_ptr<const Snapshot> rest() {
    while (session_.work(5)) {
    }
    return session_.snapshot();
  }
  Session session_;
  std::shared_ptr<const Snapshot> before_;
};

TEST_F(SnapshotSharing, SharesAllOfAnUnchangedSession) {
  const auto now = session_.snapshot();
  ASSERT_NE(now, before_);
  const Snapshot &a = *before_, &b = *now;
  EXPECT_TRUE(a.corpus.tokens.shares_storage_with(b.corpus.tokens));
  EXPECT_TRUE(a.corpus.display.shares_storage_with(b.corpus.display));
  EXPECT_TRUE(a.corpus.token_counts.shares_storage_with(b.corpus.token_counts));
  EXPECT_TRUE(a.counts.counts.shares_storage_with(b.counts.counts));
  ASSERT_GT(a.neural_weights.values.size(), 0u);
  EXPECT_TRUE(a.neural_weights.values.shares_storage_with(b.neural_weights.values));
  EXPECT_TRUE(a.log_probabilities.values.shares_storage_with(b.log_probabilities.values));
  ASSERT_GT(a.example.logits.size(), 0u);
  EXPECT_TRUE(a.example.logits.shares_storage_with(b.example.logits));
  ASSERT_GT(a.hidden.states.values.size(), 0u);
  EXPECT_TRUE(a.hidden.states.values.shares_storage_with(b.hidden.states.values));
  EXPECT_TRUE(a.word.rows.shares_storage_with(b.word.rows));
  EXPECT_TRUE(a.sample_step.sums.shares_storage_with(b.sample_step.sums));
  EXPECT_TRUE(a.presets.shares_storage_with(b.presets));
  for (std::size_t i = 0; i < a.models.size(); ++i) {
    EXPECT_TRUE(a.models[i].samples.shares_storage_with(b.models[i].samples));
    EXPECT_TRUE(a.models[i].sample_trail.shares_storage_with(b.models[i].sample_trail));
    EXPECT_TRUE(a.models[i].loss_curve.y.shares_storage_with(b.models[i].loss_curve.y));
  }
  EXPECT_EQ(a.smoothing, b.smoothing);
  EXPECT_EQ(a.ngrams, b.ngrams);
  EXPECT_EQ(a.batches, b.batches);
}

TEST_F(SnapshotSharing, ReplacesWhatATrainingStepChanges) {
  const std::vector<float> weights = before_->neural_weights.values;
  session_.apply(Step{1});
  const auto now = rest();
  const Snapshot &a = *before_, &b = *now;
  const ModelView &a_neural = a.model(model_kind("neural")),
                  &b_neural = b.model(model_kind("neural"));
  EXPECT_NE(b.neural_weights.values, a.neural_weights.values);
  EXPECT_NE(b.neural_weights.revision, a.neural_weights.revision);
  EXPECT_EQ(a.neural_weights.values, weights) << "an older snapshot never changes";
  EXPECT_EQ(b.example.step, 31);
  EXPECT_NE(b.word.nll, a.word.nll);
  EXPECT_EQ(b_neural.loss_curve.y.size(), a_neural.loss_curve.y.size() + 1);
  // The other models and the text stay.
  EXPECT_TRUE(a.log_probabilities.values.shares_storage_with(b.log_probabilities.values));
  EXPECT_TRUE(a.hidden.states.values.shares_storage_with(b.hidden.states.values));
  EXPECT_TRUE(a.corpus.tokens.shares_storage_with(b.corpus.tokens));
  EXPECT_TRUE(a.counts.counts.shares_storage_with(b.counts.counts));
  EXPECT_EQ(a.smoothing, b.smoothing);
}

}  // namespace
}  // namespace babble::app
