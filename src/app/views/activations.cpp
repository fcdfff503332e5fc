#include "app/views/activations.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/models/registry.h"

namespace babble::app {
namespace {

constexpr int bins = 50;

/// The units after each of the first tokens of the training part, one row an example.
std::vector<float> read_examples(const OpenModel& open, const Corpus& corpus) {
  const std::span<const TokenId> tokens = corpus.tokens(Part::train);
  const std::size_t count = std::min<std::size_t>(most_activation_examples, tokens.size());
  const std::unique_ptr<ModelState> state = open.model->initial_state();
  const std::unique_ptr<ModelState> nothing = open.model->initial_state();
  std::vector<float> rows;
  for (const TokenId token : tokens.first(count)) {
    if (open.corpus_kind == CorpusKind::lines && token == 0) state->assign(*nothing);
    open.model->feed(*state, token);
    const std::span<const float> units = open.model->hidden_units(*state);
    rows.insert(rows.end(), units.begin(), units.end());
  }
  return rows;
}

void count_histogram(const std::vector<float>& values, ActivationView& view) {
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
  const OpenModel& open = context.model(context.active);
  ActivationView view;
  view.values.revision = ++revision_;
  const std::vector<float> rows = read_examples(open, context.corpus);
  const std::size_t units = open.model->hidden_units(*open.model->initial_state()).size();
  if (!rows.empty() && units > 0) {
    const std::size_t examples = rows.size() / units;
    std::vector<float> transposed(rows.size());
    for (std::size_t u = 0; u < units; ++u) {
      bool dead = true;
      for (std::size_t e = 0; e < examples; ++e) {
        const float value = rows[e * units + u];
        transposed[u * examples + e] = value;
        dead = dead && std::abs(value) > dead_above;
      }
      if (dead) ++view.dead;
    }
    view.values.rows = static_cast<int>(units);
    view.values.columns = static_cast<int>(examples);
    count_histogram(rows, view);
    view.values.values = std::move(transposed);
  }
  snapshot.activations = std::move(view);
  return true;
}

}  // namespace babble::app
