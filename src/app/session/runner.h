// Between the screen and the session: intents in, snapshots out, neither side waiting for the
// other. Driven by a thread of its own, or pumped from the frame where threads are not to be had:
// both run turn().
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
  /// Opens the session, in the calling thread: latest() has something to show from the beginning.
  Runner();
  /// Ends the thread after the training step under way.
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  /// From any thread.
  void post(Intent intent);

  /// The newest snapshot, never null; nothing is copied. One thread only, the one that draws. A
  /// larger `revision` than that of the snapshot before tells that something changed.
  const std::shared_ptr<const Snapshot>& latest() { return snapshots_.latest(); }

  /// Sets a function that is called after each publication of a snapshot, on the publishing thread.
  /// To be called before start_thread().
  void set_on_publish(std::function<void()> on_publish) { on_publish_ = std::move(on_publish); }

  /// Works in a thread of its own from now on.
  void start_thread();
  /// Or works here and now for about so many milliseconds, then publishes what changed. Returns
  /// whether anything is left to do.
  bool pump(double milliseconds);
  bool threaded() const { return thread_.joinable(); }

 private:
  void loop();
  /// Carries out what was posted, works, publishes. Returns how many seconds there is nothing to
  /// do: 0 when work is left, infinity when only an intent can bring new work.
  double turn(double milliseconds);
  void publish();
  void publish_if_due();
  double seconds_since_publishing() const;

  Session session_;
  TripleBuffer<std::shared_ptr<const Snapshot>> snapshots_;
  double published_at_ = 0;  // seconds
  std::function<void()> on_publish_;

  std::mutex mutex_;  // guards posted_; held for a moment only
  std::condition_variable wake_;
  std::vector<Intent> posted_;
  std::vector<Intent> taken_;  // of turn(), kept for its memory
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace babble::app
