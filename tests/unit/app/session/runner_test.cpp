// The runner and its buffer: no value is torn, no intent lost, no side waits. Also for the thread
// sanitizer. Without threads only the pumped half runs.
#include "app/session/runner.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <random>
#include <system_error>
#include <thread>

#include "app/session/triple_buffer.h"
#include "core/models/registry.h"

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

// A torn value holds numbers of two writes. Plain numbers, so that the thread sanitizer sees races;
// relaxed atomics for the buffers that are broken on purpose.
using Wide = std::array<int, 512>;
struct Loose {
  std::array<std::atomic<int>, 512> numbers{};
  Loose() = default;
  Loose(const Loose& other) { *this = other; }
  Loose& operator=(const Loose& other) {
    for (std::size_t i = 0; i < numbers.size(); ++i)
      numbers[i].store(other.numbers[i].load(std::memory_order_relaxed), std::memory_order_relaxed);
    return *this;
  }
  void fill(int value) {
    for (auto& number : numbers) number.store(value, std::memory_order_relaxed);
  }
  int operator[](std::size_t i) const { return numbers[i].load(std::memory_order_relaxed); }
};

struct Seen {
  int torn = 0, backwards = 0;
};

/// Writes and reads at the same time until `writes` values were passed or an error was found.
template <class Value, class Buffer>
Seen watch_buffer(Buffer& buffer, int writes) {
  std::atomic<bool> enough{false};
  std::thread writer([&] {
    Value value;
    for (int i = 1; i <= writes && !enough; ++i) {
      value.fill(i);
      buffer.publish(value);
    }
    enough = true;
  });
  Seen seen;
  int before = 0;
  for (bool last = false; !last;) {
    last = enough;  // and once more after the writer has ended
    const auto& value = buffer.latest();
    const int first = value[0];
    for (std::size_t i = 0; i < 512; ++i) seen.torn += value[i] != first;
    seen.backwards += first < before;
    before = first;
    if (seen.torn > 0 && seen.backwards > 0) enough = true;
  }
  writer.join();
  if (seen.torn + seen.backwards == 0) {
    EXPECT_EQ(before, writes) << "the last value must arrive";
  }
  return seen;
}

TEST(TripleBuffer, NeverTearsAndNeverGoesBack) {
  NEEDS_THREADS();
  TripleBuffer<Wide> buffer;
  const Seen seen = watch_buffer<Wide>(buffer, 20000);
  EXPECT_EQ(seen.torn, 0);
  EXPECT_EQ(seen.backwards, 0);
}

// The test must fail for broken buffers.
struct OneSlot {
  Loose slot;
  void publish(const Loose& value) { slot = value; }
  const Loose& latest() { return slot; }
};
struct TwoSlots {  // the writer comes back to the slot that is being read
  std::array<Loose, 2> slots;
  std::atomic<unsigned> front{0};
  void publish(const Loose& value) {
    const unsigned back = 1 - front;
    slots[back] = value;
    front = back;
  }
  const Loose& latest() { return slots[front]; }
};
struct ReaderTakesWhatIsOld {  // the exchange without asking whether something new lies there
  std::array<Loose, 3> slots;
  std::atomic<unsigned> middle{1};
  unsigned back = 0, front = 2;
  void publish(const Loose& value) {
    slots[back] = value;
    back = middle.exchange(back);
  }
  const Loose& latest() {
    front = middle.exchange(front);
    return slots[front];
  }
};

template <class Buffer>
bool is_found_out() {
  const auto end = std::chrono::steady_clock::now() + 30s;
  do {
    Buffer buffer;
    const Seen seen = watch_buffer<Loose>(buffer, 20000);
    if (seen.torn + seen.backwards > 0) return true;
  } while (std::chrono::steady_clock::now() < end);
  return false;
}

