// The text around a mini-batch: each token says where it is used, near the row that is looked at.
#include <algorithm>

#include "core/data/builtin_corpora.h"
#include "support/driven_session.h"

namespace babble::app {
namespace {

class BatchText : public DrivenSession {
 protected:
  const BatchesView& at(const InspectBatch& wish) {
    session.apply(wish);
    const Snapshot& now = look();
    EXPECT_EQ(now.batches->error, "");
    return *now.batches;
  }
};

TEST_F(BatchText, SaysWhatWasAskedFor) {
  EXPECT_EQ(look().batches, nullptr);
  InspectBatch wish{.batch = 3, .time_steps = 7, .random = true, .offset = 2, .seed = 9};
  wish.index = 4;
  wish.row = 1;
  const BatchesView& view = at(wish);
  EXPECT_FALSE(view.toy);
  EXPECT_EQ(view.batch, 3);
  EXPECT_EQ(view.time_steps, 7);
  EXPECT_EQ(view.batching, Batching::random);
  EXPECT_EQ(view.seed, 9u);
  EXPECT_EQ(view.offset, 2);
  EXPECT_EQ(view.index, 4);
  EXPECT_EQ(view.row, 1);
  EXPECT_FALSE(view.cut);
  EXPECT_EQ(view.length, look().corpus.train_tokens);
  EXPECT_EQ(view.rows, 3);
  EXPECT_EQ(view.columns, 7);
  EXPECT_EQ(view.subsequences, (view.length - 2 - 1) / 7);
  EXPECT_EQ(view.batches, view.subsequences / 3);
  EXPECT_EQ(view.dropped_end, view.length - 2 - view.batches * 3 * 7);
  const auto shown = look().batches;
  EXPECT_EQ(look().batches, shown) << "made once";
  wish.random = false;
  EXPECT_EQ(at(wish).batching, Batching::sequential);
  EXPECT_EQ(at(wish).subsequences, at(wish).batches * 3);
  wish.toy = true;
  EXPECT_TRUE(at(wish).toy);
}

TEST_F(BatchText, IndicesBeyondTheEndsAreTheEnds) {
  InspectBatch wish{.batch = 3, .time_steps = 7};
  wish.index = -5;
  wish.row = -1;
  EXPECT_EQ(at(wish).index, 0);
  EXPECT_EQ(at(wish).row, 0);
  wish.index = 1'000'000;
  wish.row = 3;
  const BatchesView& last = at(wish);
  EXPECT_EQ(last.index, last.batches - 1);
  EXPECT_EQ(last.row, 2);
}

// Every token's place, from the mini-batches themselves.
TEST_F(BatchText, PlacesAreThoseOfTheMiniBatches) {
  session.apply(Set{"max_tokens", "1500"});
  const std::int64_t length = look().corpus.train_tokens;
  struct Place {
    std::int64_t batch = -1;
    int row = -1, step = 0;
  };
  for (const bool random : {false, true}) {
    for (const int offset : {-1, 0, 3}) {
      SCOPED_TRACE(offset);
      InspectBatch wish{.batch = 4, .time_steps = 6, .random = random, .offset = offset, .seed = 5};
      const std::int64_t batches = at(wish).batches;
      std::vector<Place> expected(static_cast<std::size_t>(length));
      for (wish.index = 0; wish.index < batches; ++wish.index) {
        const BatchesView& view = at(wish);
        ASSERT_EQ(view.begins.size(), 4u);
        for (int row = 0; row < 4; ++row)
          for (int step = 0; step < 6; ++step)
            expected[static_cast<std::size_t>(view.begins[static_cast<std::size_t>(row)] + step)] =
                {wish.index, row, step};
      }
      bool saw_begin = false, saw_end = false;
      for (wish.index = 0; wish.index < batches;
           wish.index += std::max<std::int64_t>(1, batches / 5))
        for (wish.row = 0; wish.row < 4; ++wish.row) {
          const BatchesView& view = at(wish);
          const auto size = std::ssize(view.text);
          ASSERT_GE(view.text_begin, 0);
          ASSERT_LE(view.text_begin + size, length);
          saw_begin |= view.text_begin == 0;
          saw_end |= view.text_begin + size == length;
          const std::int64_t begin = view.begins[static_cast<std::size_t>(wish.row)];
          EXPECT_LE(view.text_begin, begin);
          EXPECT_LE(begin + 6, view.text_begin + size) << "the row that is asked for is in it";
          if (view.text_begin > 0 && view.text_begin + size < length) {
            EXPECT_EQ(begin - view.text_begin, 3 * 6) << "with a little of what is before it";
          }
          for (std::int64_t i = 0; i < size; ++i) {
            const auto& place = view.text[static_cast<std::size_t>(i)];
            const Place& wanted = expected[static_cast<std::size_t>(view.text_begin + i)];
            ASSERT_EQ(place.batch, wanted.batch) << view.text_begin + i;
            ASSERT_EQ(place.row, wanted.row);
            ASSERT_EQ(place.step, wanted.step);
          }
        }
      EXPECT_TRUE(random || saw_begin);
      EXPECT_TRUE(random || saw_end);
    }
  }
}

TEST_F(BatchText, TokensAreThoseOfTheTrainingPart) {
  const Corpus twin = Corpus::from_text(builtin_names(), Settings{}, "names");
  const auto tokens = twin.tokens(Part::train);
  InspectBatch wish{.batch = 2, .time_steps = 5};
  wish.index = 1000;
  const BatchesView& view = at(wish);
  ASSERT_FALSE(view.text.empty());
  for (std::size_t i = 0; i < view.text.size(); ++i)
    EXPECT_EQ(view.text[i].token, tokens[static_cast<std::size_t>(view.text_begin) + i]);
  for (std::size_t row = 0; row < 2; ++row)
    for (std::size_t step = 0; step < 5; ++step) {
      const auto position = static_cast<std::size_t>(view.begins[row]) + step;
      EXPECT_EQ(view.x[row * 5 + step], tokens[position]);
      EXPECT_EQ(view.y[row * 5 + step], tokens[position + 1]);
    }
}

TEST_F(BatchText, AWishThatCannotBeLeavesASentence) {
  session.apply(InspectBatch{.batch = 1000, .time_steps = 1000});
  EXPECT_NE(look().batches->error, "");
  EXPECT_TRUE(look().batches->x.empty());
  EXPECT_EQ(newest_notice(), 0u) << "it stands where the batches would be";
}

}  // namespace
}  // namespace babble::app
