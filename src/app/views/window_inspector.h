// Every example of a text on its way through a model that reads a window.
#pragma once

#include "app/views/inspected_text.h"

namespace babble::app {

/// Of the active model if it reads a window, else of the first that does. Of a longer text it shows
/// the first examples.
class WindowInspector final : public TextView {
 private:
  bool wanted(const ViewContext& context) const override;
  Stamp stamp(const ViewContext& context) const override;
  bool fill(const ViewContext& context, double end, Snapshot& snapshot) override;
};

}  // namespace babble::app
