#include "core/data/split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "core/random/torch_rng.h"
#include "core/settings/split_text.h"

namespace babble {
namespace {

Split fractions(double train, double dev, double test) {
  Split split;
  split.train = train;
  split.dev = dev;
  split.test = test;
  return split;
}

std::vector<std::int64_t> sizes(std::int64_t count, const Split& split) {
  const PartSizes parts = split_sizes(count, split);
  return {parts.train, parts.dev, parts.test};
}

using Sizes = std::vector<std::int64_t>;

TEST(Split, SizesAreThoseOfMakemore) {
  EXPECT_EQ(sizes(32033, fractions(0.8, 0.1, 0.1)), (Sizes{25626, 3203, 3204}));  // int(0.8·n) ...
  EXPECT_EQ(sizes(10, fractions(0.7, 0.2, 0.1)), (Sizes{7, 2, 1}));
  EXPECT_EQ(sizes(10, fractions(1, 0, 0)), (Sizes{10, 0, 0}));
  EXPECT_EQ(sizes(7, fractions(0.5, 0.5, 0)), (Sizes{3, 4, 0}));
  EXPECT_EQ(sizes(7, fractions(0.5, 0, 0.5)), (Sizes{3, 0, 4}));
  EXPECT_EQ(sizes(1, fractions(0.8, 0.1, 0.1)), (Sizes{1, 0, 0}));
  EXPECT_EQ(sizes(0, fractions(0.8, 0.1, 0.1)), (Sizes{0, 0, 0}));
}

TEST(Split, SizesAddUpForAllFractions) {
  for (std::int64_t n = 0; n < 300; ++n)
    for (const auto& split : {fractions(0.8, 0.1, 0.1), fractions(0.333333, 0.333333, 0.333334),
                              fractions(0.98, 0.01, 0.01), fractions(0.1, 0.8, 0.1)}) {
      const PartSizes parts = split_sizes(n, split);
      ASSERT_EQ(parts.train + parts.dev + parts.test, n);
      ASSERT_GE(std::min({parts.train, parts.dev, parts.test}), 0);
    }
}

TEST(Split, SeedShufflesLinesUnlessAllAreForTraining) {
  const LineSplit shuffled = split_lines(50, fractions(0.8, 0.1, 0.1), 7);
  EXPECT_EQ(shuffled.order, TorchRng(7).permutation(50));
  EXPECT_EQ(shuffled.sizes.train, 40);
  const LineSplit kept = split_lines(50, fractions(1, 0, 0), 7);
  EXPECT_TRUE(std::is_sorted(kept.order.begin(), kept.order.end()));
  EXPECT_EQ(kept.sizes.train, 50);
}

// random.seed(42); lines = list(range(10)); random.shuffle(lines)
TEST(Split, PythonShufflesAllLinesInSlices) {
  const LineSplit lines = split_lines(10, *parse_split("python:42"), 7);
  EXPECT_EQ(lines.order, (std::vector<std::uint32_t>{7, 3, 2, 8, 5, 6, 9, 4, 0, 1}));
  EXPECT_EQ(lines.sizes.train, 8);
  EXPECT_EQ(lines.sizes.dev, 1);
  EXPECT_EQ(split_lines(10, *parse_split("python:42:1,0,0"), 7).order, lines.order);

  const std::uint32_t many = 600000;
  LineSplitter splitter(many, *parse_split("python:5"), 7);
  int slices = 1;
  while (splitter.advance()) ++slices;
  EXPECT_GT(slices, 2);
  const LineSplit sliced = splitter.take();
  std::vector<std::uint32_t> order(many);
  std::iota(order.begin(), order.end(), 0u);
  PythonRng(5).shuffle(order, 0, many);
  EXPECT_EQ(sliced.order, order);
}

TEST(Split, SklearnUsesEveryLineOnce) {
  Split split;
  split.kind = Split::Kind::sklearn;
  for (const std::uint32_t count : {2u, 3u, 10u, 101u}) {
    LineSplit lines = split_lines(count, split, 0);
    // test_size 0.2: ceil(n/5) lines are held out, half of them (rounded up) for test.
    const std::int64_t held = (count + 4) / 5;
    EXPECT_EQ(lines.sizes.train, count - held);
    EXPECT_EQ(lines.sizes.test, (held + 1) / 2);
    EXPECT_EQ(lines.sizes.dev, held / 2);
    std::sort(lines.order.begin(), lines.order.end());
    std::vector<std::uint32_t> all(count);
    std::iota(all.begin(), all.end(), 0u);
    EXPECT_EQ(lines.order, all);
  }
}

}  // namespace
}  // namespace babble
