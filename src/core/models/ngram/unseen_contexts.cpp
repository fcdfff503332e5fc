#include "core/models/ngram/unseen_contexts.h"

#include <limits>

#include "core/models/ngram/ngram.h"

namespace babble {

double unseen_contexts(const Model& model, std::span<const TokenId> stream, CorpusKind kind) {
  const auto* grams = dynamic_cast<const NgramModel*>(&model);
  if (grams == nullptr) return std::numeric_limits<double>::quiet_NaN();
  return grams->score(GramCounts(stream, kind, grams->vocabulary_size(), grams->counts().order()))
      .unseen;
}

}  // namespace babble
