// Trains the MLP (makemore part 2): one window and one label an example.
#pragma once

#include "core/models/learner.h"
#include "core/models/mlp/mlp.h"
#include "core/models/mlp/mlp_pass.h"

namespace babble {

class MlpLearner final : public Learner {
 public:
  MlpLearner(Mlp model, int batch_size);

  const Model& model() const override { return model_; }
  Parameters& parameters() override { return model_.weights(); }
  const Parameters& gradient() const override { return pass_.gradient(); }
  std::span<const Range> touched() const override { return pass_.touched(); }
  Loss forward_backward(const Batch& batch, const Settings& settings) override;
  void set_threads(int threads) override { pass_.set_threads(threads); }
  ThreadPool* pool() const override { return pass_.pool(); }

 private:
  Mlp model_;
  MlpPass pass_;
};

}  // namespace babble
