#include "app/views/reach_inspector.h"

#include <algorithm>

#include "core/data/line_batches.h"
#include "core/data/scoring.h"
#include "core/models/recurrent/recurrent_info.h"

namespace babble::app {
namespace {

bool has_reach(const OpenModel& open, ModelKind active) {
  return open.model != nullptr && open.trainable && (open.steps > 0 || open.kind == active) &&
         model_info(open.kind).capabilities.recurrent;
}

Curve by_distance(const std::vector<double>& norms) {
  Curve curve;
  for (std::size_t d = 0; d < norms.size(); ++d) curve.x.edit().push_back(static_cast<double>(d));
  curve.y = norms;
  return curve;
}

ReachView reach_of(const OpenModel& open, const Corpus& corpus) {
  const CorpusKind kind = takes_lines(open.settings->batching) ? corpus.kind() : CorpusKind::text;
  ScoringSequences sequences(corpus.tokens(Part::train), kind, reach_sequences,
                             open.settings->time_steps * batches_of_a_pass(*open.settings), 0);
  Batch batch;
  if (!sequences.next(batch)) return {open.kind, {}, {}};
  const GradientReach reach = open.model->gradient_reach(batch);
  return {open.kind, by_distance(reach.hidden), by_distance(reach.cell)};
}

}  // namespace

View::Stamp ReachInspector::stamp(const ViewContext& context) const {
  Stamp stamp{{context.active.index()}, 0};
  for (const OpenModel& open : context.models) {
    if (!has_reach(open, context.active)) continue;
    stamp.values[1] = stamp.values[1] * 1'000'003 + open.run;
    stamp.steps += open.steps;  // of the same runs they only grow
  }
  return stamp;
}

bool ReachInspector::fill(const ViewContext& context, double, Snapshot& snapshot) {
  std::vector<Kept> now;
  std::vector<ReachView> views;
  for (const OpenModel& open : context.models) {
    if (!has_reach(open, context.active)) continue;
    const auto same = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) {
      return kept.view.kind == open.kind && kept.run == open.run && kept.steps == open.steps;
    });
    now.push_back(same != kept_.end() ? *same
                                      : Kept{reach_of(open, context.corpus), open.run, open.steps});
    views.push_back(now.back().view);
  }
  kept_ = std::move(now);
  snapshot.reach = std::move(views);
  return true;
}

}  // namespace babble::app
