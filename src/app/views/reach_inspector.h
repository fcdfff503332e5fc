// How far back the gradient reaches through each recurrent model.
#pragma once

#include <vector>

#include "app/views/view.h"

namespace babble::app {

constexpr int reach_sequences = 32;  ///< the first of the training part

/// Of the active model and the trained ones, each as far as its training goes back: T steps, 2T
/// where its state is not detached; with whole lines where it reads those.
class ReachInspector final : public View {
 public:
  ReachInspector() : View(0.25) {}
  bool quick() const override { return false; }

 private:
  bool wanted(const ViewContext& context) const override { return context.subscription.reach; }
  Stamp stamp(const ViewContext& context) const override;
  bool fill(const ViewContext& context, double end, Snapshot& snapshot) override;

  struct Kept {
    ReachView view;
    std::uint64_t run;
    std::int64_t steps;
  };
  std::vector<Kept> kept_;
};

}  // namespace babble::app
