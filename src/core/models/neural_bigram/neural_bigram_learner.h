// Trains the neural bigram: on all pairs at once, or on pairs that are drawn.
#pragma once

#include "core/models/learner.h"
#include "core/models/neural_bigram/neural_bigram.h"
#include "core/models/neural_bigram/neural_bigram_pass.h"

namespace babble {

class NeuralBigramLearner final : public Learner {
 public:
  /// `counts`: the pairs of the training part, V×V.
  NeuralBigramLearner(NeuralBigram model, const CountMatrix& counts)
      : model_(std::move(model)), pass_(model_, counts) {}

  const Model& model() const override { return model_; }
  Parameters& parameters() override { return model_.weights(); }
  const Parameters& gradient() const override { return pass_.gradient(); }
  std::span<const Range> touched() const override { return pass_.touched(); }
  Loss forward_backward(const Batch& batch, const Settings& settings) override {
    const double loss = batch.whole ? pass_.full_batch(model_, settings.l2)
                                    : pass_.mini_batch(model_, batch.x, batch.y, settings.l2);
    return {loss, pass_.data_nll()};
  }

 private:
  NeuralBigram model_;
  NeuralBigramPass pass_;
};

}  // namespace babble
