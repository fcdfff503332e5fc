#include "core/math/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <new>
#include <system_error>

namespace babble {
namespace {

void pause() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

// A ticket holds a job's number in its upper half and the iterations that are left in its lower.
constexpr std::uint64_t job_of(std::uint64_t ticket) { return ticket >> 32; }
constexpr std::uint32_t left_of(std::uint64_t ticket) { return static_cast<std::uint32_t>(ticket); }

}  // namespace

// Waits by spinning first and sleeping later. The parallel phases of a mini-batch follow each other
// within microseconds, or within a few hundred after a serial phase. Waking a sleeping thread takes
// tens of microseconds, and the system may wake it on a core that is in use. Spinning is harmful
// where another program occupies a core, since the spinning thread then takes the processor from
// the thread that it waits for: after one long wait the next waits spin only briefly.
class ThreadPool::SpinWait {
 public:
  /// Returns once condition() holds. sleep() waits for it without using the processor.
  template <class Condition, class Sleep>
  void wait(const Condition& condition, const Sleep& sleep) {
    const auto begin = Clock::now();
    const auto limit = short_waits_ > 0 ? short_spin : long_spin;
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
    short_waits_ = waited > long_spin ? short_waits_after_long : std::max(short_waits_ - 1, 0);
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::microseconds short_spin{60}, long_spin{400};
  static constexpr int short_waits_after_long = 16;
  int short_waits_ = 0;  // the number of waits ahead that spin only briefly
};

struct ThreadPool::State {
  explicit State(int workers) : started(static_cast<std::size_t>(std::max(workers, 0))) {}

  /// Runs one iteration of the job. False if none is left or the job is over.
  bool run_next(std::uint64_t job) noexcept;
  /// Waits for a job other than `seen` and stores its number there. False when the pool stops.
  bool wait_for_job(std::uint64_t& seen, SpinWait& spin_wait);
  void work();

  // One compare-and-swap takes an iteration and checks that the job is still the same.
  std::atomic<std::uint64_t> ticket{0};
  // The current job. Only a thread that has taken an iteration reads these members, and the job
  // cannot end before that iteration is done.
  int count = 0;
  Call call = nullptr;
  const void* context = nullptr;
  std::atomic<int> done{0};

  std::atomic<bool> in_use{false};  // a thread is in run()

  std::mutex mutex;
  std::condition_variable wake, finished;
  std::atomic<int> sleeping{0};      // workers
  std::atomic<bool> waiting{false};  // run() sleeps until the last iteration is done
  SpinWait run_wait;                 // of the thread in run()
  bool stopping = false;
  std::vector<std::atomic<bool>> started;  // by worker
};

ThreadPool::ThreadPool(int threads) : state_(std::make_shared<State>(threads - 1)) {
  try {
    for (std::size_t i = 0; i < state_->started.size(); ++i) {
      threads_.emplace_back([state = state_, i] {
        state->started[i] = true;
        state->work();
      });
    }
  } catch (const std::system_error&) {
    // The system gives no more threads: the pool stays smaller.
  } catch (const std::bad_alloc&) {
  }
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->wake.notify_all();
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    if (state_->started[i])
      threads_[i].join();
    else
      threads_[i].detach();
  }
}

std::shared_ptr<ThreadPool> ThreadPool::shared() {
  static const auto pool = std::make_shared<ThreadPool>(default_size());
  return pool;
}

int ThreadPool::default_size() {
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 8);
}

void ThreadPool::run(int count, Call call, const void* context) noexcept {
  State& state = *state_;
  if (threads_.empty() || count <= 1 || state.in_use.exchange(true)) {
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
    // A worker that is about to sleep checks the ticket while it holds the mutex.
    { const std::lock_guard lock(state.mutex); }
    state.wake.notify_all();
  }
  while (state.run_next(job)) {
  }
  const auto finished = [&] { return state.done.load() == count; };
  state.run_wait.wait(finished, [&] {
    std::unique_lock lock(state.mutex);
    state.waiting = true;
    state.finished.wait(lock, finished);
    state.waiting = false;
  });
  state.in_use = false;
}

bool ThreadPool::State::run_next(std::uint64_t job) noexcept {
  std::uint64_t now = ticket.load(std::memory_order_acquire);
  do {
    if (job_of(now) != job || left_of(now) == 0) return false;
  } while (!ticket.compare_exchange_weak(now, now - 1, std::memory_order_acq_rel,
                                         std::memory_order_acquire));
  const int total = count;
  call(context, total - static_cast<int>(left_of(now)));
  // After this increment the job may be over and the next one started: its members are off limits.
  if (done.fetch_add(1) + 1 == total && waiting.load()) {
    { const std::lock_guard lock(mutex); }
    finished.notify_one();
  }
  return true;
}

bool ThreadPool::State::wait_for_job(std::uint64_t& seen, SpinWait& spin_wait) {
  const auto has_job = [&] { return job_of(ticket.load(std::memory_order_acquire)) != seen; };
  bool stopped = false;
  spin_wait.wait(has_job, [&] {
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

void ThreadPool::State::work() {
  std::uint64_t seen = 0;
  SpinWait spin_wait;
  while (wait_for_job(seen, spin_wait)) {
    while (run_next(seen)) {
    }
  }
}

void choose_threads(std::shared_ptr<ThreadPool>& pool, int threads, double operations) {
  // Fewer operations take less than about a millisecond; waking threads costs more than they gain.
  constexpr double least_shared = 6e7;
  pool = nullptr;
  if (threads == 0) {
    if (operations >= least_shared) pool = ThreadPool::shared();
  } else if (threads > 1) {
    pool = std::make_shared<ThreadPool>(threads);
  }
  if (pool && pool->size() == 1) pool = nullptr;
}

}  // namespace babble
