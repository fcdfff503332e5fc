#include "app/session/run_evaluation.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/models/registry.h"

namespace babble::app {
namespace {

constexpr std::int64_t first_pairs = 2048;  // of each part, to measure the speed

}  // namespace

PerPart RunEvaluation::unknown() {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  return {nan, nan, nan};
}

void RunEvaluation::restart(double now) {
  *this = RunEvaluation();
  schedule_.done(now, now);
}

bool RunEvaluation::fail(const OpenModel& open, double now) {
  nll_ = unknown();
  evaluated_at_ = open.steps;
  schedule_.done(now, now);
  return !std::exchange(failed_, true);
}

void RunEvaluation::evaluate(const OpenModel& open, Evaluator& evaluator, double seconds,
                             const Clock& clock) {
  const double begin = clock();
  std::int64_t most =
      model_info(open.kind).capabilities.bigram ? 0 : first_pairs;  // of a part; 0 = all
  if (pairs_per_second_ > 0)
    most = std::max(most, static_cast<std::int64_t>(pairs_per_second_ * seconds / 3));
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
    nll_ = {nll_of(Part::train), nll_of(Part::dev), nll_of(Part::test)};
    const double now = clock();
    schedule_.done(begin, now);
    pairs_per_second_ = static_cast<double>(scored) / std::max(now - started, 1e-6);
    // The first evaluation measures the speed; a longer one uses the time that is left.
    const double left = seconds - (now - begin);
    const auto affordable = static_cast<std::int64_t>(pairs_per_second_ * left / 3);
    if (!partial_ || affordable < 2 * most) break;
    most = affordable;
  }
  evaluated_at_ = open.steps;
}

}  // namespace babble::app
