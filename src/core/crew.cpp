#include "core/crew.h"

#include <algorithm>
#include <chrono>
#include <system_error>

namespace babble {
namespace {

// The phases of one mini-batch follow each other within microseconds, and waking a sleeping thread
// takes tens of them: look around for so long before going to sleep.
constexpr std::chrono::microseconds patience{60};

void pause() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

template <class Condition>
bool soon(const Condition& condition) {
  const auto end = std::chrono::steady_clock::now() + patience;
  do {
    for (int i = 0; i < 64; ++i) {
      if (condition()) return true;
      pause();
    }
  } while (std::chrono::steady_clock::now() < end);
  return false;
}

constexpr std::uint64_t job_of(std::uint64_t ticket) { return ticket >> 32; }
constexpr std::uint32_t left_of(std::uint64_t ticket) { return static_cast<std::uint32_t>(ticket); }

}  // namespace

Crew::Crew(int threads) {
  try {
    for (int i = 1; i < threads; ++i) threads_.emplace_back([this] { help(); });
  } catch (const std::system_error&) {
    // No more threads to be had.
  }
}

Crew::~Crew() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

std::shared_ptr<Crew> Crew::shared() {
  static const auto crew = std::make_shared<Crew>(
      std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 8));
  return crew;
}

void Crew::run(int count, Call call, const void* context) noexcept {
  if (threads_.empty() || count <= 1 || taken_.exchange(true)) {
    for (int i = 0; i < count; ++i) call(context, i);
    return;
  }
  call_ = call;
  context_ = context;
  count_ = count;
  done_.store(0, std::memory_order_relaxed);
  const std::uint64_t job = job_of(ticket_.load(std::memory_order_relaxed)) + 1;
  ticket_.store(job << 32 | static_cast<std::uint32_t>(count));
  if (sleeping_.load() > 0) {
    // The lock: a thread that is about to sleep looks at the ticket while it holds it.
    { const std::lock_guard lock(mutex_); }
    wake_.notify_all();
  }
  while (take_piece(job)) {
  }
  const auto finished = [&] { return done_.load() == count; };
  if (!soon(finished)) {
    std::unique_lock lock(mutex_);
    waiting_ = true;
    finished_.wait(lock, finished);
    waiting_ = false;
  }
  taken_ = false;
}

bool Crew::take_piece(std::uint64_t job) noexcept {
  std::uint64_t ticket = ticket_.load(std::memory_order_acquire);
  do {
    if (job_of(ticket) != job || left_of(ticket) == 0) return false;
  } while (!ticket_.compare_exchange_weak(ticket, ticket - 1, std::memory_order_acq_rel,
                                          std::memory_order_acquire));
  const int count = count_;
  call_(context_, count - static_cast<int>(left_of(ticket)));
  // After this the job may be over, and the next one begun.
  if (done_.fetch_add(1) + 1 == count && waiting_.load()) {
    { const std::lock_guard lock(mutex_); }
    finished_.notify_one();
  }
  return true;
}

bool Crew::wait_for_job(std::uint64_t& seen) {
  const auto begun = [&] { return job_of(ticket_.load(std::memory_order_acquire)) != seen; };
  if (!soon(begun)) {
    std::unique_lock lock(mutex_);
    ++sleeping_;
    wake_.wait(lock, [&] { return stopping_ || job_of(ticket_.load()) != seen; });
    --sleeping_;
    if (stopping_) return false;
  }
  seen = job_of(ticket_.load(std::memory_order_acquire));
  return true;
}

void Crew::help() {
  std::uint64_t seen = 0;
  while (wait_for_job(seen)) {
    while (take_piece(seen)) {
    }
  }
}

}  // namespace babble
