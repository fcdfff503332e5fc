// How often n-grams must guess without a count.
#pragma once

#include <span>

#include "core/models/model.h"

namespace babble {

/// Share of the stream's pairs whose context of n - 1 tokens the training part lacks. NaN without
/// pairs, and for models that are no n-grams.
double unseen_contexts(const Model& model, std::span<const TokenId> stream, CorpusKind kind);

}  // namespace babble
