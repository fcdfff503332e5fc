#include "app/views/inspected_text.h"

#include <algorithm>
#include <numeric>

#include "core/base/error.h"

namespace babble::app {

std::vector<TokenId> tokens_of_text(const OpenModel& open, const std::string& text,
                                    std::size_t most, std::string& error) {
  std::vector<TokenId> tokens;
  try {
    tokens = open.vocabulary->encode(text);
  } catch (const Error& refusal) {
    error = refusal.what();
    return {};
  }
  if (open.corpus_kind == CorpusKind::lines) tokens.insert(tokens.begin(), TokenId{0});
  if (tokens.size() > most) tokens.resize(most);
  return tokens;
}

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

}  // namespace babble::app
