#include "core/models/transformer/transformer_learner.h"

namespace babble {

TransformerLearner::TransformerLearner(Transformer model, BatchShape shape)
    : model_(std::move(model)), pass_(model_.shape(), shape.batch_size, shape.time_steps, true) {
  pass_.set_threads(0);
}

Loss TransformerLearner::forward_backward(const Batch& batch, const Settings&) {
  pass_.pack(model_.weights());
  const double loss =
      pass_.forward_and_backward(model_.weights(), batch.x, batch.y, batch.batch_size);
  return {loss, loss};
}

}  // namespace babble
