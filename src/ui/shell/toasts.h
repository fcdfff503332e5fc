// Sentences that appear at the edge and go away by themselves.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ui/base/frame.h"

namespace babble::ui {

/// Something to be said yes or no to; a click on one of the answers closes it.
struct Prompt {
  std::string text;
  struct Answer {
    std::string name;  ///< in WidgetRegistry, and what Toasts::take_answer returns
    std::string words;
  };
  std::vector<Answer> answers;
  double seconds = 60;  ///< for so long it stands there
};

class Toasts {
 public:
  /// A sentence that comes from nowhere near the session.
  void say(std::string text, bool is_error) {
    waiting_.push_back({std::move(text), is_error, -1, 0, {}});
  }
  void offer(Prompt offer) {
    waiting_.push_back({std::move(offer.text), false, -1, offer.seconds, std::move(offer.answers)});
  }
  /// The name of the answer that was clicked, once; empty if none was.
  std::string take_answer() { return std::exchange(answer_, {}); }
  /// Shows the snapshot's new notices and those that are not old yet, above `bottom` pixels.
  void draw(Frame& frame, float bottom);

 private:
  struct Toast {
    std::string text;
    bool is_error = false;
    double until = -1;  // seconds; -1: not shown yet
    double stays = 0;   // seconds; 0: long enough to be read
    std::vector<Prompt::Answer> answers;
  };
  void draw_one(Frame& frame, std::size_t index, float bottom, float& top);

  std::vector<Toast> waiting_;
  std::string answer_;
  std::uint64_t seen_ = 0;  // id of the newest notice taken over
};

}  // namespace babble::ui
