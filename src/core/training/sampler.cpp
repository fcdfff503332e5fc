#include "core/training/sampler.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "core/base/error.h"
#include "core/base/utf8.h"
#include "core/math/softmax.h"
#include "core/models/model_info.h"

namespace babble {
namespace {

void check(const SampleOptions& options) {
  if (options.count < 0) throw Error("The number of samples must not be negative.");
  if (!(options.temperature > 0) || !std::isfinite(options.temperature)) {
    throw Error("The temperature must be above 0; for always the likeliest token choose greedy.");
  }
  if (options.top_k < 0) throw Error("top_k must be 0 (draw from all tokens) or more.");
  if (options.length < 0) throw Error("The length must be 0 (as is usual for the text) or larger.");
}

// Sets all but the k largest to 0; of equal ones the first stay.
void keep_largest(std::span<float> probabilities, int k) {
  std::vector<std::uint32_t> order(probabilities.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return probabilities[a] > probabilities[b];
  });
  for (std::size_t i = static_cast<std::size_t>(k); i < order.size(); ++i) {
    probabilities[order[i]] = 0;
  }
}

}  // namespace

std::vector<TokenId> known_tokens(const Vocabulary& vocabulary, std::string_view text) {
  if (vocabulary.has_words()) return vocabulary.encode(text);
  std::vector<TokenId> tokens;
  for (const char32_t point : decode_utf8(text)) {
    const std::optional<TokenId> id = vocabulary.id(point);
    if (!id) {
      throw Error("The model has no token for the character '" + visible_text(point) +
                  "', which its text does not have or has too rarely; it knows " +
                  std::to_string(vocabulary.size()) + " different ones. Leave it out.");
    }
    tokens.push_back(*id);
  }
  return tokens;
}

void apply_temperature_top_k(std::span<float> probabilities, std::span<const float> logits,
                             const SampleOptions& options) {
  if (options.temperature != 1) {
    // p^(1/t) normalised = softmax(log p / t) = softmax(logits / t)
    const double scale = 1 / options.temperature;
    const float largest = *std::max_element(logits.begin(), logits.end());
    std::transform(logits.begin(), logits.end(), probabilities.begin(), [&](float logit) {
      // Shifted first: a tiny temperature would overflow the logits themselves.
      return static_cast<float>(static_cast<double>(logit - largest) * scale);
    });
    softmax(probabilities, probabilities);
  }
  if (options.top_k > 0 && static_cast<std::size_t>(options.top_k) < probabilities.size()) {
    keep_largest(probabilities, options.top_k);
  }
}

std::vector<std::string> sample(const Model& model, const Vocabulary& vocabulary, CorpusKind kind,
                                const SampleOptions& options, Generator& generator) {
  check(options);
  const std::vector<TokenId> prefix = known_tokens(vocabulary, options.prefix);
  const bool lines = kind == CorpusKind::lines;
  const int length = options.length > 0 ? options.length : lines ? 200 : 50;

  const auto size = static_cast<std::size_t>(vocabulary.size());
  std::vector<float> probabilities(size), logits(size);
  std::vector<std::string> samples;
  const std::unique_ptr<ModelState> start = model.initial_state();
  if (lines) {
    model.feed(*start, 0);  // the boundary token
  } else if (prefix.empty()) {
    // d2l's vocabularies are ordered by frequency after <unk>.
    model.feed(*start, static_cast<TokenId>(std::min<std::size_t>(1, size - 1)));
  }
  for (const TokenId token : prefix) model.feed(*start, token);
  // A prefix that ends with the boundary token is a finished line.
  const bool ended = lines && !prefix.empty() && prefix.back() == 0;

  std::vector<TokenId> tokens;
  const std::unique_ptr<ModelState> state = model.initial_state();
  for (int i = 0; i < options.count; ++i) {
    state->assign(*start);
    tokens = prefix;
    for (int n = 0; n < length && !ended; ++n) {
      TokenId token = 0;
      if (options.greedy) {
        model.next_logits(*state, logits);
        token =
            static_cast<TokenId>(std::max_element(logits.begin(), logits.end()) - logits.begin());
      } else {
        model.next_probabilities(*state, probabilities);
        if (options.temperature != 1) model.next_logits(*state, logits);
        apply_temperature_top_k(probabilities, logits, options);
        const float sum = std::accumulate(probabilities.begin(), probabilities.end(), 0.0f);
        if (!std::isfinite(sum) || sum <= 0) {
          throw Error(
              "The model gives no probabilities that can be drawn from: its numbers grew "
              "too large. Reset it and train with a lower learning rate.");
        }
        token = static_cast<TokenId>(model.info().capabilities.draws_by_race
                                         ? generator.draw_by_race(probabilities, lines)
                                         : generator.draw(probabilities, lines));
      }
      tokens.push_back(token);
      if (lines && token == 0) break;
      model.feed(*state, token);
    }
    samples.push_back(vocabulary.decode(tokens));
  }
  return samples;
}

std::vector<std::string> sample(const Model& model, const Vocabulary& vocabulary, CorpusKind kind,
                                const SampleOptions& options) {
  return sample(model, vocabulary, kind, options, *make_generator(options.generator, options.seed));
}

}  // namespace babble
