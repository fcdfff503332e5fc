// Runs of the courses: one click sets everything up, and a table compares the figures.
#pragma once

#include "core/models/model_kind.h"
#include "ui/base/frame.h"

namespace babble::ui {

class PresetsCard {
 public:
  /// Draws nothing if there is no preset for this model.
  void draw(Frame& frame, ModelKind kind);
};

}  // namespace babble::ui
