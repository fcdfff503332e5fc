// A few threads that share out the pieces of one piece of work. Whoever is free takes the next
// piece, so that a thread that the system has put aside holds up nobody: the others do its share.
// What a piece computes must not depend on who computes it; then nothing depends on the number of
// threads.
#pragma once

#include <memory>
#include <thread>
#include <vector>

namespace babble {

class ThreadPool {
 public:
  /// The calling thread and threads - 1 more, which sleep while there is nothing to do. Where the
  /// system gives fewer threads, or none, the pool is smaller.
  explicit ThreadPool(int threads);
  /// Must not be called while run() is under way. Does not wait for a thread that has not begun
  /// yet: a browser starts threads only when the thread that asked for them is at rest, if ever.
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  /// Threads that work, the calling one included.
  int size() const { return static_cast<int>(threads_.size()) + 1; }

  /// Calls piece(i) once for every i from 0 to count - 1, and returns when all are done. While one
  /// thread has the pool at work, another one that calls this does all its pieces itself. `piece`
  /// must not throw, and must not call this.
  template <class Piece>
  void run(int count, const Piece& piece) noexcept {
    const auto call = [](const void* context, int i) noexcept {
      (*static_cast<const Piece*>(context))(i);
    };
    run(count, call, &piece);
  }

  /// The one pool for all who do not ask for a number of threads: as many as the machine can run at
  /// once, at most 8. They are started at the first call.
  static std::shared_ptr<ThreadPool> shared();

 private:
  using Call = void (*)(const void* context, int i) noexcept;
  void run(int count, Call call, const void* context) noexcept;

  class SpinWait;                 // how each of them waits
  struct State;                   // what the threads see; it lives as long as the last of them
  std::shared_ptr<State> state_;  // never null
  std::vector<std::thread> threads_;
};

}  // namespace babble
