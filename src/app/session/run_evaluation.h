// The NLL of a run on each part of the corpus.
#pragma once

#include <cstdint>

#include "app/views/view.h"

namespace babble::app {

/// Evaluates within a time budget, on the beginnings of the parts where they are too large for it.
class RunEvaluation {
 public:
  /// Forgets all figures. `now` in seconds.
  void restart(double now);

  /// Evaluates all parts in about `seconds`. Throws Error and std::bad_alloc.
  void evaluate(const OpenModel& open, Evaluator& evaluator, double seconds, const Clock& clock);
  /// The evaluation failed: the figures of these parameters stay unknown (NaN). Returns whether it
  /// is the first failure since restart().
  bool fail(const OpenModel& open, double now);

  /// Whether the figures are not of the present parameters.
  bool stale(const OpenModel& open) const { return evaluated_at_ != open.steps; }
  /// The parameters have changed without a step.
  void invalidate() { evaluated_at_ = -1; }
  /// Whether to evaluate while training: every 1.5 seconds, for at most a thirteenth of the time.
  bool due(const OpenModel& open, double now) const { return stale(open) && schedule_.due(now); }

  const PerPart& nll() const { return nll_; }
  bool partial() const { return partial_; }
  std::int64_t evaluated_at() const { return evaluated_at_; }  ///< step; -1: not yet

 private:
  PerPart nll_ = unknown();
  std::int64_t evaluated_at_ = -1;
  bool partial_ = false, failed_ = false;
  double pairs_per_second_ = 0;  // as last measured; 0: not yet
  RefreshSchedule schedule_{1.5, 12};

  static PerPart unknown();
};

}  // namespace babble::app
