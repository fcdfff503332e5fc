// The NLL of a run on each part of the corpus.
#pragma once

#include <cstdint>

#include "app/views/view.h"
#include "core/training/history.h"

namespace babble::app {

/// Evaluates within a time budget, on the beginnings of the parts where they are too large for it.
/// The test part only after ask_for_test().
class RunEvaluation {
 public:
  /// Forgets all figures. `now` in seconds.
  void restart(double now);

  /// Evaluates in about `seconds`. Throws Error and std::bad_alloc.
  void evaluate(const OpenModel& open, Evaluator& evaluator, double seconds, const Clock& clock);
  /// The next evaluation of these parameters includes the test part.
  void ask_for_test(const OpenModel& open);
  /// Adds a point to the curve, of about 20 ms of work. Throws Error and std::bad_alloc.
  void extend(DevCurve& curve, const OpenModel& open, Evaluator& evaluator, const Clock& clock);
  /// Whether to extend it while training: at powers of two, and every quarter of a second, for at
  /// most a twenty-fifth of the time.
  bool extension_due(const DevCurve& curve, const OpenModel& open, double now) const;

  /// The evaluation failed: the figures of these parameters stay unknown (NaN). Returns whether it
  /// is the first failure since restart().
  bool fail(const OpenModel& open, double now);

  /// Whether the figures are not of the present parameters.
  bool stale(const OpenModel& open) const { return evaluated_at_ != open.steps; }
  /// The parameters have changed without a step.
  void invalidate() { evaluated_at_ = test_at_ = -1; }
  /// Whether to evaluate while training: every 1.5 seconds, for at most a thirteenth of the time.
  bool due(const OpenModel& open, double now) const { return stale(open) && schedule_.due(now); }

  const PerPart& nll() const { return nll_; }
  bool partial() const { return partial_; }
  std::int64_t evaluated_at() const { return evaluated_at_; }  ///< step; -1: not yet

 private:
  PerPart nll_ = unknown();
  std::int64_t evaluated_at_ = -1;
  std::int64_t test_at_ = -1;  // step whose test figure was asked for; -1: none
  bool partial_ = false, failed_ = false;
  double pairs_per_second_ = 0;  // as last measured; 0: not yet
  RefreshSchedule schedule_{1.5, 12}, curve_schedule_{0.25, 24};

  static PerPart unknown();
};

}  // namespace babble::app
