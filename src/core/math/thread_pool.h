// A thread pool for loops whose iterations are independent of each other. Iterations are handed out
// dynamically: each thread takes the next one when it is free, so a thread that the operating
// system has suspended does not delay the others. The result of an iteration must not depend on the
// thread that runs it; results are then the same for every number of threads.
#pragma once

#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

namespace babble {

class ThreadPool {
 public:
  /// The calling thread and threads - 1 workers, which sleep while there is nothing to do. The pool
  /// is smaller where the system refuses to start that many threads.
  explicit ThreadPool(int threads);
  /// Must not be called while parallel_for() is running. Does not wait for a worker that has not
  /// started yet: a browser starts threads only when the thread that created them is idle.
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  /// The number of threads, the calling one included.
  int size() const { return static_cast<int>(threads_.size()) + 1; }

  /// Calls work(i) once for each i from 0 to count - 1 and returns when all calls are done. If
  /// another thread is using the pool, the calling thread does all the work itself. `work` must not
  /// throw and must not call this function of the same pool.
  template <class Work>
  void parallel_for(int count, const Work& work) noexcept {
    const auto call = [](const void* context, int i) noexcept {
      (*static_cast<const Work*>(context))(i);
    };
    run(count, call, &work);
  }

  /// The size of the default pool: one thread for each hardware thread, at most 8.
  static int default_size();
  /// The default pool. Starts at the first call.
  static std::shared_ptr<ThreadPool> shared();

 private:
  using Call = void (*)(const void* context, int i) noexcept;
  void run(int count, Call call, const void* context) noexcept;

  class SpinWait;
  struct State;                   // shared with the workers; lives as long as the last of them
  std::shared_ptr<State> state_;  // never null
  std::vector<std::thread> threads_;
};

/// Chooses the threads for mini-batches of so many floating-point operations. 0: all of the
/// machine's if the work is large enough to gain from them. A null pool: the calling thread alone.
/// The threads of the pool before end first.
void choose_threads(std::shared_ptr<ThreadPool>& pool, int threads, double operations);

/// Calls work(i) for each i from 0 to count - 1: on the pool's threads, or in order on the calling
/// thread if `pool` is null.
template <class Work>
void parallel_for(ThreadPool* pool, std::ptrdiff_t count, const Work& work) noexcept {
  if (!pool) {
    for (std::ptrdiff_t i = 0; i < count; ++i) work(i);
    return;
  }
  pool->parallel_for(static_cast<int>(count), [&](int i) { work(std::ptrdiff_t{i}); });
}

}  // namespace babble
