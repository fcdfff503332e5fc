// W, softmax(W), the counted P and their difference as pictures that move together.
#pragma once

#include <vector>

#include "ui/base/frame.h"
#include "ui/base/short_tokens.h"
#include "ui/widgets/heatmap.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {

class NeuralMatrices {
 public:
  NeuralMatrices();
  /// A click on a cell traces that pair (ExampleCard).
  void draw(Frame& frame);

 private:
  enum Side { weights, network, counts, difference };
  void refresh(const app::Snapshot& snapshot);
  float value(const app::Snapshot& snapshot, int side, int i, int j) const;
  Color color(const Frame& frame, int side, float value, int size) const;
  void header(Frame& frame, Card& card);
  void picture(Frame& frame, int side, float width);
  void read_out(Frame& frame) const;

  Heatmap heatmaps_[4];
  ShortTokens tokens_;
  std::vector<float> log_p_;  // V×V, log softmax of the rows of W (plus b)
  std::uint64_t weights_revision_ = 0;
  int scale_ = 0;               // logarithm, probability
  bool large_ = false;          // two by two instead of side by side
  int row_ = -1, column_ = -1;  // the cell pointed at last
};

}  // namespace babble::ui
