// Sampling made visible (chapter Counting): the row, the cumulative bar, the number drawn, the
// letter chosen, one draw after the other.
#pragma once

#include <string>

#include "ui/base/frame.h"

namespace babble::ui {

class SampleStepCard {
 public:
  void draw(Frame& frame);
  /// Draws the next character when its time has come. To be called in every frame.
  void advance(Frame& frame);
  void draw_next(Frame& frame);
  /// Back to the first draw of the seed.
  void restart(Frame& frame);
  bool automatic() const { return automatic_; }
  void set_automatic(bool on) { automatic_ = on; }
  /// One draw can be followed with the eye (not at full speed).
  bool can_be_followed() const { return speed_ < 3; }
  /// The letter of the last draw is shown already, and not only the number that will pick it.
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
