#include "app/views/batch_coverage.h"

#include <algorithm>

#include "core/base/error.h"

namespace babble::app {
namespace {

constexpr std::int64_t most_sequences = 4'000'000;  // of all epochs together
constexpr std::int64_t fewest_epochs = 50;

}  // namespace

void BatchCoverage::request(const InspectBatch& request) {
  InspectBatch epochs = request;  // which mini-batch and row are shown does not matter
  epochs.index = epochs.row = 0;
  const auto same = [](const InspectBatch& a, const InspectBatch& b) {
    return a.toy == b.toy && a.batch == b.batch && a.time_steps == b.time_steps &&
           a.random == b.random && a.offset == b.offset && a.seed == b.seed && a.lines == b.lines;
  };
  if (request_ && same(*request_, epochs)) return;
  request_ = epochs;
  drawn_.reset();
  invalidate();
}

void BatchCoverage::draw_epoch(Drawn& drawn) const {
  const auto length = std::ssize(drawn.begins) - 1;
  start_inspected_epoch(drawn.batches, *request_, length, drawn.generator);
  for (std::int64_t batch = 0; batch < drawn.batches.batches_in_epoch(); ++batch) {
    for (int row = 0; row < request_->batch; ++row) {
      const auto begin = static_cast<std::size_t>(drawn.batches.begin(batch, row));
      ++drawn.begins[begin];
      ++drawn.ends[begin + static_cast<std::size_t>(request_->time_steps)];
    }
  }
  ++drawn.epochs;
}

CoverageView BatchCoverage::view_of(const Drawn& drawn, int time_steps) {
  const auto length = drawn.begins.size() - 1;
  const std::size_t places = std::min<std::size_t>(length, coverage_places);
  std::vector<double> x, covered(places), begins(places), tokens(places);
  std::int64_t in_sequences = 0;
  for (std::size_t i = 0; i < length; ++i) {
    in_sequences += drawn.begins[i] - drawn.ends[i];
    const std::size_t place = i * places / length;
    covered[place] += static_cast<double>(in_sequences);
    begins[place] += drawn.begins[i];
    ++tokens[place];
  }
  for (std::size_t place = 0; place < places; ++place) {
    x.push_back(static_cast<double>(place * length / places));
    const double all = tokens[place] * static_cast<double>(drawn.epochs);
    covered[place] /= all;
    begins[place] *= time_steps / all;
  }
  CoverageView view;
  view.epochs = drawn.epochs;
  view.covered.x = x;
  view.covered.y = std::move(covered);
  view.begins.x = std::move(x);
  view.begins.y = std::move(begins);
  return view;
}

bool BatchCoverage::fill(const ViewContext& context, double end, Snapshot& snapshot) {
  if (request_->lines) {
    snapshot.coverage = {};
    return true;
  }
  try {
    if (!drawn_) {
      const std::span<const TokenId> tokens =
          inspected_tokens(*request_, context.corpus.tokens(Part::train));
      const std::size_t places = tokens.size() + 1;
      drawn_.reset(new Drawn{
          .batches = Batches(tokens, request_->batch, request_->time_steps,
                             request_->random ? Batching::random : Batching::sequential),
          .generator = TorchRng(request_->seed),
          .planned = std::clamp(
              most_sequences / std::max<std::int64_t>(std::ssize(tokens) / request_->time_steps, 1),
              fewest_epochs, coverage_epochs),
          .begins = std::vector<std::int32_t>(places),
          .ends = std::vector<std::int32_t>(places)});
    }
    while (drawn_->epochs < drawn_->planned) {
      draw_epoch(*drawn_);
      if (context.clock() >= end) break;
    }
  } catch (const Error&) {  // the mini-batches say why there are none
    drawn_.reset();
    snapshot.coverage = {};
    return true;
  }
  snapshot.coverage = view_of(*drawn_, request_->time_steps);
  return drawn_->epochs == drawn_->planned;
}

void BatchCoverage::reset(Snapshot& snapshot) {
  drawn_.reset();
  snapshot.coverage = {};
}

}  // namespace babble::app
