// The hidden units over some examples: how many are saturated, and which are dead.
#pragma once

#include "ui/base/frame.h"
#include "ui/widgets/heatmap.h"

namespace babble::ui {

class ActivationsCard {
 public:
  void draw(Frame& frame, ModelKind kind, float height);

 private:
  void draw_units(Frame& frame, float width, float height);

  Heatmap map_;
  std::vector<double> bars_x_, bars_y_;
};

}  // namespace babble::ui
