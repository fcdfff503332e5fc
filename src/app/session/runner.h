// Between interface and session: intents in, snapshots out, and neither side waits for the other.
// Runs turn() in a thread of its own or, without threads, in slices from the frame. Where another
// instance of the program works (remote_session.h), passes intents and snapshots on.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "app/protocol/intents.h"
#include "app/protocol/packing.h"
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
  /// The same, but publishes at the rate of a thread. Returns the seconds until there is work: 0 if
  /// there is some now, infinity if only an intent can bring it.
  double work(double milliseconds);
  bool threaded() const { return thread_.joinable(); }

  using Send = std::function<void(const std::string& packed_intent)>;
  /// While the other instance starts: intents wait, and pump() does nothing.
  void hold(bool held) { held_ = held; }
  /// From now on a RemoteSession works, to which `send` passes intents. For the thread that draws.
  void start_remote(Send send);
  /// A snapshot of the RemoteSession. Throws std::bad_alloc; ask for a whole one then.
  void receive(std::string_view packed_snapshot);
  bool remote() const { return send_ != nullptr; }

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
  bool held_ = false;
  Send send_;
  SnapshotUnpacker unpacker_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace babble::app
