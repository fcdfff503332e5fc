#include "core/models/mlp/mlp_learner.h"

namespace babble {

MlpLearner::MlpLearner(Mlp model, int batch_size)
    : model_(std::move(model)), pass_(model_.shape(), batch_size) {
  pass_.set_threads(0);
}

Loss MlpLearner::forward_backward(const Batch& batch, const Settings&) {
  const double loss = pass_.forward_and_backward(model_.weights(), batch.x, batch.y);
  return {loss, loss};
}

}  // namespace babble
