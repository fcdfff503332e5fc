// Between interface and session: intents in, snapshots out, and neither side waits for the other.
// Runs turn() in a thread of its own or, without threads, in slices from the frame.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "app/protocol/intents.h"
#include "app/protocol/snapshot.h"
#include "app/session/session.h"
#include "app/session/triple_buffer.h"

namespace babble::app {

class Runner {
 public:
  /// Opens the session in the calling thread, so that latest() has a snapshot from the beginning.
  Runner();
  /// Ends the thread after the present training step.
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  /// From any thread.
  void post(Intent intent);

  /// The newest snapshot, never null. For one thread only, the one that draws. Its `revision` is
  /// larger than that of the snapshot before if something has changed.
  const std::shared_ptr<const Snapshot>& latest() { return snapshots_.latest(); }

  /// Sets a function that is called after each publication of a snapshot, on the publishing thread.
  /// Call before start_thread().
  void set_on_publish(std::function<void()> on_publish) { on_publish_ = std::move(on_publish); }

  /// From now on works in a thread of its own.
  void start_thread();
  /// Without a thread: works for about so many milliseconds, then publishes changes. Returns
  /// whether anything is left to do.
  bool pump(double milliseconds);
  bool threaded() const { return thread_.joinable(); }

 private:
  void loop();
  /// Carries out posted intents, works, publishes. Returns the seconds until there is work: 0 if
  /// there is some now, infinity if only an intent can bring it.
  double turn(double milliseconds);
  void publish();
  void publish_if_due();
  double seconds_since_publishing() const;

  Session session_;
  TripleBuffer<std::shared_ptr<const Snapshot>> snapshots_;
  double published_at_ = 0;  // seconds
  std::function<void()> on_publish_;

  std::mutex mutex_;  // guards posted_
  std::condition_variable wake_;
  std::vector<Intent> posted_;
  std::vector<Intent> taken_;  // of turn(); keeps its capacity
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace babble::app
