#include "core/models/transformer/transformer_learner.h"

namespace babble {
namespace {

TransformerPass make_transformer_pass(const TransformerShape& model, BatchShape batch) {
  check_batch_memory(TransformerPass::bytes(model, batch.batch_size, batch.time_steps, true),
                     "a smaller batch size, fewer time steps, a smaller width or fewer blocks");
  return {model, batch.batch_size, batch.time_steps, true};
}

}  // namespace

TransformerLearner::TransformerLearner(Transformer model, BatchShape shape)
    : model_(std::move(model)), pass_(make_transformer_pass(model_.shape(), shape)) {
  pass_.set_threads(0);
}

Loss TransformerLearner::forward_backward(const Batch& batch, const Settings&) {
  pass_.pack(model_.weights());
  const double loss =
      pass_.forward_and_backward(model_.weights(), batch.x, batch.y, batch.batch_size);
  return {loss, loss};
}

}  // namespace babble
