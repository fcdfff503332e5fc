// The matrices of chapter Neural bigram. Empty while nothing subscribes to them and for
// vocabularies above 512 tokens.
#pragma once

#include "app/views/view.h"

namespace babble::app {

/// log P of the count bigram.
class LogProbabilities final : public View {
  Stamp stamp(const ViewContext& context) const override;
  bool fill(const ViewContext& context, double end, Snapshot& snapshot) override;
};

/// W and b of the neural bigram.
class NeuralWeights final : public View {
  Stamp stamp(const ViewContext& context) const override;
  bool fill(const ViewContext& context, double end, Snapshot& snapshot) override;
};

}  // namespace babble::app