TEST(TripleBuffer, TheTestFindsBrokenBuffers) {
  NEEDS_THREADS();
  EXPECT_TRUE(is_found_out<OneSlot>());
  EXPECT_TRUE(is_found_out<TwoSlots>());
  EXPECT_TRUE(is_found_out<ReaderTakesWhatIsOld>());
}

/// What holds for every snapshot.
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

TEST(Runner, HasASnapshotBeforeItRuns) {
  Runner runner;
  ASSERT_NE(runner.latest(), nullptr);
  EXPECT_EQ(runner.latest()->model(model_kind("count")).samples.size(), 10u);
  expect_consistent(*runner.latest());
}

TEST(Runner, TrainsWhenPumped) {
  Runner runner;
  runner.post(Activate{model_kind("neural")});
  runner.post(Step{50});
  const std::uint64_t revision = runner.latest()->revision;
  for (int i = 0; i < 10000 && runner.pump(4); ++i) {
  }
  EXPECT_FALSE(runner.pump(4)) << "nothing is left to do";
  EXPECT_EQ(runner.latest()->model(model_kind("neural")).steps, 50);
  EXPECT_GT(runner.latest()->revision, revision);
  const auto at_rest = runner.latest();
  for (int i = 0; i < 10; ++i) runner.pump(4);
  EXPECT_EQ(runner.latest().get(), at_rest.get()) << "nothing changed";
}

TEST(Runner, TrainsInAThreadAndEndsCleanly) {
  NEEDS_THREADS();
  Runner runner;
  runner.start_thread();
  EXPECT_TRUE(runner.threaded());
  runner.post(Activate{model_kind("rnn")});
  runner.post(Set{"hidden_size", "8"});
  runner.post(Play{});
  EXPECT_TRUE(wait_for([&] { return runner.latest()->model(model_kind("rnn")).steps > 20; }));
  // Destroyed while training.
}

TEST(Runner, LosesNoIntent) {
  NEEDS_THREADS();
  Runner runner;
  runner.start_thread();
  runner.post(Activate{model_kind("neural")});
  constexpr int posters = 3, each = 100;
  std::vector<std::thread> threads;
  for (int i = 0; i < posters; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < each; ++j) runner.post(Step{1});
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(wait_for([&] {
    return runner.latest()->model(model_kind("neural")).steps == posters * each;
  })) << runner.latest()->model(model_kind("neural")).steps;
}

