// One loss written in several ways (chapter Neural bigram).
#pragma once

#include "app/views/view.h"

namespace babble::app {

/// Shown while matrices are subscribed to.
class LossSpellings final : public View {
 public:
  LossSpellings() : View(1) {}
  bool quick() const override { return false; }

 private:
  bool wanted(const ViewContext& context) const override { return context.subscription.matrices; }
  Stamp stamp(const ViewContext& context) const override;
  bool fill(const ViewContext& context, double end, Snapshot& snapshot) override;
};

}  // namespace babble::app
