// How evenly the mini-batches of many epochs cover the text.
#include "app/views/batch_coverage.h"

#include <gtest/gtest.h>

#include <numeric>

#include "support/driven_session.h"

namespace babble::app {
namespace {

class Coverage : public DrivenSession {
 protected:
  /// Of the toy sequence 0 … 34 with T = 5 and B = 2.
  CoverageView of_toy(bool random, int offset) {
    InspectBatch look;
    look.toy = true;
    look.batch = 2;
    look.time_steps = 5;
    look.random = random;
    look.offset = offset;
    return of(look);
  }
  CoverageView of(const InspectBatch& look_at) {
    session.apply(look_at);
    rest();
    return look().coverage;
  }
};

TEST_F(Coverage, OneOffsetNeverUsesTheSameTokens) {
  const CoverageView view = of_toy(false, 2);
  EXPECT_EQ(view.epochs, coverage_epochs);
  ASSERT_EQ(view.covered.y.size(), 35u);
  for (std::size_t i = 0; i < 35; ++i) {
    EXPECT_EQ(view.covered.x[i], static_cast<double>(i));
    // Two rows of 16 tokens, three mini-batches of five.
    EXPECT_EQ(view.covered.y[i], i >= 2 && i < 33 && i != 17 ? 1 : 0) << i;
    const bool begins = i == 2 || i == 7 || i == 12 || i == 18 || i == 23 || i == 28;
    EXPECT_EQ(view.begins.y[i], begins ? 5 : 0) << i;
  }
}

TEST_F(Coverage, DrawnOffsetsUseAllButTheEndsAndBeginEverywhereAlike) {
  for (const bool random : {false, true}) {
    const CoverageView view = of_toy(random, -1);
    EXPECT_EQ(view.epochs, coverage_epochs);
    EXPECT_NEAR(view.covered.y[0], 0.2, 0.05) << "only with the offset 0 of 0 … 4";
    EXPECT_NEAR(view.covered.y[2], 0.6, 0.05);
    EXPECT_EQ(view.covered.y[34], 0) << "the last token is a label at most";
    EXPECT_NEAR(view.begins.y[0], 1, 0.2);
    // Every sequence has T tokens, so the sums are equal.
    const auto sum = [](const std::vector<double>& y) {
      return std::accumulate(y.begin(), y.end(), 0.0);
    };
    EXPECT_NEAR(sum(view.covered.y), sum(view.begins.y), 1e-9);
  }
  EXPECT_EQ(of_toy(true, -1).covered.y[12], 1) << "six of six or five windows are taken";
}

TEST_F(Coverage, DoesNotDependOnWhichMiniBatchIsShown) {
  const CoverageView first = of_toy(false, -1);
  InspectBatch other;
  other.toy = true;
  other.batch = 2;
  other.time_steps = 5;
  other.offset = -1;
  other.index = other.row = 1;
  EXPECT_EQ(&of(other).covered.y.get(), &first.covered.y.get()) << "it is not computed again";
  other.seed = 5;
  EXPECT_NE(of(other).covered.y.get(), first.covered.y.get());
}

TEST_F(Coverage, LongTextsHaveFewerPlacesAndLinesAndImpossibleSizesHaveNone) {
  const CoverageView names = of(InspectBatch{});
  EXPECT_EQ(names.covered.y.size(), std::size_t{coverage_places});
  EXPECT_GE(names.epochs, 50);
  EXPECT_NEAR(names.covered.y[200], 1, 0.02);
  EXPECT_NEAR(names.begins.y[200], 1, 0.2);
  InspectBatch lines;
  lines.lines = true;
  EXPECT_EQ(of(lines).epochs, 0);
  EXPECT_GT(of(InspectBatch{}).epochs, 0);
  InspectBatch huge;
  huge.toy = true;
  huge.batch = 100;
  EXPECT_EQ(of(huge).epochs, 0);
}

}  // namespace
}  // namespace babble::app
