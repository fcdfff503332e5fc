#include "app/session/run_samples.h"

#include <algorithm>
#include <bit>
#include <new>
#include <utility>

#include "core/base/error.h"
#include "core/models/model_info.h"

namespace babble::app {
namespace {

constexpr std::size_t trail_length = 100, lines_a_moment = 3;

}  // namespace

void RunSamples::draw(const OpenModel& open, const SampleOptions& options, const Clock& clock) {
  const double begin = clock();
  std::vector<Sample> drawn;
  SampleOptions wanted = options;
  wanted.generator = open.model->info().generator(*open.settings);
  for (std::string& text : sample(*open.model, *open.vocabulary, open.corpus_kind, wanted))
    drawn.push_back({open.steps, std::move(text)});
  options_ = options;
  newest_ = std::move(drawn);
  drawn_at_ = open.steps;
  schedule_.done(begin, clock());
  if (!newest_.empty()) extend_trail(open);
}

void RunSamples::redraw(const OpenModel& open, const Clock& clock) {
  try {
    return draw(open, options_, clock);
  } catch (const Error&) {           // invalid for this model
  } catch (const std::bad_alloc&) {  // shown as no samples
  }
  newest_ = {};
  drawn_at_ = open.steps;
}

bool RunSamples::due(const OpenModel& open, double now) const {
  if (!stale(open)) return false;
  const bool at_power = std::has_single_bit(static_cast<std::uint64_t>(open.steps));
  return at_power ? schedule_.affordable(now) : schedule_.due(now);
}

void RunSamples::extend_trail(const OpenModel& open) {
  Sample moment = newest_.front();
  for (std::size_t i = 1; i < std::min(newest_.size(), lines_a_moment); ++i)
    if (open.corpus_kind == CorpusKind::lines) moment.text += '\t' + newest_[i].text;
  std::vector<Sample>& trail = trail_.edit();
  if (!trail.empty() && trail.back().step == open.steps) trail.pop_back();
  if (trail.size() == trail_length) {  // keep every second one, so that the trail spans the run
    for (std::size_t i = 1; i < trail_length / 2; ++i) trail[i] = std::move(trail[2 * i]);
    trail.resize(trail_length / 2);
  }
  trail.push_back(std::move(moment));
}

}  // namespace babble::app
