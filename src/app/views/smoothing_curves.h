// NLL as a function of the smoothing k and of the weight penalty λ (chapter Neural bigram).
#pragma once

#include "app/views/view.h"

namespace babble::app {

/// Computed once a corpus. Null for V above 256 and for a training part without pairs.
class SmoothingCurves final : public View {
 public:
  bool quick() const override { return false; }

 private:
  bool wanted(const ViewContext& context) const override;
  Stamp stamp(const ViewContext&) const override { return {}; }
  bool fill(const ViewContext& context, double end, Snapshot& snapshot) override;
  void reset(Snapshot& snapshot) override { snapshot.smoothing.reset(); }
};

}  // namespace babble::app
