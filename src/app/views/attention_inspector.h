// Where a model with attention looks along a text.
#pragma once

#include "app/views/inspected_text.h"

namespace babble::app {

/// Of the active model if it has attention, else of the first that has. Of a longer text it shows
/// what fits the window.
class AttentionInspector final : public TextView {
 private:
  bool wanted(const ViewContext& context) const override;
  Stamp stamp(const ViewContext& context) const override;
  bool fill(const ViewContext& context, double end, Snapshot& snapshot) override;
};

}  // namespace babble::app
