// Samples: drawn as asked, refreshed while a model trains, kept as a trail.
#include "core/data/builtin_corpora.h"
#include "core/models/registry.h"
#include "core/training/sampler.h"
#include "support/driven_session.h"

namespace babble::app {
namespace {

class Samples : public DrivenSession {
 protected:
  std::vector<std::string> texts(ModelKind kind) {
    std::vector<std::string> all;
    for (const Sample& sample : model(kind).samples) all.push_back(sample.text);
    return all;
  }
  std::vector<std::int64_t> trail(ModelKind kind) {
    std::vector<std::int64_t> all;
    for (const Sample& sample : model(kind).sample_trail) all.push_back(sample.step);
    return all;
  }
};

TEST_F(Samples, EveryOptionIsThatOfTheSampler) {
  const int count = 10;
  train(model_kind("neural"), count);
  const Trainer twin = twin_of(model(model_kind("neural")), builtin_names(), count);
  const Corpus& corpus = twin.corpus();
  const Generate wishes[] = {{.count = 1},
                             {.count = 3, .prefix = "an"},
                             {.count = 2, .greedy = true},
                             {.count = 4, .temperature = 0.5},
                             {.count = 4, .length = 2},
                             {.count = 4, .seed = 7}};
  std::vector<std::vector<std::string>> seen;
  for (const Generate& wish : wishes) {
    session.apply(wish);
    SampleOptions options;
    options.count = wish.count;
    options.prefix = wish.prefix;
    options.greedy = wish.greedy;
    options.temperature = wish.temperature;
    options.length = wish.length;
    options.seed = wish.seed;
    EXPECT_EQ(texts(model_kind("neural")),
              sample(twin.model(), corpus.vocabulary(), corpus.kind(), options));
    seen.push_back(texts(model_kind("neural")));
  }
  for (std::size_t i = 0; i < seen.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(seen[i], seen[j]) << "an option does nothing";
}

TEST_F(Samples, AreDrawnFromTheActiveModelOnly) {
  session.apply(Activate{model_kind("neural")});
  const auto counted = texts(model_kind("count"));
  session.apply(Generate{.count = 2});
  EXPECT_EQ(texts(model_kind("neural")).size(), 2u);
  EXPECT_EQ(texts(model_kind("count")), counted);
}

TEST_F(Samples, ImpossibleWishesSayWhy) {
  for (const Generate& bad :
       {Generate{.count = 0}, Generate{.count = -1}, Generate{.count = 1, .length = 1 << 20}}) {
    const std::uint64_t before = newest_notice();
    session.apply(bad);
    EXPECT_GT(newest_notice(), before);
    EXPECT_TRUE(refused());
  }
  session.apply(OpenLink{"rnn.hidden_size=4096&rnn.batch_size=300&rnn.time_steps=150"});
  session.apply(Activate{model_kind("rnn")});
  ASSERT_FALSE(model(model_kind("rnn")).exists);
  session.apply(Generate{});
  EXPECT_EQ(notice(), model(model_kind("rnn")).unavailable);
  EXPECT_TRUE(refused());
}

TEST_F(Samples, TheirOptionsStayUntilAnotherTextIsOpened) {
  session.apply(Activate{model_kind("neural")});
  session.apply(Generate{.count = 3, .prefix = "an"});
  const auto expect_kept = [this](const char* after) {
    rest();
    ASSERT_EQ(texts(model_kind("neural")).size(), 3u) << after;
    EXPECT_EQ(texts(model_kind("neural"))[0].substr(0, 2), "an") << after;
  };
  session.apply(Step{5});
  expect_kept("training");
  session.apply(Reset{});
  expect_kept("a reset");
  session.apply(Set{"init", "xavier"});
  expect_kept("a setting that resets");
  session.apply(Set{"seed", "3"});
  expect_kept("a data setting");
  session.apply(Step{5});
  rest();
  session.apply(Set{"seed", "4"});
  expect_kept("a data setting that sets a trained model aside");
  session.apply(OpenBuiltin{"tale"});
  rest();
  EXPECT_EQ(texts(model_kind("neural")).size(), 10u);
  session.apply(OpenBuiltin{"names"});
  rest();
  EXPECT_EQ(texts(model_kind("neural")).size(), 10u);
}

TEST_F(Samples, APrefixThatDoesNotFitTheNewVocabularyIsDropped) {
  session.apply(Set{"preprocessing", "raw"});
  session.apply(Generate{.count = 2, .prefix = "an\n"});
  ASSERT_EQ(texts(model_kind("count")).size(), 2u) << notice();
  const std::uint64_t before = newest_notice();
  session.apply(Set{"preprocessing", "lines"});  // a line feed is no token of lines
  EXPECT_EQ(texts(model_kind("count")).size(), 10u);
  rest();
  EXPECT_EQ(texts(model_kind("count")).size(), 10u);
  EXPECT_EQ(newest_notice(), before) << notice();
}

// Often at first, when much happens, and at the end.
TEST_F(Samples, AreRefreshedAtPowersOfTwo) {
  tick = 0;  // so fast that no time passes
  train(model_kind("neural"), 100);
  EXPECT_EQ(trail(model_kind("neural")),
            (std::vector<std::int64_t>{0, 1, 2, 4, 8, 16, 32, 64, 100}));
  for (const Sample& sample : model(model_kind("neural")).samples) EXPECT_EQ(sample.step, 100);
}

TEST_F(Samples, AreRefreshedAfterATimeBetweenThePowers) {
  session.apply(Activate{model_kind("neural")});
  rest();
  tick = 0.05;
  session.apply(Step{128});
  rest();
  std::vector<std::int64_t> between;
  for (const std::int64_t step : trail(model_kind("neural")))
    if (step > 64 && step < 128) between.push_back(step);
  EXPECT_GE(between.size(), 3u);
  for (std::size_t i = 1; i < between.size(); ++i)
    EXPECT_GT(between[i], between[i - 1] + 1) << "not after every step";
}

TEST_F(Samples, TakeATenthOfTheTimeHoweverSlowTheyAre) {
  session.apply(Activate{model_kind("neural")});
  rest();
  tick = 1;  // a set of samples takes a second or more
  const double begin = seconds;
  session.apply(Step{64});
  while (look().playing) session.work(1);
  const auto count = static_cast<double>(trail(model_kind("neural")).size());
  EXPECT_GT(count, 3);
  EXPECT_LT(count, (seconds - begin) / 9);
}

TEST_F(Samples, TheTrailSpansTheWholeRunInBoundedMemory) {
  session.apply(OpenBytes{"few.txt", few_lines});
  session.apply(Activate{model_kind("neural")});
  const auto three = [&] {
    const std::vector<std::string> all = texts(model_kind("neural"));
    return all[0] + '\t' + all[1] + '\t' + all[2];
  };
  std::vector<std::string> first{three()};  // at each step
  const int count = 120;
  for (int i = 0; i < count; ++i) {
    session.apply(Step{1});
    rest();
    first.push_back(three());
  }
  // 100 moments, then every second one of them, then the rest.
  std::vector<std::int64_t> expected;
  for (int step = 0; step < 100; step += 2) expected.push_back(step);
  for (int step = 100; step <= count; ++step) expected.push_back(step);
  EXPECT_EQ(trail(model_kind("neural")), expected);
  for (const Sample& sample : model(model_kind("neural")).sample_trail)
    EXPECT_EQ(sample.text, first[static_cast<std::size_t>(sample.step)]) << sample.step;
}

TEST_F(Samples, OneMomentHasOnePlaceInTheTrail) {
  train(model_kind("neural"), 3);
  const auto before = trail(model_kind("neural"));
  session.apply(Generate{.count = 2, .seed = 5});
  EXPECT_EQ(trail(model_kind("neural")), before);
  EXPECT_EQ(model(model_kind("neural")).sample_trail.back().text,
            texts(model_kind("neural"))[0] + '\t' + texts(model_kind("neural"))[1]);
}

TEST_F(Samples, ARunThatIsBegunAnewHasATrailOfItsOwn) {
  ASSERT_EQ(trail(model_kind("count")).size(), 1u);
  session.apply(OpenBuiltin{"tale"});
  rest();
  EXPECT_EQ(trail(model_kind("count")).size(), 1u);
  train(model_kind("neural"), 4);
  session.apply(Reset{});
  EXPECT_EQ(trail(model_kind("neural")), std::vector<std::int64_t>{0});
}

}  // namespace
}  // namespace babble::app
