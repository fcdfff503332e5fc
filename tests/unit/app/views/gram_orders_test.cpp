// The n-grams of each order, and what follows one context.
#include <numeric>

#include "core/data/builtin_corpora.h"
#include "core/models/registry.h"
#include "support/driven_session.h"

namespace babble::app {
namespace {

class GramOrdersOf : public DrivenSession {
 protected:
  const GramOrdersView& orders() {
    rest();
    return *look().orders;
  }
};

TEST_F(GramOrdersOf, EachOrderIsScoredAsItsModelIs) {
  rest();
  EXPECT_EQ(look().orders, nullptr) << "nobody asked";
  session.apply(Subscribe{.orders = true});
  ASSERT_EQ(orders().orders.size(), 5u);
  const auto agree = [&](std::size_t order, const char* id) {
    rest();
    const ModelView& scored = model(model_kind(id));
    EXPECT_NEAR(orders().orders[order - 1].train, scored.nll.train, 1e-12);
    EXPECT_NEAR(orders().orders[order - 1].dev, scored.nll.dev, 1e-12);
  };
  agree(2, "count");
  agree(3, "ngram");
  EXPECT_EQ(orders().orders[2].grams, model(model_kind("ngram")).parameters);
  EXPECT_EQ(orders().orders[2].bytes, 16 * orders().orders[2].grams);
  const double unseen = orders().orders[4].unseen, smoothed = orders().orders[4].dev;
  EXPECT_GT(unseen, orders().orders[3].unseen);
  session.apply(Activate{model_kind("ngram")});
  session.apply(Set{"estimate", "backoff"});
  agree(3, "ngram");
  EXPECT_LT(orders().orders[4].dev, smoothed);
  EXPECT_EQ(orders().orders[4].unseen, unseen) << "of the counts alone";
  session.apply(Set{"order", "5"});
  agree(5, "ngram");
}

TEST_F(GramOrdersOf, WhatFollowsTheEndOfAText) {
  session.apply(Subscribe{.orders = true});
  session.apply(InspectHiddenState{"anna"});
  GramOrdersView view = orders();
  EXPECT_EQ(view.context, "na");
  double sum = 0;
  for (const float p : view.probabilities) sum += static_cast<double>(p);
  EXPECT_NEAR(sum, 1, 1e-5);
  const Trainer twin = twin_of(model(model_kind("ngram")), builtin_names(), 1);
  const auto stream = twin.corpus().tokens(Part::train);
  const TokenId n = twin.corpus().vocabulary().id("n").value(), a = stream[0] + 1;
  std::int64_t seen = 0, ends = 0;
  for (std::size_t i = 2; i < stream.size(); ++i) {
    if (stream[i - 2] != n || stream[i - 1] != a) continue;
    ++seen;
    ends += stream[i] == 0;
  }
  EXPECT_EQ(view.counts[0], ends);
  EXPECT_EQ(std::accumulate(view.counts.begin(), view.counts.end(), std::int64_t{0}), seen);
  session.apply(InspectHiddenState{""});
  EXPECT_EQ(orders().context, "..") << "the beginning of a line";
  session.apply(InspectHiddenState{"Ω"});
  EXPECT_FALSE(orders().context_error.empty());
  EXPECT_EQ(orders().counts.size(), 0u);
}

TEST_F(GramOrdersOf, AnOrderThatCannotBeCountedIsRefused) {
  std::string text;  // 7,000 different characters: 7,000^5 is beyond 63 bits
  for (int i = 0; i < 7000; ++i) {
    const int c = 0x4E00 + i;
    for (const int byte : {0xE0 | c >> 12, 0x80 | (c >> 6 & 63), 0x80 | (c & 63)})
      text += static_cast<char>(byte);
  }
  session.apply(OpenBytes{"many", text});
  session.apply(Subscribe{.orders = true});
  EXPECT_EQ(orders().orders.size(), 4u);
  EXPECT_NE(orders().error.find("smaller order"), std::string::npos) << orders().error;
  session.apply(Activate{model_kind("ngram")});
  session.apply(Set{"order", "5"});
  EXPECT_NE(look().notices.back().text.find("smaller order"), std::string::npos);
  EXPECT_EQ(model(model_kind("ngram")).settings.order, 3) << "the counts stay";
}

}  // namespace
}  // namespace babble::app
