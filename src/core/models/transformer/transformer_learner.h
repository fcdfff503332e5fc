// Trains the transformer: one sequence or line after the other, no state between mini-batches.
#pragma once

#include "core/models/learner.h"
#include "core/models/transformer/transformer.h"
#include "core/models/transformer/transformer_pass.h"

namespace babble {

class TransformerLearner final : public Learner {
 public:
  TransformerLearner(Transformer model, BatchShape shape);

  const Model& model() const override { return model_; }
  Parameters& parameters() override { return model_.weights(); }
  const Parameters& gradient() const override { return pass_.gradient(); }
  Loss forward_backward(const Batch& batch, const Settings& settings) override;
  void set_threads(int threads) override { pass_.set_threads(threads); }
  ThreadPool* pool() const override { return pass_.pool(); }

 private:
  Transformer model_;
  TransformerPass pass_;
};

}  // namespace babble
