#include "core/models/recurrent/recurrent_learner.h"

#include "core/models/model_info.h"

namespace babble {

RecurrentLearner::RecurrentLearner(std::unique_ptr<Model> model, const Settings& settings,
                                   BatchShape shape)
    : model_(static_cast<RecurrentModel*>(model.release())),
      pass_(model_->make_pass(shape.batch_size, shape.time_steps)),
      carried_specs_(model_->info().carried(settings)) {
  for (TensorSpec& spec : carried_specs_) spec.shape[0] = shape.batch_size;
  pass_->set_threads(0);
}

Loss RecurrentLearner::forward_backward(const Batch& batch, const Settings&) {
  if (batch.reset_state) pass_->reset_state();
  const double loss = pass_->forward_and_backward(model_->weights(), batch.x, batch.y);
  return {loss, loss};
}

std::vector<Tensor> RecurrentLearner::carried() const {
  std::vector<Tensor> tensors;
  if (carried_specs_.empty()) return tensors;
  for (const Matrix& state : pass_->carried()) {
    const TensorSpec& spec = carried_specs_[tensors.size()];
    tensors.push_back({spec.name, spec.shape, {state.data(), state.data() + state.size()}, {}});
  }
  return tensors;
}

void RecurrentLearner::restore_carried(std::span<const Tensor> tensors) {
  std::vector<Matrix> states;
  for (const TensorSpec& spec : carried_specs_) {
    const Tensor& state = find_tensor(tensors, spec);
    states.push_back(ConstMatrixMap(state.values.data(), spec.shape[0], spec.shape[1]));
  }
  if (!states.empty()) pass_->set_carried(states);
}

}  // namespace babble
