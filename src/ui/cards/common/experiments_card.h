// "Things to try": a few experiments of a chapter. A click sets one up and starts it. Its cards
// then stand at the top of their columns until the experiment is closed.
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
  std::string_view look_at = {};      ///< the cards that show the effect, separated by spaces
  std::function<void(Frame&)> start;  ///< posts the intents
  bool enabled = true;
  std::string_view why_not = {};  ///< shown instead of `words` if not enabled
};

/// Remembers which of them was started last and is still open.
class ExperimentsCard {
 public:
  void draw(Frame& frame, std::span<const Experiment> experiments);
  /// The open experiment: what it shows, "Back to defaults" and "Close". Closes it on a click.
  /// Returns true if the defaults are asked for.
  bool draw_open(Frame& frame);
  /// Opens one that is not in the list and was started elsewhere.
  void open_other(std::string title, std::string words, std::string_view look_at);
  bool open() const { return !started_.empty(); }
  /// Whether the open experiment shows its effect on that card.
  bool looks_at(std::string_view card) const;

 private:
  std::string started_;  ///< name of the open one; empty: none
  std::string title_, words_, look_at_;
};

}  // namespace babble::ui
