// Properties of the generator. tests/parity compares it with PyTorch.
#include "core/random/torch_rng.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "core/base/error.h"
#include "core/random/numpy_rng.h"
#include "core/random/torch_normal.h"

namespace babble {
namespace {

TEST(TorchRng, IsTheStandardMersenneTwister) {
  TorchRng rng(2147483647);
  std::mt19937 twister(2147483647);
  for (int i = 0; i < 2000; ++i) ASSERT_EQ(rng.random_u32(), twister()) << i;  // over 3 refills
}

TEST(TorchRng, SeedsByLow32Bits) {
  EXPECT_EQ(TorchRng(5), TorchRng(5 + (1ull << 32)));
  EXPECT_NE(TorchRng(5), TorchRng(6));
}

TEST(TorchRng, RandomU64HasTheHighHalfFirst) {
  TorchRng a(1), b(1);
  const std::uint64_t high = a.random_u32(), low = a.random_u32();
  EXPECT_EQ(b.random_u64(), high << 32 | low);
}

TEST(TorchRng, OnlySeedingDiscardsTheSpareNormal) {
  TorchRng plain(3), mixed(3);
  std::vector<float> one(1), two(2), many(16);
  plain.fill_normal(two);
  mixed.fill_normal(one);
  EXPECT_EQ(one[0], two[0]);
  mixed.fill_normal(many);  // blocks neither use nor discard it
  mixed.permutation(9);
  mixed.fill_normal(one);
  EXPECT_EQ(one[0], two[1]);

  mixed.fill_normal(one);  // leaves a spare
  mixed.seed(3);
  mixed.fill_normal(one);
  EXPECT_EQ(one[0], two[0]);
}

// A naive twin of the block path: Box-Muller in double. The float polynomials are accurate to a few
// units in the last place of numbers up to about 6, hence 2e-6.
TEST(TorchRng, NormalBlockIsBoxMuller) {
  TorchRng rng(11);
  for (int round = 0; round < 200; ++round) {
    float values[16];
    for (float& value : values) value = rng.uniform();
    double wanted[16];
    for (int j = 0; j < 8; ++j) {
      const double radius = std::sqrt(-2 * std::log(1.0 - values[j]));
      const double theta = 2 * 3.141592653589793 * values[j + 8];
      wanted[j] = 0.5 + 2 * radius * std::cos(theta);
      wanted[j + 8] = 0.5 + 2 * radius * std::sin(theta);
    }
    torch_normal_block(values, 0.5f, 2.0f);
    for (int j = 0; j < 16; ++j) ASSERT_NEAR(values[j], wanted[j], 4e-6) << round << ' ' << j;
  }
}

TEST(TorchRng, NormalBlockAtTheEndsOfTheRange) {
  float values[16] = {};            // u = 1: radius 0, angle 0
  values[1] = 1.0f - 0x1p-24f;      // the smallest u, the largest radius
  values[1 + 8] = 1.0f - 0x1p-24f;  // nearly a full turn
  torch_normal_block(values, 0, 1);
  EXPECT_EQ(values[0], 0.0f);
  EXPECT_NEAR(values[1], std::sqrt(2 * 24 * std::log(2.0)), 1e-6);
  EXPECT_NEAR(values[9], 0.0, 1e-5);
}

TEST(TorchRng, RedrawsTheTailOfTheBlocks) {
  // 27 elements use 27 + 16 outputs: the next one is the 44th.
  TorchRng rng(8), counted(8);
  std::vector<float> out(27);
  rng.fill_normal(out);
  for (int i = 0; i < 43; ++i) counted.random_u32();
  EXPECT_EQ(rng.random_u32(), counted.random_u32());
}

TEST(TorchRng, XavierBound) {
  TorchRng rng(1);
  std::vector<float> out(27 * 27);
  rng.fill_xavier_uniform(out, 27, 27);
  const float bound = 1.0f / 3.0f;  // sqrt(6 / 54)
  const auto [least, most] = std::minmax_element(out.begin(), out.end());
  EXPECT_GE(*least, -bound);
  EXPECT_LE(*most, bound);
  EXPECT_LT(*least, -0.32f);
  EXPECT_GT(*most, 0.32f);
}

TEST(TorchRng, PermutationHasEveryElementOnce) {
  TorchRng rng(77);
  auto order = rng.permutation(1000);
  EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
  std::sort(order.begin(), order.end());
  for (std::uint32_t i = 0; i < 1000; ++i) ASSERT_EQ(order[i], i);
  EXPECT_TRUE(rng.permutation(0).empty());
  EXPECT_EQ(rng.permutation(1), std::vector<std::uint32_t>{0});
}

TEST(TorchRng, OneDrawEqualsTheTable) {
  const std::vector<float> weights{0, 3, 0, 0.5f, 1e-6f, 2, 0};
  std::vector<float> sums(weights.size());
  cumulative_weights(weights, sums);
  EXPECT_EQ(sums.back(), 1.0f);
  TorchRng single(4), table(4);
  std::vector<std::int64_t> many(5000);
  table.multinomial(weights, many);
  std::vector<int> seen(weights.size());
  for (const std::int64_t pick : many) {
    ASSERT_EQ(static_cast<std::int64_t>(single.multinomial(weights)), pick);
    ++seen[static_cast<std::size_t>(pick)];
  }
  EXPECT_EQ(seen[0] + seen[2] + seen[6], 0);  // weight 0
  // 5000 draws with p = 3/5.5: the standard deviation is 35.
  EXPECT_NEAR(seen[1], 5000 * 3 / 5.5, 5 * 35);
}

TEST(TorchRng, SaveAndRestore) {
  TorchRng rng(6);
  std::vector<float> three(3);
  rng.fill_normal(three);  // leaves a spare
  for (int i = 0; i < 700; ++i) rng.random_u32();
  const std::string state = rng.save();
  TorchRng other(0);
  other.restore(state);
  EXPECT_EQ(other, rng);
  std::vector<float> a(20), b(20);
  rng.fill_normal(std::span(a).first(1));
  other.fill_normal(std::span(b).first(1));
  rng.fill_normal(a);
  other.fill_normal(b);
  EXPECT_EQ(a, b);
}

// The bytes from `offset` on, in hexadecimal, replaced.
std::string changed(std::string state, std::size_t offset, const std::string& digits) {
  return state.replace(2 * offset, digits.size(), digits);
}

TEST(TorchRng, RejectsInvalidStatesWithoutAChange) {
  const TorchRng original(6);
  const std::string state = original.save();
  TorchRng rng = original;
  for (const std::string& bad :
       {std::string(), "x" + state.substr(1), state + "00", state.substr(2), state + "x",
        changed(state, 8, "00000000") /* none left */, changed(state, 8, "72020000") /* 626 left */,
        changed(state, 12, "00000000") /* not seeded */, changed(state, 28, "01") /* 33 bits */,
        changed(state, 5024, "000000000000f87f") /* NaN */}) {
    EXPECT_THROW(rng.restore(bad), Error) << bad.substr(0, 40);
    EXPECT_EQ(rng, original);
  }
}

TEST(TorchRng, ReadsTheStatesOfFormerCheckpoints) {
  std::string words;
  for (std::uint32_t word = 1812433253; word < 1812433253 + 624; ++word)
    words += ' ' + std::to_string(word);
  TorchRng rng(6), same(7);
  rng.restore("mt19937 600 4609434218613702656" + words);  // 1.5
  std::vector<float> one(1);
  TorchRng copy = rng;
  copy.fill_normal(one);
  EXPECT_EQ(one[0], 1.5f) << "the spare sample";
  same.restore(rng.save());
  EXPECT_EQ(same, rng);
  for (const std::string& bad :
       {std::string("mt19937"), "mt19937 600 -" + words + " 5", "mt19937 600 -" + words + "x",
        "mt19937 600 -" + words.substr(0, words.rfind(' ')), "mt19937 625 -" + words,
        "mt19937 624 9221120237041090560" + words /* NaN */, "mt19937 624 12x" + words,
        "mt19937 -1 -" + words}) {
    EXPECT_THROW(rng.restore(bad), Error) << bad.substr(0, 40);
    EXPECT_EQ(rng, same);
  }
}

TEST(NumpyRng, FirstPermutations) {
  // numpy.random.RandomState(42).permutation(10) and RandomState(0).permutation(8), numpy 1.24.
  EXPECT_EQ(numpy_permutation(42, 10), (std::vector<std::uint32_t>{8, 1, 5, 0, 7, 2, 9, 4, 3, 6}));
  EXPECT_EQ(numpy_permutation(0, 8), (std::vector<std::uint32_t>{6, 2, 1, 7, 3, 0, 5, 4}));
  EXPECT_TRUE(numpy_permutation(1, 0).empty());
  EXPECT_EQ(numpy_permutation(1, 1), std::vector<std::uint32_t>{0});
}

}  // namespace
}  // namespace babble
