#include "core/models/mlp/mlp_learner.h"

namespace babble {
namespace {

MlpPass make_mlp_pass(const MlpShape& shape, int batch_size) {
  check_batch_memory(static_cast<double>(MlpPass::bytes(shape, batch_size)),
                     "a smaller batch size, block size, embedding size or fewer hidden units");
  return {shape, batch_size};
}

}  // namespace

MlpLearner::MlpLearner(Mlp model, int batch_size)
    : model_(std::move(model)), pass_(make_mlp_pass(model_.shape(), batch_size)) {
  pass_.set_threads(0);
}

Loss MlpLearner::forward_backward(const Batch& batch, const Settings&) {
  const double loss = pass_.forward_and_backward(model_.weights(), batch.x, batch.y);
  return {loss, loss};
}

}  // namespace babble
