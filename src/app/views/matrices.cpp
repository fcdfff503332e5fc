#include "app/views/matrices.h"

#include <cmath>
#include <utility>

#include "core/models/count_bigram/count_bigram.h"
#include "core/models/neural_bigram/neural_bigram.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

constexpr int largest_matrix_vocabulary = 512;

View::Stamp stamp_of(const ViewContext& context, const OpenModel& open) {
  return {{context.subscription.matrices, open.run}, open.steps};
}

template <class Bigram>
const Bigram* shown(const ViewContext& context, const OpenModel& open) {
  const bool is_shown = context.subscription.matrices && open.model != nullptr &&
                        open.model->vocabulary_size() <= largest_matrix_vocabulary;
  return is_shown ? static_cast<const Bigram*>(open.model) : nullptr;
}

void set(MatrixView& view, const auto& matrix, std::vector<float> values) {
  view.rows = static_cast<int>(matrix.rows());
  view.columns = static_cast<int>(matrix.cols());
  view.values = std::move(values);
}

void empty(MatrixView& view) {
  view.rows = view.columns = 0;
  view.values = {};
  ++view.revision;
}

}  // namespace

View::Stamp LogProbabilities::stamp(const ViewContext& context) const {
  return stamp_of(context, context.model(counted_bigram()));
}

bool LogProbabilities::fill(const ViewContext& context, double, Snapshot& snapshot) {
  empty(snapshot.log_probabilities);
  const auto* model = shown<CountBigram>(context, context.model(counted_bigram()));
  if (model == nullptr) return true;
  const Matrix& p = model->probabilities();
  std::vector<float> values(p.data(), p.data() + p.size());
  for (float& value : values) value = std::log(value);
  set(snapshot.log_probabilities, p, std::move(values));
  return true;
}

View::Stamp NeuralWeights::stamp(const ViewContext& context) const {
  return stamp_of(context, context.model(trained_bigram()));
}

bool NeuralWeights::fill(const ViewContext& context, double, Snapshot& snapshot) {
  empty(snapshot.neural_weights);
  snapshot.neural_bias = {};
  const auto* model = shown<NeuralBigram>(context, context.model(trained_bigram()));
  if (model == nullptr) return true;
  const ConstMatrixMap w = model->weight();
  set(snapshot.neural_weights, w, {w.data(), w.data() + w.size()});
  const ConstRowVectorMap b = model->weights().b();
  snapshot.neural_bias = std::vector<float>(b.data(), b.data() + b.size());
  return true;
}

}  // namespace babble::app