TEST(Runner, SleepsWhenIdle) {
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

/// How long to post intents: BABBLE_STRESS_SECONDS, or 5.
std::chrono::seconds stress_time() {
  const char* const wanted = std::getenv("BABBLE_STRESS_SECONDS");
  return std::chrono::seconds(wanted != nullptr ? std::max(1, std::atoi(wanted)) : 5);
}

/// Any intent, valid or not.
Intent any_intent(std::mt19937& random) {
  const auto pick = [&](unsigned below) { return static_cast<int>(random() % below); };
  const auto coin = [&] { return pick(2) == 0; };
  const std::array<const char*, 4> hiddens{"4", "8", "12", "0"};
  const std::array<const char*, 4> splits{"1,0,0", "0.8,0.1,0.1", "sklearn:0.2:42", "nonsense"};
  const std::array<const char*, 3> links{"chapter=rnn&rnn.hidden_size=8&seed=7",
                                         "corpus=tale&steps=20", "odd=1&seed=x"};
  const auto one_of = [&](const auto& list) {
    return list[static_cast<std::size_t>(pick(static_cast<unsigned>(list.size())))];
  };
  switch (pick(24)) {
    case 0:
      return Play{};
    case 1:
      return Pause{};
    case 2:
      return Step{pick(20)};
    case 3:
      return Reset{};
    case 4:
      return Activate{
          ModelKind(static_cast<std::size_t>(pick(static_cast<unsigned>(model_kinds().size()))))};
    case 5:
      return Set{"hidden_size", one_of(hiddens)};
    case 6:
      return Set{"smoothing", std::to_string(pick(4))};
    case 7:
      return Set{"learning_rate", std::to_string(1 + pick(9))};
    case 8:
      return Generate{.count = pick(6), .prefix = coin() ? "" : "an"};
    case 9:
      return SampleStep{.restart = coin()};
    case 10:
      return ScoreWord{coin() ? "anna" : "7"};
    case 11:
      return Subscribe{coin(), coin(), coin()};
    case 12:
      return SaveCheckpoint{};
    case 13:
      return OpenBuiltin{pick(4) == 0 ? "tale" : "names"};
    case 14:
      return OpenBytes{"mine.txt", coin() ? "anna\nbob\nada\nbarb\n" : std::string(3, '\0')};
    case 15:
      return OpenLink{one_of(links)};
    case 16:
      return Undo{};
    case 17:
      return RunPreset{"makemore-count"};
    case 18:
      return InspectHiddenState{coin() ? "anna" : ""};
    case 19:
      return Ngrams{coin() ? "words" : "characters", "the", 1, 1, 1};
    case 20:
      return CancelLoad{};
    case 21: {  // so large that it is read in pieces
      static const std::string text = [] {
        std::string all;
        while (all.size() < 3u << 19) all += "the rain fell in torrents, they say;\n";
        return all;
      }();
      return OpenBytes{"large.txt", text};
    }
    case 22:
      return LimitSpeed{coin() ? 0.0 : 500.0};
    default:
      return Set{"split", one_of(splits)};
  }
}

TEST(Runner, RandomIntentsWhileTraining) {
  NEEDS_THREADS();
  Runner runner;
  runner.start_thread();
  runner.post(Subscribe{true, true, true});
  // Two threads post and this one reads, as the page's scripts and frames do.
  std::atomic<bool> enough{false};
  std::atomic<int> fired{0};
  std::array<std::thread, 2> posters;
  for (unsigned seed = 0; seed < posters.size(); ++seed)
    posters[seed] = std::thread([&, seed] {
      std::mt19937 random(7 + seed);
      while (!enough) {
        runner.post(any_intent(random));
        ++fired;
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 16000));
      }
    });
  std::uint64_t revision = 0;
  int looked = 0;
  const auto end = std::chrono::steady_clock::now() + stress_time();
  while (std::chrono::steady_clock::now() < end) {
    const auto snapshot = runner.latest();
    EXPECT_GE(snapshot->revision, revision);
    looked += snapshot->revision > revision;
    revision = snapshot->revision;
    expect_consistent(*snapshot);
    if (::testing::Test::HasFailure()) break;
    std::this_thread::sleep_for(1ms);
  }
  enough = true;
  for (std::thread& poster : posters) poster.join();
  std::printf("%d intents fired, %d snapshots seen\n", fired.load(), looked);
  // Afterwards it still carries out every intent.
  runner.post(OpenBuiltin{"names"});
  runner.post(Activate{model_kind("neural")});
  runner.post(LimitSpeed{0});
  runner.post(Reset{});
  for (int i = 0; i < 50; ++i) runner.post(Step{1});
  EXPECT_TRUE(wait_for([&] {
    return runner.latest()->model(model_kind("neural")).steps == 50 && !runner.latest()->playing;
  })) << runner.latest()->model(model_kind("neural")).steps;
}

// A front end that sleeps between frames is woken by each snapshot.
TEST(Runner, CallsOnPublishForEachSnapshot) {
  NEEDS_THREADS();
  std::atomic<int> calls{0};
  Runner runner;
  const std::uint64_t first = runner.latest()->revision;
  runner.set_on_publish([&] { ++calls; });
  runner.start_thread();
  runner.post(Set{"smoothing", "7"});
  ASSERT_TRUE(wait_for([&] { return calls > 0; }));
  EXPECT_GT(runner.latest()->revision, first);
}

}  // namespace
}  // namespace babble::app
