#include "app/views/activations.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace babble::app {
namespace {

constexpr int bins = 50;

/// The units after each of the first tokens of the training part, one row a unit.
MatrixView read_examples(const OpenModel& open, const Corpus& corpus) {
  const std::span<const TokenId> tokens = corpus.tokens(Part::train);
  const std::size_t examples = std::min<std::size_t>(most_activation_examples, tokens.size());
  const std::unique_ptr<ModelState> state = open.model->initial_state();
  const std::unique_ptr<ModelState> nothing = open.model->initial_state();
  const std::size_t units = open.model->hidden_units(*nothing).size();
  std::vector<float> values(units * examples);
  for (std::size_t e = 0; e < examples; ++e) {
    if (open.corpus_kind == CorpusKind::lines && tokens[e] == 0) state->assign(*nothing);
    open.model->feed(*state, tokens[e]);
    const std::span<const float> now = open.model->hidden_units(*state);
    for (std::size_t u = 0; u < units; ++u) values[u * examples + e] = now[u];
  }
  MatrixView matrix;
  if (values.empty()) return matrix;
  matrix.rows = static_cast<int>(units);
  matrix.columns = static_cast<int>(examples);
  matrix.values = std::move(values);
  return matrix;
}

int count_dead(const MatrixView& matrix) {
  int dead = 0;
  for (int unit = 0; unit < matrix.rows; ++unit) {
    int example = 0;
    while (example < matrix.columns && std::abs(matrix.at(unit, example)) > dead_above) ++example;
    if (example == matrix.columns) ++dead;
  }
  return dead;
}

void count_histogram(const SharedVector<float>& values, ActivationView& view) {
  std::vector<double> centres, shares(bins, 0.0);
  for (int i = 0; i < bins; ++i) centres.push_back(-1 + (2.0 * i + 1) / bins);
  const double each = 1.0 / static_cast<double>(values.size());
  for (const float value : values) {
    const int bin = static_cast<int>((static_cast<double>(value) + 1) / 2 * bins);
    shares[static_cast<std::size_t>(std::clamp(bin, 0, bins - 1))] += each;
    if (std::abs(value) > saturated_above) view.saturated += each;
  }
  view.centres = std::move(centres);
  view.shares = std::move(shares);
}

}  // namespace

bool Activations::wanted(const ViewContext& context) const {
  return context.subscription.activations && context.model(context.active).model != nullptr &&
         context.model(context.active).trainable;
}

View::Stamp Activations::stamp(const ViewContext& context) const {
  const OpenModel& open = context.model(context.active);
  return {{open.run, open.kind.index()}, open.steps};
}

bool Activations::fill(const ViewContext& context, double, Snapshot& snapshot) {
  ActivationView view;
  view.values = read_examples(context.model(context.active), context.corpus);
  view.values.revision = ++revision_;
  if (!view.values.values.empty()) {
    view.dead = count_dead(view.values);
    count_histogram(view.values.values, view);
  }
  snapshot.activations = std::move(view);
  return true;
}

}  // namespace babble::app
