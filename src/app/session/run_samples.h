// The samples of a run.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "app/views/view.h"
#include "core/training/sampler.h"

namespace babble::app {

/// The newest set of samples, and a trail of one sample from each of up to 100 earlier steps.
class RunSamples {
 public:
  explicit RunSamples(const SampleOptions& options = {}) : options_(options) {}
  /// Forgets all samples; the options stay.
  void restart() { *this = RunSamples(options_); }

  const SampleOptions& options() const { return options_; }
  void set_options(const SampleOptions& options) { options_ = options; }

  /// Draws with a generator of its own. Throws Error for invalid options, which are then not kept.
  void draw(const OpenModel& open, const SampleOptions& options, const Clock& clock);
  /// Draws with the options of before. A model that cannot be drawn from leaves the set empty.
  void redraw(const OpenModel& open, const Clock& clock);

  /// Whether the set is not of the present parameters.
  bool stale(const OpenModel& open) const { return drawn_at_ != open.steps; }
  /// The parameters have changed without a step.
  void invalidate() { drawn_at_ = -1; }
  /// Whether to draw while training: at powers of two, and every 0.7 seconds.
  bool due(const OpenModel& open, double now) const;

  const SharedVector<Sample>& newest() const { return newest_; }
  const SharedVector<Sample>& trail() const { return trail_; }

 private:
  void extend_trail(const OpenModel& open);

  SampleOptions options_;
  SharedVector<Sample> newest_, trail_;
  std::int64_t drawn_at_ = -1;  // step
  RefreshSchedule schedule_{0.7, 9};
};

}  // namespace babble::app
