// λ beside k: what both do to the loss, and where they meet.
#pragma once

#include <vector>

#include "ui/base/frame.h"
#include "ui/cards/settings_panel.h"

namespace babble::ui {

class RegularizationCard {
 public:
  void draw(Frame& frame);

 private:
  SettingsPanel panel_;
  std::vector<double> k_x_, k_y_, l2_x_, l2_y_;  ///< where the present settings stand
};

/// Full batch or mini-batches, and why the full batch is so quick here.
class BatchCard {
 public:
  void draw(Frame& frame);
};

}  // namespace babble::ui
