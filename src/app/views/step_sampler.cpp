#include "app/views/step_sampler.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace babble::app {
namespace {

// As sample() does: after the mark, or as after the most frequent token of a running text.
int start_row(const Vocabulary& vocabulary, CorpusKind kind) {
  return kind == CorpusKind::lines || vocabulary.size() < 2 ? 0 : 1;
}

constexpr int most_draws = 10000;
constexpr int most_shown = 256;  // V up to which the running sums are published
constexpr std::size_t most_finished = 10;

std::span<const float> row_of(const CountBigram& model, int row) {
  const auto columns = static_cast<std::size_t>(model.vocabulary_size());
  return {model.probabilities().data() + static_cast<std::size_t>(row) * columns, columns};
}

std::int64_t longest(CorpusKind kind) { return kind == CorpusKind::lines ? 200 : 50; }

}  // namespace

void StepSampler::clear() {
  generator_.reset();
  drawn_ = 0;
  view_ = SampleStepView{};
}

void StepSampler::show_start(const CountBigram& model, const Vocabulary& vocabulary,
                             CorpusKind kind) {
  drawn_ = 0;
  view_.so_far.clear();
  view_.drawn = view_.chosen = -1;
  view_.ended = false;
  view_.row = start_row(vocabulary, kind);
  show_row(model);
}

void StepSampler::show_row(const CountBigram& model) {
  const int size = model.vocabulary_size();
  view_.sums.clear();
  if (size > most_shown) return;
  view_.sums.resize(static_cast<std::size_t>(size));
  cumulative_weights(row_of(model, view_.row), view_.sums);
}

void StepSampler::walk(const CountBigram& model, const Vocabulary& vocabulary, CorpusKind kind,
                       const SampleStep& wish) {
  if (wish.count < 0 || wish.count > most_draws)
    throw Error("The sampler takes 0 to " + std::to_string(most_draws) + " draws at a time.");
  const bool reseed = !generator_ || view_.seed != wish.seed || wish.reseed;
  if (reseed) {
    generator_.emplace(wish.seed);
    view_.seed = wish.seed;
    view_.draws = 0;
    view_.finished.clear();
  }
  if (reseed || wish.restart) show_start(model, vocabulary, kind);
  for (int i = 0; i < wish.count; ++i) draw(model, vocabulary, kind);
  show_row(model);
}

void StepSampler::draw(const CountBigram& model, const Vocabulary& vocabulary, CorpusKind kind) {
  if (view_.ended) {
    drawn_ = 0;
    view_.so_far.clear();
    view_.ended = false;
    view_.row = start_row(vocabulary, kind);
  } else if (view_.chosen >= 0) {
    view_.row = view_.chosen;
  }
  TorchRng look_ahead = *generator_;
  view_.drawn = look_ahead.uniform_double();  // what multinomial is about to take
  view_.chosen = static_cast<int>(generator_->multinomial(row_of(model, view_.row)));
  view_.so_far += vocabulary.token(static_cast<TokenId>(view_.chosen));
  ++view_.draws;
  ++drawn_;
  view_.ended = (kind == CorpusKind::lines && view_.chosen == 0) || drawn_ >= longest(kind);
  if (!view_.ended) return;
  if (view_.finished.size() == most_finished) view_.finished.erase(view_.finished.begin());
  view_.finished.push_back(view_.so_far);
}

}  // namespace babble::app
