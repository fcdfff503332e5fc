// The session of a runner in another instance of the program: in the page's worker, where the
// browser has no threads. The worker's script calls it in a loop and passes the bytes.
#pragma once

#include <string>
#include <string_view>

#include "app/protocol/packing.h"
#include "app/session/session.h"

namespace babble::app {

class RemoteSession {
 public:
  explicit RemoteSession(Clock clock = {});

  /// Throws Error if the bytes are no intent.
  void apply(std::string_view packed_intent) { session_.apply(unpack_intent(packed_intent)); }
  /// Works for about so many milliseconds. Returns the seconds until there is something to do: 0 if
  /// there is now, infinity if only an intent can bring it.
  double work(double milliseconds);
  double seconds_until_news() const;
  /// The packed snapshot; empty if nothing has changed, or within a sixtieth of a second of the
  /// last one. `whole`: the receiver has lost the last one.
  std::string news(bool whole = false);

 private:
  Clock clock_;
  Session session_;
  SnapshotPacker packer_;
  double told_at_;
  bool whole_ = false;  // the next news
};

}  // namespace babble::app
