// One pair's part in a training step of the neural bigram (chapter Neural bigram).
#pragma once

#include "app/views/view.h"

namespace babble::app {

/// Shown while matrices are subscribed to, for models that can be trained.
class ExampleTrace final : public View {
 public:
  /// Both ids must be in the vocabulary; current = -1 shows nothing.
  void request(const TraceExample& pair) {
    pair_ = pair;
    invalidate();
  }

 private:
  Stamp stamp(const ViewContext& context) const override;
  bool fill(const ViewContext& context, double end, Snapshot& snapshot) override;
  void reset(Snapshot&) override { pair_ = TraceExample{}; }

  TraceExample pair_;
};

}  // namespace babble::app
