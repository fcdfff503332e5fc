// One example of a model with a window: its way from the characters to the loss, and the gradient's
// way back.
#pragma once

#include <array>
#include <string>

#include "core/models/model_kind.h"
#include "ui/base/frame.h"
#include "ui/cards/common/text_to_read.h"
#include "ui/widgets/heatmap.h"

namespace babble::ui {

class WindowCard {
 public:
  void draw(Frame& frame, ModelKind kind);
  /// The example that is shown in a sentence, for screen readers; empty without one.
  std::string describe(const app::Snapshot& snapshot) const;

 private:
  struct Stage;
  /// The text, one cell a character that is to be guessed: a click, or the arrows, pick one.
  void choose(Frame& frame, ModelKind kind, float width);
  /// Values on the left, and the gradient of the loss by them on the right.
  void draw_stage(Frame& frame, const Stage& stage, std::size_t place, float width);

  TextToRead text_;
  int at_ = 0;  ///< the example that is shown
  std::array<Heatmap, 6> maps_;
};

}  // namespace babble::ui
