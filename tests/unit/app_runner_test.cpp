// The runner and its buffer: nothing torn, nothing lost, no side waits. Meant for the thread
// sanitizer too. Where there are no threads only the pumped half runs.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <ctime>
#include <random>
#include <system_error>
#include <thread>

#include "app/runner.h"
#include "app/triple_buffer.h"

namespace babble::app {
namespace {

using namespace std::chrono_literals;

bool threads_exist() {
  static const bool exist = [] {
    try {
      std::thread([] {}).join();
      return true;
    } catch (const std::system_error&) {
      return false;
    }
  }();
  return exist;
}

#define NEEDS_THREADS() \
  if (!threads_exist()) GTEST_SKIP() << "this build has no threads"

template <class Condition>
bool wait_for(Condition condition, std::chrono::seconds most = 60s) {
  const auto end = std::chrono::steady_clock::now() + most;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

TEST(TripleBuffer, GivesTheNewest) {
  TripleBuffer<int> buffer;
  EXPECT_EQ(buffer.latest(), 0);
  buffer.publish(1);
  EXPECT_EQ(buffer.latest(), 1);
  EXPECT_EQ(buffer.latest(), 1);
  buffer.publish(2);
  buffer.publish(3);
  buffer.publish(4);
  EXPECT_EQ(buffer.latest(), 4);
}

TEST(TripleBuffer, NeverTearsAndNeverGoesBack) {
  NEEDS_THREADS();
  // A value that is torn holds numbers of two writes.
  using Wide = std::array<int, 512>;
  TripleBuffer<Wide> buffer;
  constexpr int writes = 20000;
  std::thread writer([&] {
    Wide value;
    for (int i = 1; i <= writes; ++i) {
      value.fill(i);
      buffer.publish(value);
    }
  });
  int before = 0, torn = 0, backwards = 0;
  while (before < writes) {
    const Wide& value = buffer.latest();
    for (const int number : value) torn += number != value[0];
    backwards += value[0] < before;
    before = value[0];
  }
  writer.join();
  EXPECT_EQ(torn, 0);
  EXPECT_EQ(backwards, 0);
}

/// What holds of every snapshot, whenever it was taken.
void expect_consistent(const Snapshot& snapshot) {
  const std::size_t size = snapshot.corpus.tokens.size();
  ASSERT_EQ(snapshot.corpus.display.size(), size);
  ASSERT_EQ(snapshot.corpus.token_counts.size(), size);
  ASSERT_EQ(static_cast<std::size_t>(snapshot.counts.size), size);
  ASSERT_EQ(snapshot.counts.counts.size(), size * size);
  std::int64_t total = 0;
  for (const std::int64_t count : snapshot.counts.counts) total += count;
  ASSERT_EQ(total, snapshot.counts.total);
  for (const ModelView& model : snapshot.models) {
    ASSERT_EQ(model.loss_curve.x.size(), model.loss_curve.y.size());
    ASSERT_LE(model.loss_curve.x.size(), 2000u);
    if (!model.loss_curve.x.empty()) {
      ASSERT_LE(model.loss_curve.x.back(), model.steps);
    }
    if (model.steps > 0) {
      ASSERT_FALSE(model.loss_curve.x.empty());
    }
    for (const Sample& sample : model.samples) ASSERT_LE(sample.step, model.steps);
  }
}

TEST(Runner, ShowsSomethingBeforeItRuns) {
  Runner runner;
  ASSERT_NE(runner.latest(), nullptr);
  EXPECT_EQ(runner.latest()->model(ModelKind::count).samples.size(), 10u);
  expect_consistent(*runner.latest());
}

TEST(Runner, PumpedItTrains) {
  Runner runner;
  runner.post(Activate{ModelKind::neural});
  runner.post(Step{50});
  const std::uint64_t revision = runner.latest()->revision;
  for (int i = 0; i < 10000 && runner.pump(4); ++i) {
  }
  EXPECT_FALSE(runner.pump(4)) << "at rest there is nothing left to do";
  EXPECT_EQ(runner.latest()->model(ModelKind::neural).steps, 50);
  EXPECT_GT(runner.latest()->revision, revision);
  const auto at_rest = runner.latest();
  for (int i = 0; i < 10; ++i) runner.pump(4);
  EXPECT_EQ(runner.latest().get(), at_rest.get()) << "no new snapshot where nothing changed";
}

TEST(Runner, ThreadedItTrainsAndEndsCleanly) {
  NEEDS_THREADS();
  Runner runner;
  runner.start_thread();
  EXPECT_TRUE(runner.threaded());
  runner.post(Activate{ModelKind::rnn});
  runner.post(Set{"hidden", "8"});
  runner.post(Play{});
  EXPECT_TRUE(wait_for([&] { return runner.latest()->model(ModelKind::rnn).steps > 20; }));
  // It is destroyed while it trains.
}

TEST(Runner, LosesNoIntent) {
  NEEDS_THREADS();
  Runner runner;
  runner.start_thread();
  runner.post(Activate{ModelKind::neural});
  constexpr int posters = 3, each = 100;
  std::vector<std::thread> threads;
  for (int i = 0; i < posters; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < each; ++j) runner.post(Step{1});
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(wait_for([&] {
    return runner.latest()->model(ModelKind::neural).steps == posters * each;
  })) << runner.latest()->model(ModelKind::neural).steps;
}

TEST(Runner, SleepsWhileThereIsNothingToDo) {
  NEEDS_THREADS();
  const std::clock_t before = std::clock();
  std::this_thread::sleep_for(50ms);
  if (std::clock() - before > CLOCKS_PER_SEC / 40)
    GTEST_SKIP() << "clock() does not measure processor time here";
  Runner runner;
  runner.start_thread();
  runner.post(Pause{});
  std::this_thread::sleep_for(100ms);
  const std::clock_t begin = std::clock();  // processor time of all threads
  std::this_thread::sleep_for(500ms);
  const double used = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  EXPECT_LT(used, 0.05);
}

TEST(Runner, IntentsFiredWhileTraining) {
  NEEDS_THREADS();
  Runner runner;
  runner.start_thread();
  std::mt19937 random(7);
  const auto pick = [&](unsigned below) { return static_cast<int>(random() % below); };
  const std::array<const char*, 3> hiddens{"4", "8", "12"};
  std::uint64_t revision = 0;
  runner.post(Watch{true, true});
  runner.post(Inspect{"anna"});
  const auto end = std::chrono::steady_clock::now() + 5s;
  while (std::chrono::steady_clock::now() < end) {
    switch (pick(14)) {
      case 0:
        runner.post(Play{});
        break;
      case 1:
        runner.post(Pause{});
        break;
      case 2:
        runner.post(Step{1 + pick(20)});
        break;
      case 3:
        runner.post(Reset{});
        break;
      case 4:
        runner.post(Activate{static_cast<ModelKind>(pick(3))});
        break;
      case 5:
        runner.post(Set{"hidden", hiddens[static_cast<std::size_t>(pick(3))]});
        break;
      case 6:
        runner.post(Set{"smoothing", std::to_string(pick(4))});
        break;
      case 7:
        runner.post(Set{"learning_rate", std::to_string(1 + pick(9))});
        break;
      case 8:
        runner.post(Generate{.count = 1 + pick(5)});
        break;
      case 9:
        runner.post(Walk{pick(2) == 0});
        break;
      case 10:
        runner.post(LookUp{pick(2) == 0 ? "anna" : "7"});
        break;
      case 11:
        runner.post(Watch{pick(2) == 0, pick(2) == 0});
        break;
      case 12:
        runner.post(SaveCheckpoint{});
        break;
      case 13:
        runner.post(OpenBuiltin{pick(4) == 0 ? "tale" : "names"});
        break;
      default:
        break;
    }
    const auto snapshot = runner.latest();
    ASSERT_GE(snapshot->revision, revision);
    revision = snapshot->revision;
    expect_consistent(*snapshot);
    std::this_thread::sleep_for(std::chrono::microseconds(pick(8000)));
  }
  // And afterwards it still does what it is told.
  runner.post(OpenBuiltin{"names"});
  runner.post(Activate{ModelKind::neural});
  runner.post(LimitSpeed{0});
  runner.post(Reset{});
  runner.post(Step{5});
  EXPECT_TRUE(wait_for([&] {
    return runner.latest()->model(ModelKind::neural).steps == 5 && !runner.latest()->playing;
  }));
}

}  // namespace
}  // namespace babble::app
