#include "core/models/transformer/transformer_learner.h"

#include "core/base/error.h"

namespace babble {
namespace {

TransformerPass make_transformer_pass(const TransformerShape& model, BatchShape batch) {
  constexpr double largest = 1 << 30;
  const double bytes = TransformerPass::bytes(model, batch.batch_size, batch.time_steps, true);
  if (bytes > largest) {
    throw Error("One mini-batch would need " +
                std::to_string(static_cast<std::int64_t>(bytes / (1 << 20))) +
                " MB of memory. Choose a smaller batch size, fewer time steps, a smaller width or "
                "fewer blocks.");
  }
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
