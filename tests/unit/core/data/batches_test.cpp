#include "core/data/batches.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <set>

#include "core/base/error.h"
#include "core/data/batch_source.h"
#include "core/random/torch_rng.h"

namespace babble {
namespace {

std::vector<TokenId> counting(std::size_t length) {
  std::vector<TokenId> stream(length);
  std::iota(stream.begin(), stream.end(), TokenId{0});
  return stream;
}

TEST(Batches, LabelsAreTheNextTokens) {
  const auto stream = counting(100);
  for (const Batching batching : {Batching::sequential, Batching::random}) {
    Batches batches(stream, 3, 7, batching);
    TorchRng rng(1);
    batches.start_epoch(rng);
    Batch batch;
    int given = 0;
    while (batches.next(batch)) {
      ASSERT_EQ(batch.x.size(), 21u);
      for (std::size_t b = 0; b < 3; ++b)
        for (std::size_t t = 0; t < 7; ++t) {
          ASSERT_EQ(batch.x[b * 7 + t], batch.begins[b] + static_cast<std::int64_t>(t));
          ASSERT_EQ(batch.y[b * 7 + t], batch.x[b * 7 + t] + 1);
        }
      EXPECT_EQ(batch.first_of_epoch, given == 0);
      EXPECT_EQ(batch.reset_state, given == 0 || batching == Batching::random);
      EXPECT_EQ(batches.position(), ++given);
    }
    EXPECT_EQ(given, batches.batches_in_epoch());
    EXPECT_FALSE(batches.next(batch));
  }
}

TEST(Batches, SequentialRowsContinueThemselves) {
  const auto stream = counting(200);
  Batches batches(stream, 4, 5, Batching::sequential);
  batches.start_epoch(3);
  EXPECT_EQ(batches.batches_in_epoch(), 9);  // 196/4 = 49 columns
  EXPECT_EQ(batches.largest_epoch(), 9);
  Batch batch;
  std::vector<std::int64_t> before;
  while (batches.next(batch)) {
    for (std::size_t b = 0; b < before.size(); ++b) EXPECT_EQ(batch.begins[b], before[b] + 5);
    before = batch.begins;
  }
}

TEST(Batches, RandomTakesEveryWindowAtMostOnce) {
  const auto stream = counting(107);
  Batches batches(stream, 4, 5, Batching::random);
  TorchRng rng(2);
  std::set<std::int64_t> offsets;
  for (int epoch = 0; epoch < 60; ++epoch) {
    batches.start_epoch(rng);
    offsets.insert(batches.offset());
    EXPECT_EQ(batches.batches_in_epoch(), (106 - batches.offset()) / 5 / 4);
    Batch batch;
    std::set<std::int64_t> seen;
    while (batches.next(batch))
      for (const std::int64_t begin : batch.begins) {
        EXPECT_TRUE(seen.insert(begin).second);
        EXPECT_EQ((begin - batches.offset()) % 5, 0);
      }
  }
  EXPECT_EQ(offsets, (std::set<std::int64_t>{0, 1, 2, 3, 4}));  // T itself would waste a window
}

TEST(Batches, DrawsInTheOrderOfTorch) {
  // torch.randint(0, T, (1,)), then torch.randperm(windows), from the same generator.
  const auto stream = counting(107);
  Batches batches(stream, 4, 5, Batching::random);
  TorchRng rng(3), twin(3);
  batches.start_epoch(rng);
  const std::int64_t offset = twin.random_below(5);
  EXPECT_EQ(batches.offset(), offset);
  const auto order = twin.permutation(static_cast<std::uint32_t>((106 - offset) / 5));
  ASSERT_EQ(batches.starts().size(), order.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    EXPECT_EQ(batches.starts()[i], std::int64_t{order[i]} * 5);
  EXPECT_EQ(rng, twin);
}

TEST(Batches, ShortestTextFitsAtEveryOffsetAndOneTokenLessIsRefused) {
  const auto stream = counting(20);  // (B + 1)·T = 4·5
  for (const Batching batching : {Batching::sequential, Batching::random}) {
    Batches batches(stream, 3, 5, batching);
    for (std::int64_t offset = 0; offset < 5; ++offset) {
      batches.start_epoch(offset);
      Batch batch;
      EXPECT_TRUE(batches.next(batch)) << offset;
    }
    EXPECT_THROW(Batches(std::span(stream).first(19), 3, 5, batching), Error);
  }
}

TEST(Batches, AShortTextGetsSmallerOnes) {
  for (const auto& [length, rows, steps] :
       {std::array{105, 20, 5}, {104, 19, 5}, {10, 1, 5}, {9, 1, 4}, {3, 1, 1}, {2, 1, 1}}) {
    const BatchShape shape = fitting_shape(length, 20, 5);
    EXPECT_EQ(shape.batch_size, rows) << length;
    EXPECT_EQ(shape.time_steps, steps) << length;
    EXPECT_NO_THROW(
        Batches(counting(static_cast<std::size_t>(length)), rows, steps, Batching::sequential));
  }
}

TEST(Batches, RecordedEpochsThatDoNotFitAreRefused) {
  const auto stream = counting(40);
  Batches sequential(stream, 2, 5, Batching::sequential), random(stream, 2, 5, Batching::random);
  for (Batches* batches : {&sequential, &random}) {
    EXPECT_THROW(batches->start_epoch(-1), Error);
    EXPECT_THROW(batches->start_epoch(39), Error);
    EXPECT_THROW(batches->start_epoch(33), Error);  // inside, but no batch fits
    EXPECT_NO_THROW(batches->start_epoch(5));       // the course's offset T
  }
  EXPECT_THROW(sequential.start_epoch(0, {0, 5}), Error);
  EXPECT_THROW(random.start_epoch(0, {0, 35}), Error);  // y would end past the text
  EXPECT_NO_THROW(random.start_epoch(0, {0, 34}));
  EXPECT_THROW(random.start_epoch(0, {-1, 0}), Error);
  EXPECT_THROW(random.start_epoch(0, {5}), Error);  // half a batch
}

TEST(Batches, SaveAndRestoreInTheMiddleOfAnEpoch) {
  const auto stream = counting(300);
  for (const Batching batching : {Batching::sequential, Batching::random}) {
    Batches batches(stream, 3, 4, batching), other(stream, 3, 4, batching);
    const std::string untouched = batches.save();
    EXPECT_NO_THROW(other.restore(untouched));
    TorchRng rng(9);
    batches.start_epoch(rng);
    Batch a, b;
    for (int i = 0; i < 4; ++i) batches.next(a);
    other.restore(batches.save());
    EXPECT_EQ(other.position(), 4);
    while (batches.next(a)) {
      ASSERT_TRUE(other.next(b));
      EXPECT_EQ(a.x, b.x);
      EXPECT_EQ(a.y, b.y);
      EXPECT_EQ(a.reset_state, b.reset_state);
    }
    EXPECT_FALSE(other.next(b));
  }
}

TEST(Batches, DamagedPositionsAreRefused) {
  const auto stream = counting(60);
  Batches batches(stream, 2, 4, Batching::random);
  TorchRng rng(1);
  batches.start_epoch(rng);
  const std::string good = batches.save();
  const std::string head = "{\"batching\":\"random\",\"offset\":0,";
  for (const std::string& bad :
       {std::string(), std::string("[]"), good.substr(1), head + "\"position\":0}",
        head + "\"position\":-1,\"batches\":7,\"starts\":[]}",
        head + "\"position\":8,\"batches\":7,\"starts\":[]}",
        head + "\"position\":0,\"batches\":99,\"starts\":[]}",
        head + "\"position\":0,\"batches\":1,\"starts\":[0,99]}",
        head + "\"position\":0,\"batches\":1,\"starts\":[0,\"4\"]}",
        std::string("{\"batching\":\"sequential\",\"offset\":0,\"position\":0,\"batches\":0,"
                    "\"starts\":[]}")}) {
    EXPECT_THROW(batches.restore(bad), Error) << bad;
    EXPECT_EQ(batches.save(), good);
  }
}

}  // namespace
}  // namespace babble
