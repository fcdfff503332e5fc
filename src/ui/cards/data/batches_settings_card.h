// How the text is cut into mini-batches.
#pragma once

#include <string>
#include <string_view>

#include "core/models/model_kind.h"
#include "ui/base/frame.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {

class BatchesSettingsCard {
 public:
  /// Changes `request` as the user asks; true if it is to be posted. `recurrent` is the model whose
  /// settings can be taken over, and set.
  bool draw(Frame& frame, app::InspectBatch& request, ModelKind recurrent);

 private:
  /// A slider and a field. True when the value has changed: by the slider within its scale, by
  /// typing up to `most`.
  bool number(Frame& frame, std::string_view name, std::string_view words, const Help& help,
              int& value, SliderScale scale, int most);
  bool settings_of_model(Frame& frame, app::InspectBatch& request, ModelKind recurrent);

  std::string editing_, typed_;  ///< the field in use, and its text
};

}  // namespace babble::ui
