// Mini-batches of lines and of windows, drawn and for scoring.
#include "core/data/line_batches.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "core/base/error.h"
#include "core/data/scoring.h"
#include "core/data/window_batches.h"
#include "core/random/torch_rng.h"

namespace babble {
namespace {

constexpr TokenId no = no_target;

Corpus read(std::string_view text, const char* preprocessing = "lines") {
  Settings settings;
  set_setting(settings, "split=1,0,0");
  set_setting(settings, "preprocessing", preprocessing);
  return Corpus::from_text(text, settings, "text");
}

Settings sizes(int batch_size, int time_steps, Batching batching) {
  Settings settings;
  settings.batch_size = batch_size;
  settings.time_steps = settings.block_size = time_steps;
  settings.batching = batching;
  return settings;
}

TEST(LineBatches, ARowIsALineBetweenItsBoundaryTokens) {
  const Corpus corpus = read("abc\na\nbb\n");  // a 1, b 2, c 3
  TorchRng rng(1);
  const auto batches =
      make_sequence_batches(corpus, sizes(2, 9, Batching::lines_in_order), nullptr);
  EXPECT_EQ(batches->shape().batch_size, 2);
  EXPECT_EQ(batches->shape().time_steps, 4);  // the longest line and its end
  EXPECT_EQ(batches->batches_per_epoch(), 2);
  const Batch& batch = batches->next(rng);
  EXPECT_EQ(batch.x, (std::vector<TokenId>{0, 1, 2, 3, 0, 1, 0, 0}));
  EXPECT_EQ(batch.y, (std::vector<TokenId>{1, 2, 3, 0, 1, 0, no, no}));
  EXPECT_EQ(batch.begins, (std::vector<std::int64_t>{0, 4}));
  EXPECT_EQ(batch.tokens, 6);
  EXPECT_TRUE(batch.reset_state);
  EXPECT_FALSE(batches->epoch_ended(6));
  batches->next(rng);  // the first line follows the last
  EXPECT_EQ(batch.begins, (std::vector<std::int64_t>{6, 0}));
  EXPECT_TRUE(batches->epoch_ended(13));
  EXPECT_EQ(rng, TorchRng(1));

  const auto cut = make_sequence_batches(corpus, sizes(1, 2, Batching::lines_in_order), nullptr);
  EXPECT_EQ(cut->next(rng).x, (std::vector<TokenId>{0, 1}));
  EXPECT_EQ(cut->next(rng).y, (std::vector<TokenId>{1, 0}));
}

TEST(LineBatches, LinesAreDrawnAsTorchDrawsThem) {
  const Corpus corpus = read("abc\na\nbb\n");
  const std::int64_t begins[] = {0, 4, 6};
  const auto batches = make_sequence_batches(corpus, sizes(5, 3, Batching::lines), nullptr);
  TorchRng rng(3), twin(3);
  std::int64_t tokens = 0;
  for (int i = 0; i < 3; ++i) {
    const Batch& batch = batches->next(rng);
    for (const std::int64_t begin : batch.begins) EXPECT_EQ(begin, begins[twin.random_below(3)]);
    EXPECT_EQ(batch.tokens, 15 - std::count(batch.y.begin(), batch.y.end(), no));
    tokens += batch.tokens;
    EXPECT_EQ(batches->epoch_ended(tokens), tokens >= 8);  // of 3, 2 and 3 labels
  }
}

TEST(LineBatches, ThePositionIsSavedAndWhatDoesNotFitIsRefused) {
  const Corpus corpus = read("abc\na\nbb\n");
  const Settings settings = sizes(2, 4, Batching::lines_in_order);
  const auto one = make_line_batches(corpus, settings), two = make_line_batches(corpus, settings);
  TorchRng rng(1);
  one->next(rng);
  two->restore(one->save(), 0);
  EXPECT_EQ(one->next(rng).x, two->next(rng).x);
  for (const char* bad : {"3", "-1", "x", "99999999999999999999", "{}"})
    EXPECT_THROW(two->restore(bad, 0), Error) << bad;
  const auto drawn = make_line_batches(corpus, sizes(2, 4, Batching::lines));
  EXPECT_EQ(drawn->save(), "");
  EXPECT_THROW(drawn->restore("1", 0), Error);
  const BatchOrder order{{1, {}}};
  EXPECT_THROW(make_sequence_batches(corpus, settings, &order), Error);
  EXPECT_THROW(make_sequence_batches(read("abcabc", "raw"), settings, nullptr), Error);
}

TEST(WindowBatches, AWindowNeverCrossesTheBeginningOfALine) {
  const Corpus corpus = read("abc\na\n");  // 0 1 2 3 0 1 0
  const std::vector<std::vector<TokenId>> windows{{0, 0}, {0, 1}, {1, 2}, {2, 3}, {0, 0}, {0, 1}};
  const std::vector<TokenId> labels{1, 2, 3, 0, 1, 0};
  const auto batches = make_window_batches(corpus, sizes(8, 2, Batching::sequential));
  EXPECT_EQ(batches->shape().time_steps, 2);
  TorchRng rng(5), twin(5);
  const Batch& batch = batches->next(rng);
  ASSERT_EQ(batch.y.size(), 8u);
  for (std::size_t b = 0; b < 8; ++b) {
    const std::uint32_t example = twin.random_below(6);
    EXPECT_EQ(std::vector(batch.x.begin() + 2 * static_cast<std::ptrdiff_t>(b),
                          batch.x.begin() + 2 * static_cast<std::ptrdiff_t>(b + 1)),
              windows[example]);
    EXPECT_EQ(batch.y[b], labels[example]);
    EXPECT_EQ(batch.begins[b], std::int64_t{example} - 1);
  }
  EXPECT_FALSE(batches->epoch_ended(5));
  EXPECT_TRUE(batches->epoch_ended(6));
}

TEST(WindowBatches, RunningTextHasNoExampleBeforeTheFirstWholeWindow) {
  const Corpus corpus = read("abcde", "raw");  // 1 2 3 4 5
  const auto batches = make_window_batches(corpus, sizes(30, 3, Batching::sequential));
  TorchRng rng(5);
  const Batch& batch = batches->next(rng);
  for (std::size_t b = 0; b < 30; ++b) {
    EXPECT_EQ(batch.x[3 * b], batch.begins[b] + 1);
    EXPECT_EQ(batch.y[b], batch.begins[b] + 4);
  }
  EXPECT_EQ(*std::min_element(batch.y.begin(), batch.y.end()), 4);
  EXPECT_EQ(*std::max_element(batch.y.begin(), batch.y.end()), 5);
  EXPECT_THROW(make_window_batches(corpus, sizes(3, 5, Batching::sequential)), Error);
}

// A stream in which every token is told from all others; each 0 is known by what is before it.
std::vector<TokenId> numbered(bool lines) {
  std::vector<TokenId> stream(90);
  std::iota(stream.begin(), stream.end(), TokenId{lines ? TokenId{0} : TokenId{1}});
  if (lines) {
    for (const std::size_t end : {1u, 3u, 4u, 30u, 41u, 60u, 89u}) stream[end] = 0;
  }
  return stream;
}

TEST(Scoring, EveryPairIsExpectedOnceWithTheTokensBeforeIt) {
  for (const bool lines : {true, false}) {
    const CorpusKind kind = lines ? CorpusKind::lines : CorpusKind::text;
    const std::vector<TokenId> stream = numbered(lines);
    std::map<std::pair<TokenId, TokenId>, int> pairs;
    for (std::size_t i = 0; i + 1 < stream.size(); ++i) ++pairs[{stream[i], stream[i + 1]}];
    for (const bool padded : {true, false}) {
      for (const int context : {0, 2, 5}) {
        ScoringSequences sequences(stream, kind, 4, 6, context, padded);
        auto left = pairs;
        Batch batch;
        while (sequences.next(batch)) {
          ASSERT_EQ(batch.batch_size, 4);
          ASSERT_LE(batch.time_steps, 6);
          ASSERT_TRUE(!padded || batch.x.size() == 24);
          std::int64_t expected = 0;
          const auto steps = static_cast<std::size_t>(batch.time_steps);
          for (std::size_t i = 0; i < batch.y.size(); ++i) {
            if (batch.y[i] == no_target) continue;
            ++expected;
            --left[std::pair(batch.x[i], batch.y[i])];
            const std::size_t t = i % steps;
            EXPECT_TRUE(t == 0 || batch.x[i - 1] == 0 || batch.x[i] - batch.x[i - 1] == 1);
            // Far enough from the beginning of a line, there is context.
            EXPECT_TRUE(lines || batch.x[i] <= context || static_cast<int>(t) >= context);
            EXPECT_TRUE(!lines || t > 0 || context == 0 || batch.x[i] == 0);
          }
          EXPECT_EQ(batch.tokens, expected);
        }
        for (const auto& [pair, count] : left) EXPECT_EQ(count, 0) << pair.first;
      }
    }
    ScoringWindows windows(stream, kind, 3, 7);
    Batch batch;
    while (windows.next(batch)) {
      for (std::size_t b = 0; b < batch.y.size(); ++b) {
        const TokenId last = batch.x[3 * b + 2], before = batch.x[3 * b + 1];
        --pairs[std::pair(last, batch.y[b])];
        EXPECT_TRUE(before == 0 || last - before == 1);
        EXPECT_TRUE(last != 0 || before == 0);
      }
    }
    for (const auto& [pair, count] : pairs) EXPECT_EQ(count, 0) << pair.first;
    EXPECT_EQ(longest_line(stream, kind), lines ? 29 : 89);
  }
}

}  // namespace
}  // namespace babble
