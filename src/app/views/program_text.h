// The active model's run as a program in PyTorch (card "In PyTorch").
#pragma once

#include <memory>

#include "app/views/view.h"

namespace babble::app {

/// Written anew whenever the settings of the active model, or the text, change.
class ProgramText final : public View {
 public:
  bool quick() const override { return false; }

 private:
  bool wanted(const ViewContext& context) const override { return context.subscription.program; }
  Stamp stamp(const ViewContext& context) const override;
  bool fill(const ViewContext& context, double end, Snapshot& snapshot) override;
  void reset(Snapshot& snapshot) override { snapshot.program.reset(); }

  mutable Settings settings_;          // of the last stamp
  mutable std::uint64_t changes_ = 0;  // of them
};

}  // namespace babble::app
