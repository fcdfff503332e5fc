// Smoothing, and the score of a word (chapter Counting).
#pragma once

#include <string>

#include "ui/base/frame.h"
#include "ui/cards/common/settings_panel.h"

namespace babble::ui {

/// The order of the n-grams (`kind` follows it), how counts become probabilities (k on a slider),
/// and what both do to the NLL of each part.
class SmoothingCard {
 public:
  void draw(Frame& frame, ModelKind& kind);

 private:
  SettingsPanel panel_;
};

/// A word and the table of its pairs.
class WordCard {
 public:
  void draw(Frame& frame);

 private:
  std::string word_;
  std::string seen_, posted_;  ///< the word in the snapshot, and the one posted last
};

}  // namespace babble::ui
