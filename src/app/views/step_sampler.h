// Sampling from the count table, one draw at a time.
#pragma once

#include <cstdint>
#include <optional>

#include "app/views/view.h"
#include "core/models/count_bigram/count_bigram.h"
#include "core/random/torch_rng.h"

namespace babble::app {

/// Draws what sample() draws for the same seed, and shows the random number of each draw. Starts
/// anew when the count bigram changes.
class StepSampler final : public View {
 public:
  /// Carries an intent out. Throws Error for an invalid number of draws and without a count bigram.
  void draw(const ViewContext& context, const SampleStep& request);

 private:
  Stamp stamp(const ViewContext& context) const override;
  bool fill(const ViewContext& context, double end, Snapshot& snapshot) override;

  void follow(const OpenModel& open);
  void show_start(const OpenModel& open);
  void draw_one(const OpenModel& open);
  void show_sums(const OpenModel& open);

  std::optional<std::uint64_t> run_;  // OpenModel::run that view_ is of
  std::optional<TorchRng> generator_;
  std::int64_t drawn_ = 0;  // tokens of the present sample
  SampleStepView view_;
};

}  // namespace babble::app
