// What one pair does in a training step, stage by stage.
#pragma once

#include <string>
#include <vector>

#include "ui/base/frame.h"

namespace babble::ui {

class ExampleCard {
 public:
  void draw(Frame& frame);

 private:
  void choose_pair(Frame& frame, float width);
  void stages(Frame& frame, float width);
  void explain(Frame& frame);
  void bars(Frame& frame, const std::vector<float>& values, float height) const;
  void loss_curve(Frame& frame);

  int stage_ = 0;
  int over_all_ = 0;         ///< 0 gradient of this pair, 1 of all pairs
  std::string typed_;        ///< the pair as typed; empty: as the snapshot has it
  std::uint64_t asked_ = 0;  ///< revision of the corpus for which a pair was requested
  std::vector<double> x_, y_, dot_x_, dot_y_;  ///< −log p, and where this pair is
};

}  // namespace babble::ui
