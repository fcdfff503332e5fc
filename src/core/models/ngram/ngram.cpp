#include "core/models/ngram/ngram.h"

#include <cmath>
#include <limits>

#include "core/models/ngram/ngram_info.h"

namespace babble {
namespace {

struct GramContext final : ModelState {
  std::int64_t context = 0;
  void assign(const ModelState& other) override {
    context = static_cast<const GramContext&>(other).context;
  }
};

}  // namespace

NgramModel::NgramModel(GramCounts counts, const GramSmoothing& smoothing)
    : counts_(std::move(counts)), smoothing_(smoothing) {
  set_smoothing(smoothing);
}

void NgramModel::set_smoothing(const GramSmoothing& smoothing) {
  smoothing_ = smoothing;
  const double V = vocabulary_size(), n = static_cast<double>(counts_.total());
  prior_.clear();
  for (const std::int64_t count : counts_.ends()) {
    const double sum = n + smoothing.epsilon1;
    prior_.push_back(sum > 0 ? (static_cast<double>(count) + smoothing.epsilon1 / V) / sum : 1 / V);
  }
}

double NgramModel::probability(std::int64_t count, std::int64_t total, int token) const {
  const double V = vocabulary_size(), n = static_cast<double>(count),
               sum = static_cast<double>(total);
  if (smoothing_.estimate == Estimate::add_k) {
    const double k = smoothing_.k;
    return sum + k * V > 0 ? (n + k) / (sum + k * V) : 1 / V;
  }
  const double prior = prior_[static_cast<std::size_t>(token)], epsilon = smoothing_.epsilon;
  if (counts_.order() == 1 || sum + epsilon <= 0) return prior;
  return (n + epsilon * prior) / (sum + epsilon);
}

std::vector<std::int64_t> NgramModel::next_counts(const ModelState& state) const {
  const std::int64_t context = static_cast<const GramContext&>(state).context;
  std::vector<std::int64_t> counts(static_cast<std::size_t>(vocabulary_size()));
  const auto [begin, end] = counts_.grams_of(context);
  for (std::size_t i = begin; i < end; ++i)
    counts[static_cast<std::size_t>(counts_.last_of(i))] = counts_.counts()[i];
  return counts;
}

NgramModel::Score NgramModel::score(const GramCounts& grams) const {
  double log_likelihood = 0;
  std::int64_t unseen = 0;
  for (std::size_t i = 0; i < grams.keys().size();) {  // one context after the other
    const std::int64_t context = grams.context_of(i);
    auto [own, own_end] = counts_.grams_of(context);
    std::int64_t total = 0;
    for (std::size_t j = own; j < own_end; ++j) total += counts_.counts()[j];
    for (; i < grams.keys().size() && grams.context_of(i) == context; ++i) {
      while (own < own_end && counts_.keys()[own] < grams.keys()[i]) ++own;
      const bool seen = own < own_end && counts_.keys()[own] == grams.keys()[i];
      const double p = probability(seen ? counts_.counts()[own] : 0, total, grams.last_of(i));
      log_likelihood += static_cast<double>(grams.counts()[i]) * std::log(p);
      if (total == 0) unseen += grams.counts()[i];
    }
  }
  if (grams.total() == 0) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    return {nan, nan};
  }
  const double pairs = static_cast<double>(grams.total());
  return {-log_likelihood / pairs, static_cast<double>(unseen) / pairs};
}

const ModelInfo& NgramModel::info() const { return ngram_info(); }

std::vector<Tensor> NgramModel::saved_tensors() const {
  const int grams = static_cast<int>(counts_.keys().size());
  return {{"keys", {grams}, {}, counts_.keys()}, {"N", {grams}, {}, counts_.counts()}};
}

std::unique_ptr<ModelState> NgramModel::initial_state() const {
  return std::make_unique<GramContext>();
}

void NgramModel::feed(ModelState& state, TokenId token) const {
  std::int64_t& context = static_cast<GramContext&>(state).context;
  context = counts_.next(context, token);
}

void NgramModel::next_probabilities(const ModelState& state, std::span<float> probabilities) const {
  const std::int64_t context = static_cast<const GramContext&>(state).context;
  const auto [begin, end] = counts_.grams_of(context);
  std::int64_t total = 0;
  for (std::size_t i = begin; i < end; ++i) total += counts_.counts()[i];
  for (int x = 0; x < vocabulary_size(); ++x)
    probabilities[static_cast<std::size_t>(x)] = static_cast<float>(probability(0, total, x));
  for (std::size_t i = begin; i < end; ++i) {
    const int x = counts_.last_of(i);
    probabilities[static_cast<std::size_t>(x)] =
        static_cast<float>(probability(counts_.counts()[i], total, x));
  }
}

void NgramModel::next_logits(const ModelState& state, std::span<float> logits) const {
  next_probabilities(state, logits);
  for (float& value : logits) value = std::log(value);
}

double NgramModel::nll(std::span<const TokenId> stream, CorpusKind kind) const {
  return score(GramCounts(stream, kind, vocabulary_size(), counts_.order())).nll;
}

double NgramModel::unseen_contexts(std::span<const TokenId> stream, CorpusKind kind) const {
  return score(GramCounts(stream, kind, vocabulary_size(), counts_.order())).unseen;
}

}  // namespace babble
