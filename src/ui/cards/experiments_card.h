// "Things to try": a few experiments of a chapter. A click sets one up, starts it, and scrolls the
// card that shows its effect into view.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "ui/base/frame.h"

namespace babble::ui {

struct Experiment {
  std::string_view name;              ///< in WidgetRegistry, as try.<name>
  std::string_view title;             ///< a few words: "Train without clipping"
  std::string_view words;             ///< what the click does, and what to look at
  std::string_view look_at = {};      ///< the card to scroll into view; may be empty
  std::function<void(Frame&)> start;  ///< posts the intents
  bool enabled = true;
  std::string_view why_not = {};  ///< shown instead of `words` if not enabled
};

/// Remembers which of them was started last.
class ExperimentsCard {
 public:
  void draw(Frame& frame, std::span<const Experiment> experiments);

 private:
  std::string started_;  ///< name of the one started last
};

}  // namespace babble::ui
