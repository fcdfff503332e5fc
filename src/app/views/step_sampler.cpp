#include "app/views/step_sampler.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/models/registry.h"
#include "core/random/torch_rng.h"

namespace babble::app {
namespace {

constexpr int most_draws = 10000;
constexpr int most_shown = 256;  // V up to which the cumulative sums are published
constexpr std::size_t most_finished = 10;

// As in sample(): the boundary token, or the most frequent token of a running text.
int start_row(const OpenModel& open) {
  return open.corpus_kind == CorpusKind::lines || open.vocabulary->size() < 2 ? 0 : 1;
}

std::span<const float> row_of(const OpenModel& open, int row) {
  const auto columns = static_cast<std::size_t>(open.model->vocabulary_size());
  return {static_cast<const CountBigram&>(*open.model).probabilities().data() +
              static_cast<std::size_t>(row) * columns,
          columns};
}

std::int64_t longest(CorpusKind kind) { return kind == CorpusKind::lines ? 200 : 50; }

}  // namespace

View::Stamp StepSampler::stamp(const ViewContext& context) const {
  return {{context.model(counted_bigram()).run}};
}

bool StepSampler::fill(const ViewContext& context, double, Snapshot& snapshot) {
  follow(context.model(counted_bigram()));
  snapshot.sample_step = view_;
  return true;
}

void StepSampler::follow(const OpenModel& open) {
  if (run_ == open.run) return;
  run_ = open.run;
  generator_.reset();
  drawn_ = 0;
  view_ = SampleStepView{};
  if (open.trainable) show_start(open);
}

void StepSampler::draw(const ViewContext& context, const SampleStep& request) {
  const OpenModel& open = context.model(counted_bigram());
  if (open.model == nullptr) throw Error(std::string(open.unavailable));
  if (request.count < 0 || request.count > most_draws)
    throw Error("The sampler takes 0 to " + std::to_string(most_draws) + " draws at a time.");
  follow(open);
  const bool reseed = !generator_ || view_.seed != request.seed || request.reseed;
  if (reseed) {
    generator_.emplace(request.seed);
    view_.seed = request.seed;
    view_.draws = 0;
    view_.finished = {};
  }
  if (reseed || request.restart) show_start(open);
  for (int i = 0; i < request.count; ++i) draw_one(open);
  show_sums(open);
  invalidate();
}

void StepSampler::show_start(const OpenModel& open) {
  drawn_ = 0;
  view_.so_far.clear();
  view_.drawn = view_.chosen = -1;
  view_.ended = false;
  view_.row = start_row(open);
  show_sums(open);
}

void StepSampler::show_sums(const OpenModel& open) {
  const int size = open.model->vocabulary_size();
  std::vector<float> sums(size > most_shown ? 0 : static_cast<std::size_t>(size));
  if (!sums.empty()) cumulative_weights(row_of(open, view_.row), sums);
  view_.sums = std::move(sums);
}

void StepSampler::draw_one(const OpenModel& open) {
  if (view_.ended) {
    drawn_ = 0;
    view_.so_far.clear();
    view_.ended = false;
    view_.row = start_row(open);
  } else if (view_.chosen >= 0) {
    view_.row = view_.chosen;
  }
  TorchRng look_ahead = *generator_;
  view_.drawn = look_ahead.uniform_double();  // the number that multinomial is about to take
  view_.chosen = static_cast<int>(generator_->multinomial(row_of(open, view_.row)));
  if (open.vocabulary->has_words() && !view_.so_far.empty()) view_.so_far += ' ';
  view_.so_far += open.vocabulary->token(static_cast<TokenId>(view_.chosen));
  ++view_.draws;
  ++drawn_;
  view_.ended = (open.corpus_kind == CorpusKind::lines && view_.chosen == 0) ||
                drawn_ >= longest(open.corpus_kind);
  if (!view_.ended) return;
  std::vector<std::string>& finished = view_.finished.edit();
  if (finished.size() == most_finished) finished.erase(finished.begin());
  finished.push_back(view_.so_far);
}

}  // namespace babble::app
