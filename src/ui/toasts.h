// Sentences that appear at the edge and go away by themselves.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ui/frame.h"

namespace babble::ui {

class Toasts {
 public:
  /// A sentence that comes from nowhere near the session.
  void say(std::string text, bool is_error) { waiting_.push_back({std::move(text), is_error, -1}); }
  /// Shows the snapshot's new notices and those that are not old yet, above `bottom` pixels.
  void draw(Frame& frame, float bottom);

 private:
  struct Toast {
    std::string text;
    bool is_error = false;
    double until = -1;  // seconds; -1: not shown yet
  };
  std::vector<Toast> waiting_;
  std::uint64_t seen_ = 0;  // id of the newest notice taken over
};

}  // namespace babble::ui
