// The hidden units of a network over some examples of the training part.
#pragma once

#include "app/views/view.h"

namespace babble::app {

constexpr int most_activation_examples = 200;
/// |tanh| above the first has hardly a gradient (makemore part 3's histogram); a unit above the
/// second for all examples is dead.
constexpr float saturated_above = 0.97f, dead_above = 0.99f;

/// Of the active model; of one without hidden units an empty picture.
class Activations final : public View {
 public:
  Activations() : View(0.15) {}

 private:
  bool wanted(const ViewContext& context) const override;
  Stamp stamp(const ViewContext& context) const override;
  bool fill(const ViewContext& context, double end, Snapshot& snapshot) override;

  std::uint64_t revision_ = 0;
};

}  // namespace babble::app
