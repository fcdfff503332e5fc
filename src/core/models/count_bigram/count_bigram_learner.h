// "Trains" the count bigram: counts the pairs of the training part, in one step.
#pragma once

#include "core/data/corpus.h"
#include "core/models/count_bigram/count_bigram.h"
#include "core/models/learner.h"

namespace babble {

class CountBigramLearner final : public Learner {
 public:
  CountBigramLearner(CountBigram model, const Corpus& corpus)
      : model_(std::move(model)), corpus_(corpus) {}

  const Model& model() const override { return model_; }
  Parameters& parameters() override { return none_; }
  const Parameters& gradient() const override { return none_; }
  Loss forward_backward(const Batch&, const Settings& settings) override {
    model_ = CountBigram(corpus_.pair_counts(Part::train), settings.smoothing);
    const double nll = model_.nll(model_.counts());
    return {nll, nll};
  }
  void settings_changed(const Settings& settings) override {
    if (settings.smoothing != model_.smoothing()) model_.set_smoothing(settings.smoothing);
  }

 private:
  CountBigram model_;
  const Corpus& corpus_;
  Parameters none_;
};

}  // namespace babble
