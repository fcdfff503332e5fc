// Mini-batches of recorded epochs: the course's figures for the sequence 0..34, and the schedules
// of the RNN runs, which PyTorch drew from the generator that our TorchRng reproduces.
#include "core/data/batches.h"

#include <gtest/gtest.h>

#include <numeric>

#include "core/data/corpus.h"
#include "core/math/torch_rng.h"
#include "support/shared_data.h"

namespace babble {
namespace {

using testing::integers;
using testing::Json;

std::vector<std::int64_t> widened(const std::vector<TokenId>& tokens) {
  return {tokens.begin(), tokens.end()};
}

void expect_epoch(Batches& batches, const Json& wanted) {
  Batch batch;
  for (const Json& figures : wanted) {
    ASSERT_TRUE(batches.next(batch));
    EXPECT_EQ(widened(batch.x), integers(figures["X"]));
    EXPECT_EQ(widened(batch.y), integers(figures["Y"]));
  }
  EXPECT_FALSE(batches.next(batch));
}

TEST(BatchesParity, CourseFigures) {
  BABBLE_NEEDS_SHARED("reference/batches.json");
  const Json& wanted = testing::shared_json("reference/batches.json");
  std::vector<TokenId> stream(wanted["length"].get<std::size_t>());
  std::iota(stream.begin(), stream.end(), TokenId{0});
  const int batch = wanted["batch"].get<int>(), steps = wanted["steps"].get<int>();

  Batches sequential(stream, batch, steps, Batching::sequential);
  ASSERT_FALSE(wanted["sequential"].empty());
  for (const Json& epoch : wanted["sequential"]) {
    sequential.start_epoch(epoch["offset"].get<std::int64_t>());
    expect_epoch(sequential, epoch["batches"]);
  }
  Batches random(stream, batch, steps, Batching::random);
  for (const char* list : {"random_in_order", "random_permuted"}) {
    ASSERT_FALSE(wanted[list].empty());
    for (const Json& epoch : wanted[list]) {
      random.start_epoch(epoch["offset"].get<std::int64_t>(), integers(epoch["starts"]));
      expect_epoch(random, epoch["batches"]);
    }
  }
  for (const Json& epoch : wanted["random_in_order"]) {  // no list: in rising order
    random.start_epoch(epoch["offset"].get<std::int64_t>());
    expect_epoch(random, epoch["batches"]);
  }
}

TEST(BatchesParity, EpochsAreDrawnAsPyTorchDrawsThem) {
  const Json& wanted = testing::reference_json("rnn.json");
  const auto vocabulary = wanted["vocabulary"].size();
  for (const Json& run : wanted["runs"]) {
    Settings settings;
    set_setting(settings, "split=1,0,0");
    settings.max_tokens = run["max_tokens"].get<std::int64_t>();
    const Corpus corpus = Corpus::from_text(
        testing::read_bytes(testing::repository_path("data/tale.txt")), settings, "tale");
    set_setting(settings, "batching", run["batching"].get<std::string>());
    Batches batches(corpus.tokens(Part::train), run["batch"].get<int>(),
                    run["time_steps"].get<int>(), settings.batching);
    TorchRng rng(run["seed"].get<std::uint64_t>());
    const auto hidden = run["hidden"].get<std::size_t>();
    for (const std::size_t size : {vocabulary * hidden, hidden * hidden, hidden * vocabulary}) {
      std::vector<float> weights(size);
      rng.fill_normal(weights);
    }
    for (const Json& plan : run["schedule"]) {
      batches.start_epoch(rng);
      if (plan.is_object()) {
        EXPECT_EQ(batches.offset(), plan["offset"].get<std::int64_t>());
        EXPECT_EQ(std::vector(batches.starts().begin(), batches.starts().end()),
                  integers(plan["starts"]));
      } else {
        EXPECT_EQ(batches.offset(), plan.get<std::int64_t>());
      }
    }
  }
}

}  // namespace
}  // namespace babble
