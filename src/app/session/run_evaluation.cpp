#include "app/session/run_evaluation.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

#include "core/models/registry.h"

namespace babble::app {
namespace {

constexpr std::int64_t first_pairs = 2048;  // of each part, to measure the speed
constexpr double seconds_a_point = 0.02;    // of a dev curve
constexpr std::int64_t fewest_pairs = 1024, most_pairs = 32768;  // that a point is the NLL of

// As many as can be scored in the time, so that a point is exact enough without being felt.
std::int64_t pairs_of_a_point(const OpenModel& open, Evaluator& evaluator, const Clock& clock) {
  const double begin = clock();
  evaluator.evaluate(*open.model, Part::dev, fewest_pairs);
  const double seconds = std::max(clock() - begin, 1e-6);
  std::int64_t pairs = fewest_pairs;
  while (2 * pairs <= most_pairs &&
         seconds * static_cast<double>(2 * pairs / fewest_pairs) <= seconds_a_point)
    pairs *= 2;
  return pairs;
}

}  // namespace

PerPart RunEvaluation::unknown() {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  return {nan, nan, nan};
}

void RunEvaluation::restart(double now) {
  *this = RunEvaluation();
  schedule_.done(now, now);
}

void RunEvaluation::ask_for_test(const OpenModel& open) {
  test_at_ = open.steps;
  evaluated_at_ = -1;
}

bool RunEvaluation::extension_due(const DevCurve& curve, const OpenModel& open, double now) const {
  if (open.steps <= curve.last_step()) return false;
  const bool at_power = std::has_single_bit(static_cast<std::uint64_t>(open.steps));
  return at_power ? curve_schedule_.affordable(now) : curve_schedule_.due(now);
}

void RunEvaluation::extend(DevCurve& curve, const OpenModel& open, Evaluator& evaluator,
                           const Clock& clock) {
  if (open.steps <= curve.last_step()) return;
  if (curve.pairs == 0) curve.pairs = pairs_of_a_point(open, evaluator, clock);
  const double begin = clock();
  curve.add(open.steps, evaluator.evaluate(*open.model, Part::dev, curve.pairs).nll);
  curve_schedule_.done(begin, clock());
}

bool RunEvaluation::fail(const OpenModel& open, double now) {
  nll_ = unknown();
  evaluated_at_ = open.steps;
  schedule_.done(now, now);
  curve_schedule_.done(now, now);
  return !std::exchange(failed_, true);
}

void RunEvaluation::evaluate(const OpenModel& open, Evaluator& evaluator, double seconds,
                             const Clock& clock) {
  const double begin = clock();
  const bool with_test = test_at_ == open.steps;
  const int parts = with_test ? 3 : 2;
  std::int64_t most =
      model_info(open.kind).capabilities.bigram ? 0 : first_pairs;  // of a part; 0 = all
  if (pairs_per_second_ > 0)
    most = std::max(most, static_cast<std::int64_t>(pairs_per_second_ * seconds / parts));
  for (;;) {
    const double started = clock();
    partial_ = false;
    std::int64_t scored = 0;
    const auto nll_of = [&](Part part) {
      const Evaluation evaluation = evaluator.evaluate(*open.model, part, most);
      partial_ |= evaluation.scored < evaluation.pairs;
      scored += evaluation.scored;
      return evaluation.nll;
    };
    nll_ = {nll_of(Part::train), nll_of(Part::dev),
            with_test ? nll_of(Part::test) : unknown().test};
    const double now = clock();
    schedule_.done(begin, now);
    pairs_per_second_ = static_cast<double>(scored) / std::max(now - started, 1e-6);
    // The first evaluation measures the speed; a longer one uses the time that is left.
    const double left = seconds - (now - begin);
    const auto affordable = static_cast<std::int64_t>(pairs_per_second_ * left / parts);
    if (!partial_ || affordable < 2 * most) break;
    most = affordable;
  }
  evaluated_at_ = open.steps;
}

}  // namespace babble::app
