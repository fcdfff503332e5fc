// The figures are those of CPython 3.11: r = random.Random(42), then the calls in this order.
#include "core/random/python_rng.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "core/base/error.h"

namespace babble {
namespace {

TEST(PythonRng, DrawsAsPythonDoes) {
  PythonRng r(42);
  EXPECT_EQ(r.random(), 0.6394267984578837);
  EXPECT_EQ(r.random(), 0.025010755222666936);
  EXPECT_EQ(r.random(), 0.27502931836911926);
  std::vector<std::uint32_t> order(10);
  std::iota(order.begin(), order.end(), 0u);
  r.shuffle(order, 0, 4);  // in slices
  r.shuffle(order, 4, 100);
  EXPECT_EQ(order, (std::vector<std::uint32_t>{9, 7, 8, 0, 4, 6, 5, 1, 2, 3}));
  EXPECT_DOUBLE_EQ(r.gauss(0, 0.08), 0.03478082674075431);
  EXPECT_DOUBLE_EQ(r.gauss(0, 0.08), 0.0070394322823556345);
  EXPECT_DOUBLE_EQ(r.gauss(0, 0.08), 0.011807678602879165);
  const std::vector<float> weights{0.1f, 0.2f, 0.3f, 0.25f, 0.15f};
  for (const std::size_t wanted : {2u, 3u, 3u, 2u, 2u, 1u, 4u, 3u})
    EXPECT_EQ(r.draw(weights, false), wanted);
  EXPECT_DOUBLE_EQ(r.gauss(1, 2), 3.6988264793263004) << "the spare sample survives the choices";
  EXPECT_EQ(r.getrandbits(7), 20u);
  EXPECT_EQ(r.random_below(1000), 714u);
  EXPECT_EQ(r.random(), 0.42261439815350255);
  EXPECT_EQ(PythonRng(0).random(), 0.8444218515250481);
  EXPECT_EQ(PythonRng(4294967295).random(), 0.6353574441341173);
}

TEST(PythonRng, ChoosesWithTheBoundaryLast) {
  const std::vector<float> letters_first{0.2f, 0.3f, 0.5f}, boundary_first{0.5f, 0.2f, 0.3f};
  PythonRng one(7), two(7);
  for (int i = 0; i < 200; ++i)
    EXPECT_EQ((one.draw(letters_first, false) + 1) % 3, two.draw(boundary_first, true));
}

TEST(PythonRng, SavedStatesGoOnAndDamagedOnesAreRefused) {
  PythonRng r(3);
  r.gauss(0, 1);
  const std::string text = r.save();
  PythonRng again(0);
  again.restore(text);
  EXPECT_EQ(again.gauss(0, 1), r.gauss(0, 1));
  EXPECT_EQ(again.random(), r.random());
  for (const std::string& bad :
       {std::string(), std::string("python"), text + " 1", "[2" + text.substr(2),
        "[3,[" + text.substr(text.find(',', 4) + 1) /* a word less */,
        "[3,[-1" + text.substr(text.find(',', 4)),
        "[3,[4294967296" + text.substr(text.find(',', 4)),
        text.substr(0, text.find(']')) + "000],null]" /* more used than there are */,
        text.substr(0, text.find(']')) + "],\"\"]"})
    EXPECT_THROW(again.restore(bad), Error) << bad.substr(0, 20);
  std::string words;
  for (int i = 0; i < 624; ++i) words += " 5";
  again.restore("python 3 4609434218613702656" + words);  // of former checkpoints; 1.5
  EXPECT_EQ(again.gauss(0, 1), 1.5);
  EXPECT_THROW(again.restore("python 625 -" + words), Error);
}

}  // namespace
}  // namespace babble
