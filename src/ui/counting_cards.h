// The cards at the side of chapter Counting.
#pragma once

#include <string>

#include "ui/frame.h"
#include "ui/settings_panel.h"

namespace babble::ui {

/// k on a slider, and what it does to the NLL of each part.
class SmoothingCard {
 public:
  void draw(Frame& frame);

 private:
  SettingsPanel panel_;
};

/// The sampler walking from row to row, by hand or by itself.
class WalkCard {
 public:
  void draw(Frame& frame);
  /// Draws the next character when its time has come. To be called in every frame.
  void advance(Frame& frame);
  void draw_next(Frame& frame);
  void restart(Frame& frame);
  bool automatic() const { return automatic_; }
  void set_automatic(bool on) { automatic_ = on; }

 private:
  bool automatic_ = false;
  double due_ = 0;  // seconds
  int speed_ = 1;   // index into speeds
};

/// A word and the table of its pairs.
class WordCard {
 public:
  void draw(Frame& frame);

 private:
  std::string word_;
  std::string seen_, posted_;  ///< of the snapshot, of our own
};

}  // namespace babble::ui
