// The mini-batches that training sees.
#include "app/views/batch_inspector.h"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "core/data/batches.h"
#include "core/data/line_batches.h"
#include "core/random/torch_rng.h"

namespace babble::app {
namespace {

InspectBatch toy(bool random, int offset, std::int64_t index = 0) {
  InspectBatch look;
  look.toy = true;
  look.batch = 2;
  look.time_steps = 5;
  look.random = random;
  look.offset = offset;
  look.index = index;
  return look;
}

// d2l §8.3.4 cuts 0…34 with T = 5 and B = 2; its printed runs have offset 2.
TEST(BatchesView, CutsTheToySequenceAsTheCourseDoes) {
  const BatchesView first = inspect_batch(toy(false, 2), {});
  EXPECT_EQ(first.error, "");
  EXPECT_EQ(first.length, 35);
  EXPECT_EQ(first.subsequences, 6);
  EXPECT_EQ(first.batches, 3);
  EXPECT_EQ(first.offset, 2);
  EXPECT_EQ(first.dropped_end, 3);  // 32 and 33, and 34 that is in a Y at most
  EXPECT_EQ(first.x, (std::vector<TokenId>{2, 3, 4, 5, 6, 18, 19, 20, 21, 22}));
  EXPECT_EQ(first.y, (std::vector<TokenId>{3, 4, 5, 6, 7, 19, 20, 21, 22, 23}));
  EXPECT_TRUE(first.reset);
  const BatchesView second = inspect_batch(toy(false, 2, 1), {});
  EXPECT_EQ(second.begins, (std::vector<std::int64_t>{7, 23}));
  EXPECT_FALSE(second.reset) << "each row continues where it ended";
  const BatchesView last = inspect_batch(toy(false, 2, 1000), {});
  EXPECT_EQ(last.index, 2);
}

TEST(BatchesView, RandomSamplingTakesTheSamePiecesInAnyOrderAndResets) {
  std::set<TokenId> seen;
  std::set<std::int64_t> begins;
  for (std::int64_t i = 0; i < 3; ++i) {
    const BatchesView view = inspect_batch(toy(true, 2, i), {});
    EXPECT_EQ(view.subsequences, 6);
    EXPECT_EQ(view.batches, 3);
    EXPECT_TRUE(view.reset);
    seen.insert(view.x.begin(), view.x.end());
    begins.insert(view.begins.begin(), view.begins.end());
  }
  EXPECT_EQ(begins, (std::set<std::int64_t>{2, 7, 12, 17, 22, 27}));
  EXPECT_EQ(seen.size(), 30u);
}

TEST(BatchesView, EveryTokenHasItsPlaceInAMiniBatch) {
  for (const bool random : {false, true}) {
    const BatchesView view = inspect_batch(toy(random, 2), {});
    ASSERT_EQ(view.text.size(), 35u);
    EXPECT_EQ(view.text_begin, 0);
    EXPECT_EQ(view.text[0].batch, -1);
    EXPECT_EQ(view.text[34].batch, -1);
    for (std::int64_t i = 0; i < view.batches; ++i) {
      const BatchesView at = inspect_batch(toy(random, 2, i), {});
      for (int row = 0; row < 2; ++row) {
        for (int step = 0; step < 5; ++step) {
          const TokenId token = at.x[static_cast<std::size_t>(row * 5 + step)];
          const BatchesView::Place& place = view.text[token];  // the token is its own position
          EXPECT_EQ(place.batch, i);
          EXPECT_EQ(place.row, row);
          EXPECT_EQ(place.step, step);
        }
      }
    }
  }
}

// Drawn offset and order are those of the trainer's own iterator with the same seed.
TEST(BatchesView, DrawnEpochsAreThoseOfTraining) {
  std::vector<TokenId> tokens(1000);
  for (std::size_t i = 0; i < tokens.size(); ++i) tokens[i] = static_cast<TokenId>(i);
  for (const bool random : {false, true}) {
    InspectBatch look;
    look.batch = 3;
    look.time_steps = 7;
    look.random = random;
    look.seed = 42;
    TorchRng generator(42);
    Batches batches(tokens, 3, 7, random ? Batching::random : Batching::sequential);
    batches.start_epoch(generator);
    Batch batch;
    for (look.index = 0; batches.next(batch); ++look.index) {
      const BatchesView view = inspect_batch(look, tokens);
      ASSERT_EQ(view.x, batch.x);
      ASSERT_EQ(view.y, batch.y);
      ASSERT_EQ(view.begins, batch.begins);
      ASSERT_EQ(view.reset, batch.reset_state);
    }
    EXPECT_EQ(look.index, batches.batches_in_epoch());
  }
}

// Lines are those that training takes, and what is behind their end is told.
TEST(BatchesView, LinesAreThoseOfTraining) {
  Settings settings;
  set_setting(settings, "split=1,0,0");
  settings.batch_size = 3;
  settings.time_steps = 5;
  const Corpus corpus = Corpus::from_text("abc\na\nbbbbbbb\nca\n", settings, "lines");
  const auto tokens = corpus.tokens(Part::train);
  for (const bool random : {false, true}) {
    InspectBatch look{.batch = 3, .time_steps = 5, .random = random, .seed = 42, .lines = true};
    settings.batching = random ? Batching::lines : Batching::lines_in_order;
    const auto batches = make_line_batches(corpus, settings);
    TorchRng generator(42);
    for (look.index = 0; look.index < 2; ++look.index) {
      const Batch& batch = batches->next(generator);
      const BatchesView view = inspect_batch(look, tokens, CorpusKind::lines);
      ASSERT_EQ(view.error, "");
      EXPECT_EQ(view.batching, settings.batching);
      EXPECT_EQ(view.time_steps, 5);
      EXPECT_EQ(view.batches, 2);
      EXPECT_EQ(view.subsequences, 4);
      EXPECT_TRUE(view.reset);
      EXPECT_EQ(view.x, batch.x);
      EXPECT_EQ(view.y, batch.y);
      EXPECT_EQ(view.begins, batch.begins);
      EXPECT_EQ(std::accumulate(view.lengths.begin(), view.lengths.end(), std::int64_t{0}),
                batch.tokens);
      for (int row = 0; row < 3; ++row) {  // each token of X has its place in the text
        const auto at = static_cast<std::size_t>(row);
        for (std::int64_t step = 0; step < view.lengths[at]; ++step) {
          const auto& place = view.text[static_cast<std::size_t>(view.begins[at] + step)];
          EXPECT_EQ(place.batch, look.index);
          EXPECT_EQ(place.step, step);
        }
      }
    }
  }
  InspectBatch look{.lines = true};
  EXPECT_NE(inspect_batch(look, tokens, CorpusKind::text).error, "");
  EXPECT_NE(inspect_batch(look, {}, CorpusKind::lines).error, "");
  for (int* number : {&look.batch, &look.time_steps}) {
    for (const int wrong : {0, -1}) {
      *number = wrong;
      EXPECT_NE(inspect_batch(look, tokens, CorpusKind::lines).error, "");
    }
    *number = 2;
  }
  look.batch = 2'000'000'000;
  EXPECT_NE(inspect_batch(look, tokens, CorpusKind::lines).error, "");
}

TEST(BatchesView, InvalidRequestsHaveAnError) {
  for (const auto& [batch, steps, offset] : std::vector<std::array<int, 3>>{
           {0, 5, 0}, {2, 0, 0}, {8, 5, 0}, {-1, 5, 0}, {2, 5, 34}, {2, 5, 1000}, {1, 35, 0}}) {
    for (const bool random : {false, true}) {
      InspectBatch look = toy(random, offset);
      look.batch = batch;
      look.time_steps = steps;
      EXPECT_NE(inspect_batch(look, {}).error, "") << batch << ' ' << steps << ' ' << offset;
    }
  }
  EXPECT_NE(inspect_batch(InspectBatch{}, {}).error, "") << "no text";
}

TEST(BatchesView, LongTextsAreInspectedInPart) {
  std::vector<TokenId> tokens(1'200'000, 1);
  InspectBatch look;
  look.batch = 40;
  look.time_steps = 100;
  look.index = 100;
  look.row = 39;
  const BatchesView view = inspect_batch(look, tokens);
  EXPECT_TRUE(view.cut);
  EXPECT_EQ(view.length, longest_batched);
  EXPECT_EQ(view.rows, most_batch_rows);
  EXPECT_EQ(view.columns, most_batch_columns);
  EXPECT_EQ(view.begins.size(), 40u);
  EXPECT_LE(static_cast<std::int64_t>(view.text.size()), batch_text);
  // The text that is shown contains the requested row.
  EXPECT_GE(view.begins[39], view.text_begin);
  EXPECT_LT(view.begins[39], view.text_begin + static_cast<std::int64_t>(view.text.size()));
}

}  // namespace
}  // namespace babble::app
