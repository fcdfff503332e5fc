// The visible sampler in running text, and how its samples follow one another.
#include "core/models/registry.h"
#include "support/driven_session.h"

namespace babble::app {
namespace {

class SamplerWalk : public DrivenSession {};

TEST_F(SamplerWalk, InRunningTextSpellsTheSamples) {
  session.apply(OpenBuiltin{"tale"});
  const auto samples = model(model_kind("count")).samples;
  const auto length = static_cast<int>(samples[0].text.size());
  EXPECT_EQ(look().sample_step.row, 1) << "after the most frequent token";
  session.apply(SampleStep{.count = length - 1});
  EXPECT_FALSE(look().sample_step.ended);
  EXPECT_EQ(look().sample_step.so_far, samples[0].text.substr(0, samples[0].text.size() - 1));
  EXPECT_TRUE(look().sample_step.finished.empty());
  session.apply(SampleStep{});
  EXPECT_TRUE(look().sample_step.ended);
  EXPECT_EQ(look().sample_step.so_far, samples[0].text);
  EXPECT_EQ(look().sample_step.finished, std::vector<std::string>{samples[0].text});
  session.apply(SampleStep{});
  EXPECT_FALSE(look().sample_step.ended);
  EXPECT_EQ(look().sample_step.row, 1);
  EXPECT_EQ(look().sample_step.so_far, samples[1].text.substr(0, 1));
  session.apply(SampleStep{.count = 9 * length});
  ASSERT_EQ(look().sample_step.finished.size(), samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i)
    EXPECT_EQ(look().sample_step.finished[i], samples[i].text);
  session.apply(SampleStep{.count = length});
  ASSERT_EQ(look().sample_step.finished.size(), samples.size()) << "the newest ones only";
  EXPECT_EQ(look().sample_step.finished[0], samples[1].text);
}

TEST_F(SamplerWalk, TheNextDrawIsFromTheChosenRow) {
  session.apply(SampleStep{.count = 0});
  EXPECT_EQ(look().sample_step.row, 0) << "a line begins after the mark";
  EXPECT_LT(look().sample_step.drawn, 0);
  session.apply(SampleStep{});
  const SampleStepView before = look().sample_step;
  EXPECT_EQ(before.row, 0);
  ASSERT_FALSE(before.ended);
  session.apply(SampleStep{});
  EXPECT_EQ(look().sample_step.row, before.chosen);
  EXPECT_NE(look().sample_step.sums, before.sums) << "the sums are those of the row";
  EXPECT_EQ(
      look().sample_step.so_far,
      before.so_far + look().corpus.tokens[static_cast<std::size_t>(look().sample_step.chosen)]);
}

TEST_F(SamplerWalk, ARestartGoesOnWithTheGenerator) {
  session.apply(SampleStep{.count = 3});
  const SampleStepView before = look().sample_step;
  session.apply(SampleStep{.restart = true, .count = 0});
  EXPECT_EQ(look().sample_step.so_far, "");
  EXPECT_EQ(look().sample_step.row, 0);
  EXPECT_EQ(look().sample_step.chosen, -1);
  EXPECT_LT(look().sample_step.drawn, 0);
  EXPECT_EQ(look().sample_step.draws, 3);
  session.apply(SampleStep{.restart = true});
  EXPECT_EQ(look().sample_step.draws, 4);
  EXPECT_EQ(look().sample_step.so_far.size(), 1u);
  session.apply(SampleStep{.reseed = true, .count = 3});
  EXPECT_EQ(look().sample_step.draws, 3);
  EXPECT_EQ(look().sample_step.so_far, before.so_far);
  EXPECT_EQ(look().sample_step.drawn, before.drawn);
}

TEST_F(SamplerWalk, AnotherSeedBeginsAnew) {
  session.apply(SampleStep{.count = 30});
  const SampleStepView before = look().sample_step;
  ASSERT_FALSE(before.finished.empty());
  session.apply(SampleStep{.seed = 7, .count = 1});
  EXPECT_EQ(look().sample_step.seed, 7u);
  EXPECT_EQ(look().sample_step.draws, 1);
  EXPECT_EQ(look().sample_step.so_far.size(), 1u);
  EXPECT_TRUE(look().sample_step.finished.empty());
  session.apply(SampleStep{.seed = 7, .count = 1});
  EXPECT_EQ(look().sample_step.draws, 2) << "the same seed goes on";
  session.apply(SampleStep{.count = 30});
  EXPECT_EQ(look().sample_step.finished, before.finished);
  EXPECT_EQ(look().sample_step.so_far, before.so_far);
}

TEST_F(SamplerWalk, TakesNoNegativeNumberOfDraws) {
  session.apply(SampleStep{.count = 2});
  session.apply(SampleStep{.count = -1});
  EXPECT_TRUE(refused());
  EXPECT_EQ(look().sample_step.draws, 2);
}

TEST_F(SamplerWalk, ALineThatNeverEndsIsCutOff) {
  // With k this large the mark comes no more often than any other token.
  std::string text;
  for (int point = 0x21; point < 0x7f; ++point)
    if (point != '.') text += static_cast<char>(point);
  session.apply(OpenBytes{"signs.txt", text + "\n" + text + "\n" + text + "\n"});
  session.apply(Set{"preprocessing", "lines"});
  session.apply(Set{"smoothing", "1000000"});
  ASSERT_EQ(look().corpus.kind, "lines");
  std::size_t longest = 0;
  for (int seed = 0; seed < 20; ++seed) {
    session.apply(SampleStep{.seed = static_cast<std::uint64_t>(seed), .count = 1000});
    for (const std::string& one : look().sample_step.finished) {
      longest = std::max(longest, one.size());
      EXPECT_TRUE(one.back() == '.' || one.size() == longest) << one;
    }
  }
  session.apply(Generate{.count = 200});
  std::size_t longest_sample = 0;
  for (const Sample& sample : model(model_kind("count")).samples)
    longest_sample = std::max(longest_sample, sample.text.size());
  EXPECT_EQ(longest, longest_sample) << "as samples are";
}

}  // namespace
}  // namespace babble::app
