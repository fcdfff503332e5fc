#include "core/models/recurrent/recurrent_learner.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/models/recurrent/recurrent_info.h"

namespace babble {

RecurrentLearner::RecurrentLearner(std::unique_ptr<Model> model, const Settings& settings,
                                   BatchShape shape)
    : model_(static_cast<RecurrentModel*>(model.release())),
      pass_(model_->make_pass(shape.batch_size, shape.time_steps * batches_of_a_pass(settings))),
      carried_specs_(model_->info().carried(settings)) {
  for (TensorSpec& spec : carried_specs_) {
    spec.shape[0] = shape.batch_size;
    if (spec.integers) spec.shape[1] = shape.time_steps;
  }
  pass_->set_threads(0);
}

Loss RecurrentLearner::forward_backward(const Batch& batch, const Settings&) {
  if (batch.reset_state) {
    pass_->reset_state();
    previous_.clear();
  }
  std::span<const TokenId> x = batch.x, y = batch.y;
  if (!detaches()) now_ = batch.x;
  if (!previous_.empty()) {
    x_.clear();
    y_.clear();
    const auto T = static_cast<std::ptrdiff_t>(batch.time_steps);
    for (std::ptrdiff_t begin = 0; begin < std::ssize(now_); begin += T) {
      x_.insert(x_.end(), previous_.begin() + begin, previous_.begin() + begin + T);
      x_.insert(x_.end(), now_.begin() + begin, now_.begin() + begin + T);
      y_.insert(y_.end(), static_cast<std::size_t>(T), no_target);
      y_.insert(y_.end(), batch.y.begin() + begin, batch.y.begin() + begin + T);
    }
    x = x_;
    y = y_;
  }
  const double loss = pass_->forward_and_backward(model_->weights(), x, y);
  return {loss, loss};
}

void RecurrentLearner::carry_state() {
  if (detaches()) return pass_->carry_state(pass_->time_steps());
  pass_->carry_state(previous_.empty() ? 0 : pass_->time_steps() / 2);
  previous_ = now_;
}

std::vector<Tensor> RecurrentLearner::carried() const {
  std::vector<Tensor> tensors;
  if (carried_specs_.empty()) return tensors;
  for (const Matrix& state : pass_->carried()) {
    const TensorSpec& spec = carried_specs_[tensors.size()];
    tensors.push_back({spec.name, spec.shape, {state.data(), state.data() + state.size()}, {}});
  }
  if (!previous_.empty()) {
    const TensorSpec& spec = carried_specs_.back();
    tensors.push_back({spec.name, spec.shape, {}, {previous_.begin(), previous_.end()}});
  }
  return tensors;
}

void RecurrentLearner::restore_carried(std::span<const Tensor> tensors) {
  std::vector<Matrix> states;
  for (const TensorSpec& spec : carried_specs_) {
    if (spec.integers) continue;
    const Tensor& state = find_tensor(tensors, spec);
    states.push_back(ConstMatrixMap(state.values.data(), spec.shape[0], spec.shape[1]));
  }
  if (!states.empty()) pass_->set_carried(states);
  const auto has_previous = [](const Tensor& tensor) { return tensor.name == "previous"; };
  if (detaches() || std::none_of(tensors.begin(), tensors.end(), has_previous)) return;
  previous_.clear();
  for (const std::int64_t token : find_tensor(tensors, carried_specs_.back()).integers) {
    if (token < 0 || token >= model_->vocabulary_size())
      throw Error("The saved mini-batch has a token that is not of the vocabulary.");
    previous_.push_back(static_cast<TokenId>(token));
  }
}

}  // namespace babble
