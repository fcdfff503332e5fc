#include "app/views/view.h"

#include <utility>

namespace babble::app {

bool View::stale(const ViewContext& context) const {
  return wanted(context) && seen_ != stamp(context);
}

bool View::due(const ViewContext& context) const {
  if (!context.training || interval_ == 0 || !seen_) return true;
  return seen_->values != stamp(context).values || schedule_.due(context.clock());
}

void View::refresh(const ViewContext& context, double end, Snapshot& snapshot) {
  const double begin = context.clock();
  const std::optional<Stamp> before = std::exchange(seen_, stamp(context));
  if (!fill(context, end, snapshot)) seen_ = before;
  schedule_.done(begin, context.clock());
}

void View::clear(Snapshot& snapshot) {
  invalidate();
  reset(snapshot);
}

}  // namespace babble::app
