#include "core/math/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <system_error>

namespace babble {
namespace {

void pause() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

constexpr std::uint64_t job_of(std::uint64_t ticket) { return ticket >> 32; }
constexpr std::uint32_t left_of(std::uint64_t ticket) { return static_cast<std::uint32_t>(ticket); }

}  // namespace

// How a thread waits. The phases of one mini-batch follow each other within microseconds or, after
// the steps that one thread does alone, some hundred; waking a sleeping thread takes tens of them,
// and the system may wake it on a core where another one works. So look around first. But where a
// core is busy with something else, whoever looks around keeps the one who is waited for from the
// core that is left: after a long wait be quick to sleep, for some mini-batches.
class ThreadPool::SpinWait {
 public:
  /// Returns once condition() holds. sleep() waits for it without using the processor.
  template <class Condition, class Sleep>
  void wait(const Condition& condition, const Sleep& sleep) {
    const auto begin = Clock::now();
    const auto limit = wary_ > 0 ? little : much;
    auto waited = Clock::duration::zero();
    bool met = false;
    do {
      for (int i = 0; i < 64 && !met; ++i) {
        met = condition();
        if (!met) pause();
      }
      waited = Clock::now() - begin;
    } while (!met && waited < limit);
    if (!met) {
      sleep();
      waited = Clock::now() - begin;
    }
    wary_ = waited > much ? wary_waits : std::max(wary_ - 1, 0);
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::microseconds little{60}, much{400};
  static constexpr int wary_waits = 16;
  int wary_ = 0;  // so many waits are short ones
};

struct ThreadPool::State {
  explicit State(int helpers) : begun(static_cast<std::size_t>(std::max(helpers, 0))) {}

  bool take_piece(std::uint64_t job) noexcept;
  bool wait_for_job(std::uint64_t& seen, SpinWait& own);
  void help();

  // The job's number in the upper half, how many of its pieces are left in the lower: taking a
  // piece and seeing that the job is still the same are one operation.
  std::atomic<std::uint64_t> ticket{0};
  // Of the job. Only who holds a piece of it reads them, and until that is done it cannot end.
  int count = 0;
  Call call = nullptr;
  const void* context = nullptr;
  std::atomic<int> done{0};

  std::atomic<bool> taken{false};  // by a thread in run()

  std::mutex mutex;
  std::condition_variable wake, finished;
  std::atomic<int> sleeping{0};
  std::atomic<bool> waiting{false};  // run() sleeps until the last piece is done
  SpinWait patience;                 // of who is in run()
  bool stopping = false;
  std::vector<std::atomic<bool>> begun;  // of each helper
};

ThreadPool::ThreadPool(int threads) : state_(std::make_shared<State>(threads - 1)) {
  try {
    for (std::size_t i = 0; i < state_->begun.size(); ++i) {
      threads_.emplace_back([state = state_, i] {
        state->begun[i] = true;
        state->help();
      });
    }
  } catch (const std::system_error&) {
    // No more threads to be had.
  }
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->wake.notify_all();
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    if (state_->begun[i])
      threads_[i].join();
    else
      threads_[i].detach();
  }
}

std::shared_ptr<ThreadPool> ThreadPool::shared() {
  static const auto pool = std::make_shared<ThreadPool>(
      std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 8));
  return pool;
}

void ThreadPool::run(int count, Call call, const void* context) noexcept {
  State& state = *state_;
  if (threads_.empty() || count <= 1 || state.taken.exchange(true)) {
    for (int i = 0; i < count; ++i) call(context, i);
    return;
  }
  state.call = call;
  state.context = context;
  state.count = count;
  state.done.store(0, std::memory_order_relaxed);
  const std::uint64_t job = job_of(state.ticket.load(std::memory_order_relaxed)) + 1;
  state.ticket.store(job << 32 | static_cast<std::uint32_t>(count));
  if (state.sleeping.load() > 0) {
    // The lock: a thread that is about to sleep looks at the ticket while it holds it.
    { const std::lock_guard lock(state.mutex); }
    state.wake.notify_all();
  }
  while (state.take_piece(job)) {
  }
  const auto finished = [&] { return state.done.load() == count; };
  state.patience.wait(finished, [&] {
    std::unique_lock lock(state.mutex);
    state.waiting = true;
    state.finished.wait(lock, finished);
    state.waiting = false;
  });
  state.taken = false;
}

bool ThreadPool::State::take_piece(std::uint64_t job) noexcept {
  std::uint64_t now = ticket.load(std::memory_order_acquire);
  do {
    if (job_of(now) != job || left_of(now) == 0) return false;
  } while (!ticket.compare_exchange_weak(now, now - 1, std::memory_order_acq_rel,
                                         std::memory_order_acquire));
  const int pieces = count;
  call(context, pieces - static_cast<int>(left_of(now)));
  // After this the job may be over, and the next one begun.
  if (done.fetch_add(1) + 1 == pieces && waiting.load()) {
    { const std::lock_guard lock(mutex); }
    finished.notify_one();
  }
  return true;
}

bool ThreadPool::State::wait_for_job(std::uint64_t& seen, SpinWait& own) {
  const auto given = [&] { return job_of(ticket.load(std::memory_order_acquire)) != seen; };
  bool stopped = false;
  own.wait(given, [&] {
    std::unique_lock lock(mutex);
    ++sleeping;
    wake.wait(lock, [&] { return stopping || job_of(ticket.load()) != seen; });
    --sleeping;
    stopped = stopping;
  });
  if (stopped) return false;
  seen = job_of(ticket.load(std::memory_order_acquire));
  return true;
}

void ThreadPool::State::help() {
  std::uint64_t seen = 0;
  SpinWait own;
  while (wait_for_job(seen, own)) {
    while (take_piece(seen)) {
    }
  }
}

}  // namespace babble
