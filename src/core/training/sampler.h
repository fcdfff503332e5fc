// Draws text from a model, one token after the other.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/corpus.h"
#include "core/data/vocabulary.h"
#include "core/models/model.h"
#include "core/random/generator.h"

namespace babble {

struct SampleOptions {
  int count = 10;
  std::string prefix;   ///< every sample begins with it; part of what is returned
  bool greedy = false;  ///< always the likeliest token (the first of equals), as d2l §8.5 predicts
  double temperature = 1;  ///< probabilities ∝ p^(1/temperature); > 0
  int top_k = 0;           ///< draw from the k likeliest tokens only; 0 = from all
  int length = 0;          ///< new tokens at most; 0 = 50 for running text, 200 for lines
  std::uint64_t seed = 2147483647;
  GeneratorKind generator = GeneratorKind::torch;
};

/// Applies temperature and top-k to V probabilities, in place. The logits are needed for
/// temperatures other than 1.
void apply_temperature_top_k(std::span<float> probabilities, std::span<const float> logits,
                             const SampleOptions& options);

/// Text of lines: each sample starts after the boundary token '.', and ends with it ("mor."),
/// unless the length is reached first. Running text: the prefix and `length` more tokens; without a
/// prefix the model starts as after the most frequent token. Draws with Generator::draw from
/// float32 probabilities, all samples from the one generator. Throws Error for a character of the
/// prefix that the vocabulary does not have, and for options out of range.
std::vector<std::string> sample(const Model& model, const Vocabulary& vocabulary, CorpusKind kind,
                                const SampleOptions& options, Generator& generator);
/// The same with a generator of its own, of options.generator and options.seed.
std::vector<std::string> sample(const Model& model, const Vocabulary& vocabulary, CorpusKind kind,
                                const SampleOptions& options);

/// The token ids of `text`. Throws Error naming the first character that is unknown; an unknown
/// word is <unk>.
std::vector<TokenId> known_tokens(const Vocabulary& vocabulary, std::string_view text);

}  // namespace babble
