// What λ and k do to the loss.
#pragma once

#include <vector>

#include "ui/base/frame.h"
#include "ui/cards/common/settings_panel.h"

namespace babble::ui {

class RegularizationCard {
 public:
  void draw(Frame& frame);

 private:
  SettingsPanel panel_;
  std::vector<double> k_x_, k_y_, l2_x_, l2_y_;  ///< where the present settings stand
};

/// Full batch or mini-batches, and why the full batch is fast here.
class BatchCard {
 public:
  void draw(Frame& frame);
};

}  // namespace babble::ui
