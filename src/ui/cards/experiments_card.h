// "Things to try": two or three experiments of a chapter. A click sets one up and starts it, and
// brings the card in which it can be watched into view.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "ui/base/frame.h"

namespace babble::ui {

struct Experiment {
  std::string_view name;              ///< in WidgetRegistry, as try.<name>
  std::string_view title;             ///< what to do, in a few words: "Forget smoothing"
  std::string_view words;             ///< what is set up, and what to look at
  std::string_view look_at = {};      ///< name of the card that is scrolled into view; may be empty
  std::function<void(Frame&)> start;  ///< posts the intents; for what a chapter keeps itself, too
  bool enabled = true;
  std::string_view why_not = {};  ///< shown instead of the words where it is not enabled
};

/// Remembers which of them was started last.
class ExperimentsCard {
 public:
  void draw(Frame& frame, std::span<const Experiment> things);

 private:
  std::string started_;  ///< name of the one started last
};

}  // namespace babble::ui
