// The text load in progress, and the intents that wait for its end.
#pragma once

#include <deque>
#include <optional>

#include "app/protocol/intents.h"
#include "app/protocol/snapshot.h"
#include "app/session/text_load.h"
#include "app/views/refresh_schedule.h"

namespace babble::app {

class TextLoadQueue {
 public:
  using Say = std::function<void(const char*)>;

  bool loading() const { return load_.has_value(); }
  /// Loads small texts (up to 1 MB) at once and begins to load a large one. Throws Error; nothing
  /// is being loaded then.
  void begin(TextLoad load, const Say& say);
  /// Loads until about `end` (seconds). Throws Error and std::bad_alloc, which end the load.
  void advance(double end, const Clock& clock, const Say& say);
  void cancel() { load_.reset(); }
  /// What is being loaded; only while loading().
  TextLoadView view() const;

  void defer(Intent intent) { waiting_.push_back(std::move(intent)); }
  /// The next waiting intent; none while loading.
  std::optional<Intent> next();

 private:
  std::deque<Intent> waiting_;
  std::optional<TextLoad> load_;
};

}  // namespace babble::app
