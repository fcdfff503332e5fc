// Intents and snapshots as bytes, between two instances of the same program that share no memory:
// the page and its worker. The bytes are exact and depend on the program's build.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "app/protocol/intents.h"
#include "app/protocol/snapshot.h"

namespace babble::app {

std::string pack_intent(const Intent& intent);
/// Throws Error if the bytes end too early.
Intent unpack_intent(std::string_view bytes);

/// Packs snapshots one after the other. What one shares with the one before is packed as a number.
class SnapshotPacker {
 public:
  /// Throws std::bad_alloc; the next call then packs as if this one had not been.
  std::string pack(const Snapshot& snapshot);
  /// The next snapshot is packed as a whole.
  void forget() { known_.clear(); }

  struct Part {
    std::uint64_t id;
    std::shared_ptr<const void> kept;  ///< its address stays in use
  };
  using Parts = std::unordered_map<const void*, Part>;

 private:
  Parts known_;  // of the snapshot before
  std::uint64_t last_id_ = 0;
};

/// Reads what one SnapshotPacker has packed, in the same order.
class SnapshotUnpacker {
 public:
  /// Throws Error if the bytes end too early, or std::bad_alloc. The next snapshot then has to be
  /// packed as a whole.
  std::shared_ptr<const Snapshot> unpack(std::string_view bytes);

  using Parts = std::unordered_map<std::uint64_t, std::shared_ptr<void>>;

 private:
  Parts known_;
};

}  // namespace babble::app
