// Sampling step by step (chapter Counting): the row, the bar of running sums, the random number and
// the character that it chooses.
#pragma once

#include <string>

#include "ui/base/frame.h"

namespace babble::ui {

class SampleStepCard {
 public:
  void draw(Frame& frame);
  /// Draws the next character when it is due. Call in every frame.
  void advance(Frame& frame);
  void draw_next(Frame& frame);
  /// Back to the first draw of the seed.
  void restart(Frame& frame);
  bool automatic() const { return automatic_; }
  void set_automatic(bool on) { automatic_ = on; }
  /// True if draws are slow enough to be followed (not at full speed).
  bool can_be_followed() const { return speed_ < 3; }
  /// True once the animation of the last draw shows the chosen character.
  bool is_decided() const { return progress_ >= 1; }

 private:
  void strip(Frame& frame, float width) const;
  void explain(Frame& frame) const;
  void buttons(Frame& frame);

  bool automatic_ = false;
  double due_ = 0;  // seconds
  int speed_ = 1;   // index into speeds
  std::int64_t seen_draws_ = 0;
  double changed_at_ = -10;  // seconds; when the snapshot showed another draw
  double progress_ = 1;      // of the present draw's animation, up to 1
};

}  // namespace babble::ui
