#include "app/views/hidden_state_view.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "core/base/error.h"

namespace babble::app {
namespace {

std::vector<HiddenStateView::Guess> likeliest(std::span<const float> probabilities,
                                              const Vocabulary& vocabulary) {
  std::vector<TokenId> order(probabilities.size());
  std::iota(order.begin(), order.end(), TokenId{0});
  const std::size_t count = std::min<std::size_t>(3, order.size());
  std::partial_sort(
      order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
      [&](TokenId a, TokenId b) {
        return probabilities[a] != probabilities[b] ? probabilities[a] > probabilities[b] : a < b;
      });
  std::vector<HiddenStateView::Guess> guesses;
  for (std::size_t i = 0; i < count; ++i)
    guesses.push_back({vocabulary.display(order[i]), probabilities[order[i]]});
  return guesses;
}

}  // namespace

HiddenStateView inspect_hidden(const Model& model, const Vocabulary& vocabulary, CorpusKind kind,
                               const std::string& text) {
  HiddenStateView view;
  view.text = text;
  std::vector<TokenId> tokens;
  try {
    tokens = vocabulary.encode(text);
  } catch (const Error& error) {
    view.error = error.what();
    return view;
  }
  if (kind == CorpusKind::lines) tokens.insert(tokens.begin(), TokenId{0});
  if (tokens.size() > longest_inspected) tokens.resize(longest_inspected);

  const std::unique_ptr<ModelState> state = model.initial_state();
  std::vector<float> probabilities(static_cast<std::size_t>(model.vocabulary_size()));
  for (const TokenId token : tokens) {
    model.feed(*state, token);
    model.next_probabilities(*state, probabilities);
    view.display.push_back(vocabulary.display(token));
    view.next.push_back(likeliest(probabilities, vocabulary));
    const std::span<const float> hidden = model.hidden_units(*state);
    view.states.values.insert(view.states.values.end(), hidden.begin(), hidden.end());
  }
  view.states.rows = static_cast<int>(tokens.size());
  view.states.columns = static_cast<int>(model.hidden_units(*state).size());
  return view;
}

}  // namespace babble::app
