// The thread pool runs each iteration once, and training gives the same bits for every number of
// threads.
#include "core/math/thread_pool.h"

#include <gtest/gtest.h>

#include <chrono>
#include <numeric>
#include <thread>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/data/builtin_corpora.h"
#include "core/models/registry.h"
#include "core/models/rnn/rnn.h"
#include "core/models/rnn/rnn_pass.h"
#include "core/random/torch_rng.h"
#include "core/training/trainer.h"

namespace babble {
namespace {

TEST(ThreadPool, RunsEachIterationOnce) {
  for (const int threads : {1, 2, 3, 5}) {
    ThreadPool pool(threads);
    EXPECT_GE(pool.size(), 1);
    EXPECT_LE(pool.size(), threads);
    // Many short jobs of different sizes: a late worker must not take an iteration of the next job.
    for (int job = 0; job < 3000; ++job) {
      const int count = job % 7;
      std::vector<std::atomic<int>> calls(7);
      pool.parallel_for(count, [&](int i) { ++calls[static_cast<std::size_t>(i)]; });
      for (int i = 0; i < 7; ++i) {
        ASSERT_EQ(calls[static_cast<std::size_t>(i)], i < count ? 1 : 0)
            << job << ", iteration " << i;
      }
    }
  }
}

// The caller sees what the iterations wrote, although they use no atomics.
TEST(ThreadPool, ResultsAreVisibleToTheCaller) {
  ThreadPool pool(4);
  std::vector<std::int64_t> sums(64);
  for (int job = 1; job <= 500; ++job) {
    pool.parallel_for(64, [&](int i) { sums[static_cast<std::size_t>(i)] += i * job; });
  }
  const std::int64_t jobs = 500 * 501 / 2;
  for (int i = 0; i < 64; ++i) ASSERT_EQ(sums[static_cast<std::size_t>(i)], i * jobs);
}

TEST(ThreadPool, WakesSleepingWorkers) {
  ThreadPool pool(3);
  std::atomic<int> calls{0};
  for (int job = 0; job < 20; ++job) {
    // Longer than any worker spins.
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    pool.parallel_for(10, [&](int) { ++calls; });
  }
  EXPECT_EQ(calls, 200);
}

TEST(ThreadPool, LongIterationDoesNotDelayTheOthers) {
  ThreadPool pool(2);
  if (pool.size() < 2) GTEST_SKIP() << "*** This machine has no threads.";
  std::atomic<int> done{0};
  std::atomic<int> done_meanwhile{0};
  pool.parallel_for(50, [&](int i) {
    if (i == 0) {
      const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
      while (done < 49 && std::chrono::steady_clock::now() < end) std::this_thread::yield();
      done_meanwhile = done.load();
    } else {
      ++done;
    }
  });
  EXPECT_EQ(done_meanwhile, 49);
}

TEST(ThreadPool, CanBeUsedFromTwoThreadsAtOnce) {
  ThreadPool pool(2);
  std::atomic<std::int64_t> sum{0};
  const auto work = [&] {
    for (int job = 0; job < 500; ++job) pool.parallel_for(8, [&](int i) { sum += i; });
  };
  std::thread other(work);
  work();
  other.join();
  EXPECT_EQ(sum, 2 * 500 * 28);
}

TEST(ParallelFor, RunsInOrderWithoutAPool) {
  std::vector<std::ptrdiff_t> order;
  parallel_for(nullptr, 4, [&](std::ptrdiff_t i) { order.push_back(i); });
  EXPECT_EQ(order, (std::vector<std::ptrdiff_t>{0, 1, 2, 3}));
}

TEST(ParallelFor, RunsEachIterationOnceOnAPool) {
  ThreadPool pool(3);
  std::vector<int> calls(100);
  parallel_for(&pool, 100, [&](std::ptrdiff_t i) { ++calls[static_cast<std::size_t>(i)]; });
  EXPECT_EQ(calls, std::vector<int>(100, 1));
}

// One mini-batch and its gradients, to the last bit, for shapes with and without remainders.
TEST(RecurrentThreads, SameBitsForAnyNumberOfThreads) {
  constexpr struct {
    int V, H, B, T;
  } shapes[] = {{28, 64, 32, 5}, {7, 5, 3, 6}, {40, 33, 13, 4}, {3, 1, 1, 2}, {28, 20, 9, 3}};
  for (const auto& shape : shapes) {
    for (const char* id : {"rnn", "gru", "lstm"}) {
      TorchRng generator(5);
      Settings settings;
      settings.hidden_size = shape.H;
      const auto created = model_info(model_kind(id)).create(shape.V, settings, generator);
      auto& model = static_cast<RecurrentModel&>(*created);
      RecurrentParameters& weights = model.weights();
      weights.values() *= 30;
      std::vector<TokenId> x, y;
      for (int i = 0; i < shape.B * shape.T; ++i) {
        x.push_back(
            static_cast<TokenId>(generator.random_below(static_cast<std::uint32_t>(shape.V))));
        y.push_back(
            static_cast<TokenId>(generator.random_below(static_cast<std::uint32_t>(shape.V))));
      }
      double loss = 0;
      RowVector gradient;
      Matrix after;
      for (const int threads : {1, 2, 3, 4}) {
        const auto pass = model.make_pass(shape.B, shape.T);
        RecurrentPass& training = *pass;
        training.set_threads(threads);
        for (int round = 0; round < 3; ++round) {
          training.forward(weights, x);
          training.carry_state(training.time_steps());
        }
        training.forward(weights, x);
        const double this_loss = training.backward(weights, y);
        const RowVector in_two = training.gradient().values();
        EXPECT_EQ(training.forward_and_backward(weights, x, y), this_loss) << threads;
        EXPECT_EQ(training.gradient().values(), in_two) << threads;
        if (threads == 1) {
          loss = this_loss;
          gradient = training.gradient().values();
          after = training.state_after();
          EXPECT_GT(gradient.cwiseAbs().maxCoeff(), 0);
          continue;
        }
        EXPECT_EQ(this_loss, loss) << threads;
        EXPECT_EQ(training.gradient().values(), gradient) << threads;
        EXPECT_EQ(training.state_after(), after) << threads;
      }
    }
  }
}

TEST(RnnThreads, SmallModelsTakeOneThreadByThemselves) {
  RnnPass small(28, 32, 32, 35), large(28, 256, 32, 35);
  small.set_threads(0);
  large.set_threads(0);
  EXPECT_EQ(small.pool(), nullptr);
  EXPECT_EQ(large.pool(), ThreadPool::shared()->size() > 1 ? ThreadPool::shared().get() : nullptr);
}

TEST(RnnThreads, TrainerTrainsTheSameWithAny) {
  Settings settings = model_info(model_kind("rnn")).defaults;
  settings.hidden_size = 40;
  settings.batch_size = 8;
  settings.time_steps = 6;
  const auto corpus =
      std::make_shared<const Corpus>(Corpus::from_text(builtin_tale(), settings, "tale"));
  std::vector<double> losses;
  for (const int threads : {1, 2, 0}) {
    Trainer trainer(corpus, model_kind("rnn"), settings);
    trainer.set_threads(threads);
    for (int step = 0; step < 30; ++step) {
      const double loss = trainer.step().loss;
      if (threads == 1) {
        losses.push_back(loss);
      } else {
        ASSERT_EQ(loss, losses[static_cast<std::size_t>(step)]) << threads << ", step " << step;
      }
    }
  }
  Trainer trainer(corpus, model_kind("rnn"), settings);
  EXPECT_THROW(trainer.set_threads(-1), Error);
  EXPECT_THROW(trainer.set_threads(limits::max_threads + 1), Error);
  trainer.set_threads(limits::max_threads);
}

}  // namespace
}  // namespace babble
