// The loss of the neural bigram and its product with a one-hot vector, each written in the ways
// that a learner meets (makemore part 1, exercises E04 and E05), with what each gives and costs.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/token_id.h"
#include "core/models/neural_bigram/neural_bigram.h"

namespace babble {

struct Spelling {
  std::string_view code;  ///< in PyTorch; x and y are the tokens of the pairs
  double value;           ///< float32, as the line computes it
  double seconds;
};

struct Spellings {
  std::int64_t pairs = 0;
  std::vector<Spelling> losses;    ///< value: the mean NLL, in nats
  std::vector<Spelling> products;  ///< value: the sum of all logits
};

/// Over the first pairs of `stream`, as many as are done in some hundredths of a second. `seconds`
/// is a clock. Without a pair, or for a model with more than 512 tokens, nothing.
Spellings spell_out(const NeuralBigram& model, std::span<const TokenId> stream,
                    const std::function<double()>& seconds);

}  // namespace babble
