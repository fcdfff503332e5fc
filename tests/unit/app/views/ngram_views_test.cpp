// n-grams as they are shown: the same as those of tables that are counted by hand.
#include <algorithm>
#include <cmath>

#include "core/data/builtin_corpora.h"
#include "core/data/ngrams.h"
#include "core/models/registry.h"
#include "support/driven_session.h"

namespace babble::app {
namespace {

class NgramViews : public DrivenSession {
 protected:
  NgramViews() { session.apply(Subscribe{.ngrams = true}); }
  const NgramView& shown() {
    rest();
    const Snapshot& now = look();
    EXPECT_NE(now.ngrams, nullptr);
    return *now.ngrams;
  }
  void expect_tables_of(const NgramTokens& tokens) {
    const NgramView& view = shown();
    EXPECT_EQ(view.words, tokens.unit == TokenUnit::words);
    EXPECT_EQ(view.error, "");
    for (int order = 1; order <= 3; ++order) {
      SCOPED_TRACE(order);
      const NgramOrderView& one = view.orders[static_cast<std::size_t>(order - 1)];
      const NgramTable table(tokens, order);
      const auto all = table.ngrams();
      EXPECT_EQ(one.total, table.total());
      EXPECT_EQ(one.distinct, std::ssize(all));
      ASSERT_EQ(one.ranks.size(), one.counts.size());
      ASSERT_EQ(one.ranks.size(), one.names.size());
      EXPECT_LE(one.ranks.size(), 1000u);
      for (std::size_t i = 0; i < one.ranks.size(); ++i) {
        const auto rank = static_cast<std::size_t>(one.ranks[i]);
        ASSERT_GE(rank, i + 1);
        ASSERT_LE(rank, all.size());
        EXPECT_EQ(one.counts[i], static_cast<double>(all[rank - 1].count));
        EXPECT_EQ(one.names[i], table.text(all[rank - 1], tokens, true));
        EXPECT_TRUE(i == 0 || one.ranks[i] > one.ranks[i - 1]) << i;
      }
      EXPECT_EQ(one.ranks.front(), 1);
      EXPECT_EQ(one.ranks.back(), static_cast<double>(all.size()));
      ASSERT_FALSE(one.top.empty());
      EXPECT_LE(one.top.size(), 100u);
      EXPECT_EQ(one.top.size() < 20, all.size() < 20);
      for (std::size_t i = 0; i < one.top.size(); ++i) {
        EXPECT_EQ(one.top[i].gram, table.text(all[i], tokens, true));
        EXPECT_EQ(one.top[i].count, all[i].count);
      }
      // The usual ranks, or all of them where there are few.
      ZipfFit fit = fit_zipf(table);
      if (fit.last_rank < 100) fit = fit_zipf(table, 1);
      EXPECT_EQ(one.first_rank, fit.first_rank);
      EXPECT_EQ(one.last_rank, fit.last_rank);
      EXPECT_EQ(std::isnan(one.alpha), std::isnan(fit.alpha));
      if (std::isnan(fit.alpha)) continue;
      EXPECT_EQ(one.alpha, fit.alpha);
      EXPECT_EQ(one.intercept, fit.intercept);
    }
  }
};

TEST_F(NgramViews, TakeTheUnitsOfTheCommand) {
  session.apply(Ngrams{.unit = "words"});
  EXPECT_TRUE(shown().words);
  session.apply(Ngrams{.unit = "chars"});
  EXPECT_FALSE(shown().words);
  EXPECT_FALSE(refused()) << notice();
}

TEST_F(NgramViews, OfNamesAreThoseOfTheirCharacters) {
  expect_tables_of(ngram_tokens(builtin_names(), TokenUnit::characters, Preprocessing::lines));
  EXPECT_EQ(shown().bytes, std::ssize(builtin_names()));
  EXPECT_EQ(shown().all_bytes, std::ssize(builtin_names()));
  const std::uint64_t revision = shown().revision;
  session.apply(Ngrams{"words", "", 1, 1, 1});
  expect_tables_of(ngram_tokens(builtin_names(), TokenUnit::words, Preprocessing::lines));
  EXPECT_GT(shown().revision, revision);
}

TEST_F(NgramViews, OfATaleAreThoseOfItsWordsOrCharacters) {
  session.apply(OpenBuiltin{"tale"});
  expect_tables_of(ngram_tokens(builtin_tale(), TokenUnit::words, Preprocessing::d2l));
  session.apply(Ngrams{"characters", "", 1, 1, 1});
  expect_tables_of(ngram_tokens(builtin_tale(), TokenUnit::characters, Preprocessing::d2l));
  session.apply(Ngrams{});
  expect_tables_of(ngram_tokens(builtin_tale(), TokenUnit::words, Preprocessing::d2l));
}

TEST_F(NgramViews, OfAFewTokensAreShownWhole) {
  session.apply(OpenBytes{"few.txt", few_lines});
  expect_tables_of(ngram_tokens(few_lines, TokenUnit::characters, Preprocessing::lines));
}

TEST_F(NgramViews, AreCountedOnceAndBeforeTrainingGoesOn) {
  EXPECT_EQ(session.seconds_until_work(), 0);
  EXPECT_EQ(look().ngrams, nullptr);
  session.apply(Activate{model_kind("neural")});
  session.apply(LimitSpeed{1});
  session.apply(Play{});
  session.work(0);
  EXPECT_EQ(model(model_kind("neural")).steps, 0);
  EXPECT_EQ(session.seconds_until_work(), 0) << "counting is not limited";
  EXPECT_TRUE(look().busy);
  EXPECT_GT(look().busy_fraction, 0);
  EXPECT_NE(look().busy_text, "");
  while (look().ngrams == nullptr) session.work(0);
  EXPECT_FALSE(look().busy);
  session.apply(Pause{});
  rest();
  const auto counted = look().ngrams;
  session.apply(Subscribe{});
  session.apply(Subscribe{.ngrams = true});
  EXPECT_FALSE(session.work(5));
  EXPECT_EQ(look().ngrams, counted);
  // The same text, cut in another way, is the same text.
  const std::uint64_t revision = shown().revision;
  session.apply(Set{"seed", "7"});
  EXPECT_NE(shown().revision, revision) << "it was opened anew";
}

TEST_F(NgramViews, EstimatesReachAsFarBackAsTheGram) {
  session.apply(OpenBuiltin{"tale"});
  const NgramTokens tokens = ngram_tokens(builtin_tale(), TokenUnit::words, Preprocessing::d2l);
  const LaplaceEstimates tables(tokens);
  const std::array<double, 3> epsilon{0.5, 2, 3};
  const std::vector<std::string> gram{tokens.names[tokens.ids[0]], tokens.names[tokens.ids[1]],
                                      tokens.names[tokens.ids[2]]};
  const std::string text = gram[0] + ' ' + gram[1] + ' ' + gram[2];
  for (const std::string& asked : {text, text + ' ' + gram[0]}) {  // a fourth word is too many
    session.apply(Ngrams{"words", asked, epsilon[0], epsilon[1], epsilon[2]});
    const NgramView& view = shown();
    EXPECT_EQ(view.asked, asked);
    ASSERT_EQ(view.estimates.size(), 3u);
    EXPECT_EQ(view.estimates[0].given, "");
    EXPECT_EQ(view.estimates[1].given, gram[1]);
    EXPECT_EQ(view.estimates[2].given, gram[0] + ' ' + gram[1]);
    EXPECT_EQ(view.estimates[0].of, std::ssize(tokens.ids));
    for (std::size_t order = 1; order <= 3; ++order) {
      const LaplaceView& one = view.estimates[order - 1];
      const std::span<const std::string> part = std::span(gram).last(order);
      EXPECT_EQ(one.token, gram[2]);
      EXPECT_EQ(one.count, tables.count(part));
      if (order > 1) {
        EXPECT_EQ(one.of, tables.count(part.first(order - 1)));
      }
      EXPECT_DOUBLE_EQ(one.share, static_cast<double>(one.count) / static_cast<double>(one.of));
      EXPECT_EQ(one.smoothed, tables.probability(part, epsilon));
    }
  }
  session.apply(Ngrams{"words", "", 1, 1, 1});
  EXPECT_TRUE(shown().estimates.empty());
  session.apply(Ngrams{"characters", "abc", 1, 1, 1});
  ASSERT_EQ(shown().estimates.size(), 3u);
  EXPECT_EQ(shown().estimates[2].given, "ab") << "characters stand side by side";
}

TEST_F(NgramViews, WrongNumbersAreRefusedAndNothingChanges) {
  session.apply(Ngrams{"characters", "an", 2, 3, 4});
  const auto before = shown().estimates[1].smoothed;
  for (const Ngrams& bad : {Ngrams{"", "b", -1, 1, 1}, Ngrams{"", "b", 1, 1e10, 1},
                            Ngrams{"", "b", 1, 1, std::nan("")}, Ngrams{"lines", "b", 1, 1, 1}}) {
    const std::uint64_t said = newest_notice();
    session.apply(bad);
    EXPECT_GT(newest_notice(), said);
    EXPECT_TRUE(refused());
    EXPECT_EQ(shown().asked, "an");
    EXPECT_EQ(shown().estimates[1].smoothed, before);
  }
  const std::uint64_t said = newest_notice();
  session.apply(Ngrams{"characters", "an", 0, 0, 0});
  EXPECT_EQ(newest_notice(), said) << "0 is unsmoothed";
  EXPECT_DOUBLE_EQ(shown().estimates[1].smoothed, shown().estimates[1].share);
}

TEST_F(NgramViews, OfAHugeTextAreThoseOfItsBeginning) {
  // Long words, so that there are few of them to count.
  const std::size_t line = 1 << 16;
  std::string text;
  while (text.size() < 9u << 20) text += std::string(line - 1, 'a') + '\n';
  session.apply(OpenBytes{"huge.txt", text});
  session.apply(Ngrams{"words", "", 1, 1, 1});
  const NgramView& view = shown();
  EXPECT_EQ(view.all_bytes, std::ssize(text));
  EXPECT_LT(view.bytes, view.all_bytes);
  EXPECT_GT(view.bytes, view.all_bytes / 2);
  EXPECT_EQ((view.bytes + 1) % static_cast<std::int64_t>(line), 0) << "whole lines";
  EXPECT_EQ(view.orders[0].total, (view.bytes + 1) / static_cast<std::int64_t>(line));
}

}  // namespace
}  // namespace babble::app
