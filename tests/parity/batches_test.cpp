// Mini-batches of recorded epochs: the course's figures for the sequence 0..34, and the schedules
// of the RNN runs, which PyTorch drew from the generator that our TorchRng reproduces.
#include "core/data/batches.h"

#include <gtest/gtest.h>

#include <numeric>

#include "core/data/batch_source.h"
#include "core/data/corpus.h"
#include "core/data/line_batches.h"
#include "core/data/window_batches.h"
#include "core/random/torch_rng.h"
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

// A corpus of so many lines of three letters and one that makes up the number of its pairs.
Corpus lines_of(std::int64_t lines, std::int64_t pairs) {
  Settings settings;
  set_setting(settings, "split=1,0,0");
  set_setting(settings, "preprocessing=lines");
  std::string text;
  for (std::int64_t i = 1; i < lines; ++i) text += "abc\n";
  text += std::string(static_cast<std::size_t>(pairs - 4 * (lines - 1) - 1), 'd');
  return Corpus::from_text(text, settings, "lines");
}

// makemore part 2: ix = torch.randint(0, Xtr.shape[0], (32,), generator=g) after the parameters.
TEST(BatchesParity, WindowsAreDrawnAsInTheCourse) {
  BABBLE_NEEDS_SHARED("reference/mlp_names.json");
  for (const Json& run : testing::shared_json("reference/mlp_names.json")["runs"]) {
    Settings settings;
    settings.block_size = run["block"].get<int>();
    settings.batch_size = run["batch"].get<int>();
    const auto pairs = run["split"]["train"].get<std::int64_t>();
    const Corpus corpus = lines_of(pairs / 5, pairs);
    TorchRng rng(run["seed"].get<std::uint64_t>());
    const auto T = run["block"].get<std::size_t>(), E = run["embedding"].get<std::size_t>(),
               H = run["hidden"].get<std::size_t>();
    for (const std::size_t size : {27 * E, T * E * H, H, H * 27, std::size_t{27}}) {
      std::vector<float> values(size);
      rng.fill_normal(values);
    }
    const auto batches = make_window_batches(corpus, settings);
    for (const Json& wanted : run["first_batches"]) {
      std::vector<std::int64_t> examples;
      for (const std::int64_t begin : batches->next(rng).begins)
        examples.push_back(begin + settings.block_size - 1);
      EXPECT_EQ(examples, integers(wanted));
    }
  }
}

// makemore part 5: ix = torch.randint(0, lines, (32,)) after nn.Embedding and nn.Linear.
TEST(BatchesParity, LinesAreDrawnAsInTheCourse) {
  BABBLE_NEEDS_SHARED("reference/transformer_names.json");
  for (const Json& run : testing::shared_json("reference/transformer_names.json")["runs"]) {
    Settings settings;
    settings.time_steps = run["block"].get<int>();
    settings.batch_size = run["batch"].get<int>();
    settings.batching = Batching::lines;
    const auto lines = run["split"]["train"].get<std::int64_t>();
    const Corpus corpus = lines_of(lines, 4 * lines);
    TorchRng rng(run["seed"].get<std::uint64_t>());
    const auto T = run["block"].get<std::size_t>(), W = run["width"].get<std::size_t>(),
               layers = run["layers"].get<std::size_t>();
    for (const std::size_t rows : {std::size_t{27}, T}) {
      std::vector<float> values(rows * W);
      rng.fill_normal(values);
    }
    // A uniform number takes one output of the generator, as random_below does.
    const std::size_t uniform = layers * (12 * W * W + 3 * W + W + 4 * W + W) + 27 * W;
    for (std::size_t i = 0; i < uniform; ++i) rng.random_below(1);
    const auto batches = make_line_batches(corpus, settings);
    for (const Json& wanted : run["first_batches"]) {
      std::vector<std::int64_t> drawn = batches->next(rng).begins;
      for (std::int64_t& line : drawn) line /= 4;
      EXPECT_EQ(drawn, integers(wanted));
    }
  }
}

}  // namespace
}  // namespace babble
