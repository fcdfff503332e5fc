// Runs "as in the course": one click sets everything, and the table says what must come out.
#pragma once

#include "core/models/model_kind.h"
#include "ui/base/frame.h"

namespace babble::ui {

class PresetsCard {
 public:
  /// Draws nothing where there is no preset for this model.
  void draw(Frame& frame, ModelKind kind);
};

}  // namespace babble::ui
