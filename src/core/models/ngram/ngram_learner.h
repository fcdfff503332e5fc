// "Trains" the n-grams: counts those of the training part, in one step.
#pragma once

#include "core/models/learner.h"
#include "core/models/ngram/ngram.h"

namespace babble {

class NgramLearner final : public Learner {
 public:
  NgramLearner(NgramModel model, const Corpus& corpus)
      : model_(std::move(model)), corpus_(corpus) {}

  const Model& model() const override { return model_; }
  Parameters& parameters() override { return none_; }
  const Parameters& gradient() const override { return none_; }
  /// Throws Error as GramCounts.
  Loss forward_backward(const Batch&, const Settings& settings) override {
    model_ = NgramModel(GramCounts(corpus_.tokens(Part::train), corpus_.kind(),
                                   model_.vocabulary_size(), model_.counts().order()),
                        GramSmoothing(settings));
    const double nll = model_.score(model_.counts()).nll;
    return {nll, nll};
  }
  void settings_changed(const Settings& settings) override {
    model_.set_smoothing(GramSmoothing(settings));
  }

 private:
  NgramModel model_;
  const Corpus& corpus_;
  Parameters none_;
};

}  // namespace babble
