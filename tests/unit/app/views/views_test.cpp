// n-grams with Zipf and Laplace, the step-by-step sampler, the traced example, smoothing curves.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "app/session/session.h"
#include "core/models/registry.h"
#include "support/shared_data.h"

namespace babble::app {
namespace {

using babble::testing::read_bytes;
using babble::testing::shared_path;

class ViewsTest : public ::testing::Test {
 protected:
  void rest() {
    for (int most = 10000; session_.work(5) && most > 0; --most) {
    }
  }
  void open(const std::string& name, const std::string& bytes) {
    session_.apply(OpenBytes{name, bytes});
    rest();
    seen_ = session_.snapshot();
    ASSERT_EQ(seen_->corpus.name, name);
  }
  const NgramView& ngrams() {
    rest();
    seen_ = session_.snapshot();
    static const NgramView none;
    EXPECT_NE(seen_->ngrams, nullptr);
    return seen_->ngrams ? *seen_->ngrams : none;
  }
  Session session_;
  std::shared_ptr<const Snapshot> seen_;
};

TEST_F(ViewsTest, NgramsAreCountedOnlyWhenSubscribedTo) {
  rest();
  EXPECT_EQ(session_.snapshot()->ngrams, nullptr);
  session_.apply(Subscribe{false, false, true});
  const NgramView& names = ngrams();
  EXPECT_FALSE(names.words) << "lines are counted by characters";
  EXPECT_EQ(names.orders[0].distinct, 27);
  std::int64_t sum = 0;
  for (const double count : names.orders[0].counts) sum += static_cast<std::int64_t>(count);
  EXPECT_EQ(sum, names.orders[0].total) << "a few points are not thinned";
  session_.apply(Subscribe{});
  session_.apply(OpenBuiltin{"tale"});
  rest();
  EXPECT_EQ(session_.snapshot()->ngrams, nullptr) << "another text, and no subscription";
  session_.apply(Subscribe{false, false, true});
  EXPECT_TRUE(ngrams().words) << "running text is counted by words";
}

TEST_F(ViewsTest, NgramsAreCountedWhileTraining) {
  session_.apply(Activate{model_kind("neural")});
  session_.apply(Play{});
  session_.apply(Subscribe{false, false, true});
  for (int i = 0; i < 10000 && !session_.snapshot()->ngrams; ++i) session_.work(5);
  EXPECT_NE(session_.snapshot()->ngrams, nullptr);
  EXPECT_TRUE(session_.snapshot()->playing);
}

TEST_F(ViewsTest, NgramsOfALargeTextAreCountedInSlices) {
  std::string text;
  for (int i = 0; text.size() < 6u << 20; ++i)
    text += "the rain fell " + std::to_string(i * 7919 % 9973) + " times in torrents;\n";
  open("large.txt", text);
  session_.apply(Set{"preprocessing", "raw"});
  rest();
  session_.apply(Subscribe{false, false, true});
  int slices = 0;
  double share = 0;
  for (int i = 0; !session_.snapshot()->ngrams; ++i) {
    session_.work(1);
    const auto now = session_.snapshot();
    if (now->ngrams) break;
    EXPECT_EQ(now->busy_text, "Counting n-grams");
    EXPECT_GE(now->busy_fraction, share);
    share = now->busy_fraction;
    // Another request starts anew.
    if (++slices == 5) {
      session_.apply(Ngrams{"characters", "", 1, 1, 1});
      share = 0;
    }
  }
  EXPECT_GE(slices, 10);
  const NgramView& view = ngrams();
  EXPECT_FALSE(session_.snapshot()->busy);
  EXPECT_FALSE(view.words);
  const NgramTokens tokens = ngram_tokens(text, TokenUnit::characters, Preprocessing::raw);
  const NgramTable twin(tokens, 3);
  EXPECT_EQ(view.orders[2].total, twin.total());
  EXPECT_EQ(view.orders[2].distinct, std::ssize(twin.ngrams()));
  EXPECT_EQ(view.orders[2].top[0].count, twin.ngrams()[0].count);
}

TEST_F(ViewsTest, NgramsOfTheTimeMachineAreTheCourses) {
  BABBLE_NEEDS_SHARED("data/timemachine.txt");
  session_.apply(Subscribe{false, false, true});
  open("tm.txt", read_bytes(shared_path("data/timemachine.txt")));
  const NgramView& view = ngrams();
  ASSERT_TRUE(view.words);
  EXPECT_EQ(view.orders[0].top[0].gram, "the");
  EXPECT_EQ(view.orders[0].top[0].count, 2261);
  EXPECT_EQ(view.orders[0].top[9].gram, "my");
  EXPECT_EQ(view.orders[0].top[9].count, 440);
  EXPECT_EQ(view.orders[1].top[0].gram, "of the");
  EXPECT_EQ(view.orders[1].top[0].count, 309);
  EXPECT_EQ(view.orders[2].top[0].gram, "the time traveller");
  EXPECT_EQ(view.orders[2].top[0].count, 59);
  EXPECT_NEAR(view.orders[0].alpha, 1.044, 5e-4);
  EXPECT_NEAR(view.orders[1].alpha, 0.689, 5e-4);
  EXPECT_NEAR(view.orders[2].alpha, 0.466, 5e-4);
  std::size_t points = 0;
  for (const NgramOrderView& order : view.orders) {
    points += order.ranks.size();
    ASSERT_EQ(order.ranks.size(), order.counts.size());
    ASSERT_EQ(order.ranks.size(), order.names.size());
    EXPECT_EQ(order.ranks.front(), 1);
    EXPECT_EQ(order.ranks.back(), static_cast<double>(order.distinct));
    for (std::size_t i = 1; i < order.ranks.size(); ++i) {
      EXPECT_LT(order.ranks[i - 1], order.ranks[i]);
      EXPECT_GE(order.counts[i - 1], order.counts[i]);
    }
    EXPECT_EQ(order.names[0], order.top[0].gram);
  }
  EXPECT_LE(points, 2000u);
}

TEST_F(ViewsTest, LaplaceEstimatesAreThoseOfTheFormulas) {
  session_.apply(Subscribe{false, false, true});
  open("abab.txt", "abab\n");
  session_.apply(Ngrams{"characters", "ab", 2, 3, 1});
  const NgramView& view = ngrams();
  ASSERT_EQ(view.estimates.size(), 2u);
  // n = 4, m = 2, n(b) = 2, n(a) = 2, n(ab) = 2
  const double b = (2 + 2 / 2.0) / (4 + 2.0);
  EXPECT_DOUBLE_EQ(view.estimates[0].smoothed, b);
  EXPECT_DOUBLE_EQ(view.estimates[0].share, 2 / 4.0);
  EXPECT_EQ(view.estimates[1].given, "a");
  EXPECT_EQ(view.estimates[1].token, "b");
  EXPECT_EQ(view.estimates[1].of, 2);
  EXPECT_DOUBLE_EQ(view.estimates[1].smoothed, (2 + 3 * b) / (2 + 3));
  const std::uint64_t revision = view.revision;
  session_.apply(Ngrams{"characters", "zz", 0, 0, 0});
  const NgramView& unseen = ngrams();
  ASSERT_EQ(unseen.estimates.size(), 2u);
  EXPECT_EQ(unseen.estimates[0].count, 0);
  EXPECT_TRUE(std::isnan(unseen.estimates[1].share)) << "0/0 is unknown";
  EXPECT_EQ(unseen.revision, revision) << "nothing was counted again";
  session_.apply(Ngrams{"letters"});
  EXPECT_TRUE(session_.snapshot()->notices.back().is_error);
  session_.apply(Ngrams{"words", "", -1});
  EXPECT_TRUE(session_.snapshot()->notices.back().is_error);
}

TEST_F(ViewsTest, TheStepSamplerSpellsTheLecturesNames) {
  BABBLE_NEEDS_SHARED("data/names.txt");
  open("names.txt", read_bytes(shared_path("data/names.txt")));
  session_.apply(Set{"split", "1,0,0"});
  for (const char* k : {"0", "1"}) {
    session_.apply(Set{"smoothing", k});
    session_.apply(SampleStep{});
    seen_ = session_.snapshot();
    EXPECT_EQ(seen_->sample_step.so_far, "m");
    EXPECT_EQ(seen_->sample_step.draws, 1);
    session_.apply(SampleStep{false, 2147483647, false, 48});
    seen_ = session_.snapshot();
    const std::vector<std::string> expected{"mor.", "axx.", "minaymoryles.", "kondlaisah.",
                                            "anchshizarie."};
    ASSERT_GE(seen_->sample_step.finished.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
      EXPECT_EQ(seen_->sample_step.finished[i], expected[i]);
  }
}

TEST_F(ViewsTest, TheNumberSelectsFromTheCumulativeSums) {
  for (const char* k : {"0", "1", "10000"}) {
    session_.apply(Set{"smoothing", k});
    for (int i = 0; i < 200; ++i) {
      session_.apply(SampleStep{});
      const auto seen = session_.snapshot();
      const SampleStepView& walk = seen->sample_step;
      ASSERT_EQ(walk.sums.size(), seen->corpus.tokens.size());
      EXPECT_EQ(walk.sums.back(), 1.0f);
      const auto chosen = static_cast<std::size_t>(walk.chosen);
      EXPECT_GE(static_cast<double>(walk.sums[chosen]), walk.drawn);
      if (chosen > 0) {
        EXPECT_LT(static_cast<double>(walk.sums[chosen - 1]), walk.drawn);
      }
    }
  }
}

TEST_F(ViewsTest, TheStepSamplerShowsItsStartDrawsManyAndRestarts) {
  session_.apply(SampleStep{false, 42, false, 0});
  seen_ = session_.snapshot();
  EXPECT_EQ(seen_->sample_step.seed, 42u);
  EXPECT_EQ(seen_->sample_step.draws, 0);
  EXPECT_EQ(seen_->sample_step.chosen, -1);
  session_.apply(SampleStep{false, 42, false, 1000});
  seen_ = session_.snapshot();
  EXPECT_EQ(seen_->sample_step.draws, 1000);
  EXPECT_EQ(seen_->sample_step.finished.size(), 10u);
  session_.apply(SampleStep{true, 42, true, 1000});
  const auto again = session_.snapshot();
  EXPECT_EQ(again->sample_step.finished, seen_->sample_step.finished);
  EXPECT_EQ(again->sample_step.drawn, seen_->sample_step.drawn);
  session_.apply(SampleStep{false, 42, false, 10001});
  EXPECT_TRUE(session_.snapshot()->notices.back().is_error);
  EXPECT_EQ(session_.snapshot()->sample_step.draws, 1000);
}

TEST_F(ViewsTest, AnExampleIsTracedWithTheModelsNumbers) {
  session_.apply(Activate{model_kind("neural")});
  session_.apply(TraceExample{1, 5});
  EXPECT_EQ(session_.snapshot()->example.current, -1) << "not subscribed";
  session_.apply(Subscribe{true});
  rest();
  session_.apply(Step{3});
  rest();
  seen_ = session_.snapshot();
  const ExampleView& example = seen_->example;
  ASSERT_EQ(example.logits.size(), 27u);
  EXPECT_EQ(example.step, 3);
  EXPECT_EQ(example.rate, 50);
  double sum = 0, gradient_sum = 0, mean_sum = 0;
  for (int j = 0; j < 27; ++j) {
    const auto at = static_cast<std::size_t>(j);
    EXPECT_EQ(example.logits[at], seen_->neural_weights.at(1, j));
    sum += static_cast<double>(example.probabilities[at]);
    gradient_sum += static_cast<double>(example.gradient[at]);
    mean_sum += static_cast<double>(example.mean_gradient[at]);
  }
  EXPECT_NEAR(sum, 1, 1e-5);
  EXPECT_NEAR(gradient_sum, 0, 1e-5);
  EXPECT_NEAR(mean_sum, 0, 1e-6);
  EXPECT_NEAR(example.loss, -std::log(static_cast<double>(example.probabilities[5])), 1e-5);
  EXPECT_LT(example.loss_after, 1e-3) << "at rate 50 the model fits this example alone";
  EXPECT_EQ(example.count, seen_->counts.counts[27 + 5]);
  EXPECT_EQ(example.pairs, seen_->counts.total);
  // The row's full-batch gradient is the mean over all its pairs.
  const double expected =
      (static_cast<double>(example.row) * static_cast<double>(example.probabilities[5]) -
       static_cast<double>(example.count)) /
      static_cast<double>(example.pairs);
  EXPECT_NEAR(static_cast<double>(example.mean_gradient[5]), expected, 1e-7);

  session_.apply(Set{"learning_rate", "0.5"});
  EXPECT_EQ(session_.snapshot()->example.rate, 0.5);
  EXPECT_LT(session_.snapshot()->example.loss_after, example.loss);
  EXPECT_GT(session_.snapshot()->example.loss_after, 0.01);
  session_.apply(TraceExample{1, 27});
  EXPECT_TRUE(session_.snapshot()->notices.back().is_error);
  EXPECT_EQ(session_.snapshot()->example.next, 5);
  session_.apply(OpenBuiltin{"tale"});
  EXPECT_EQ(session_.snapshot()->example.current, -1) << "another text has other ids";
}

TEST_F(ViewsTest, SmoothingAndPenaltyBothLeadToTheUniformDistribution) {
  rest();
  EXPECT_EQ(session_.snapshot()->smoothing, nullptr);
  session_.apply(Subscribe{true});
  rest();
  seen_ = session_.snapshot();
  ASSERT_NE(seen_->smoothing, nullptr);
  const SmoothingView& view = *seen_->smoothing;
  const double uniform = std::log(27.0);
  const double counted = seen_->model(model_kind("count")).nll.train;
  EXPECT_NEAR(view.k_train.back(), uniform, 1e-2);
  EXPECT_NEAR(view.l2_train.back(), uniform, 1e-2);
  EXPECT_NEAR(view.k_train.front(), counted, 2e-2);
  EXPECT_NEAR(view.l2_train.front(), counted, 2e-2);
  for (std::size_t i = 1; i < view.k.size(); ++i)
    EXPECT_GE(view.k_train[i], view.k_train[i - 1] - 1e-9);
  for (std::size_t i = 1; i < view.l2.size(); ++i)
    EXPECT_GE(view.l2_train[i], view.l2_train[i - 1] - 1e-6);
  // k = 1 is one of the points, and that of the count bigram.
  const auto one = std::find(view.k.begin(), view.k.end(), 1.0) - view.k.begin();
  EXPECT_NEAR(view.k_train[static_cast<std::size_t>(one)], counted, 1e-9);
}

}  // namespace
}  // namespace babble::app
