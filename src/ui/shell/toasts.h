// Messages that appear at the edge and disappear by themselves.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ui/base/frame.h"

namespace babble::ui {

/// A question with answers as buttons; a click on one closes it.
struct Prompt {
  std::string text;
  struct Answer {
    std::string name;  ///< in WidgetRegistry, and what Toasts::take_answer returns
    std::string words;
  };
  std::vector<Answer> answers;
  double seconds = 60;  ///< it is shown for so long
};

class Toasts {
 public:
  /// Shows a message that is not one of the session's notices.
  void say(std::string text, bool is_error) {
    waiting_.push_back({std::move(text), is_error, -1, 0, {}});
  }
  void offer(Prompt prompt) {
    waiting_.push_back(
        {std::move(prompt.text), false, -1, prompt.seconds, std::move(prompt.answers)});
  }
  /// Removes the prompts that have such an answer first.
  void withdraw(std::string_view answer);
  /// The name of the answer that was clicked, once; empty if none was.
  std::string take_answer() { return std::exchange(answer_, {}); }
  /// Shows the messages and the snapshot's new notices, `left` pixels from the left edge and
  /// `bottom` pixels above the lower one.
  void draw(Frame& frame, float left, float bottom);

 private:
  struct Toast {
    std::string text;
    bool is_error = false;
    double until = -1;  // seconds; -1: not shown yet
    double stays = 0;   // seconds; 0: long enough to be read
    std::vector<Prompt::Answer> answers;
  };
  void draw_one(Frame& frame, std::size_t index, float left, float bottom, float& top);

  std::vector<Toast> waiting_;
  std::string answer_;
  std::uint64_t seen_ = 0;  // id of the newest notice shown
};

}  // namespace babble::ui
