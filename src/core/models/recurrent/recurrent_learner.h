// Trains a recurrent network (d2l §8.5): truncated back-propagation through the time steps of a
// mini-batch, whose last state is carried to the next one. Without the `detach` of that state,
// through the mini-batch before as well, which is read again with the present weights.
#pragma once

#include "core/models/learner.h"
#include "core/models/recurrent/recurrent_model.h"

namespace babble {

class RecurrentLearner final : public Learner {
 public:
  /// `model` is a RecurrentModel.
  RecurrentLearner(std::unique_ptr<Model> model, const Settings& settings, BatchShape shape);

  const Model& model() const override { return *model_; }
  Parameters& parameters() override { return model_->weights(); }
  const Parameters& gradient() const override { return pass_->gradient(); }
  Loss forward_backward(const Batch& batch, const Settings& settings) override;
  void carry_state() override;
  std::vector<Tensor> carried() const override;
  void restore_carried(std::span<const Tensor> tensors) override;
  void set_threads(int threads) override { pass_->set_threads(threads); }
  ThreadPool* pool() const override { return pass_->pool(); }

 private:
  bool detaches() const { return carried_specs_.empty() || !carried_specs_.back().integers; }

  std::unique_ptr<RecurrentModel> model_;
  std::unique_ptr<RecurrentPass> pass_;
  std::vector<TensorSpec> carried_specs_;
  // Not detached: X of the present mini-batch and of the one before, B×T; both with the labels of
  // the present one, B×2T. The state that the pass keeps is that before `previous_`.
  std::vector<TokenId> now_, previous_, x_, y_;
};

}  // namespace babble
