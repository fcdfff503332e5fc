// The hidden state of a recurrent model along a text.
#pragma once

#include "app/views/inspected_text.h"

namespace babble::app {

constexpr std::size_t longest_inspected = 200;  ///< tokens; the rest of the text is ignored

/// Of the active model if it is recurrent, else of the first recurrent one.
class HiddenStates final : public TextView {
 private:
  bool wanted(const ViewContext& context) const override;
  Stamp stamp(const ViewContext& context) const override;
  bool fill(const ViewContext& context, double end, Snapshot& snapshot) override;
};

}  // namespace babble::app
