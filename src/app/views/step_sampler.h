// Sampling made visible: one draw at a time from the rows of the count table.
#pragma once

#include <cstdint>
#include <optional>

#include "app/protocol/intents.h"
#include "app/protocol/snapshot.h"
#include "core/data/corpus.h"
#include "core/math/torch_rng.h"
#include "core/models/count_bigram/count_bigram.h"

namespace babble::app {

/// Draws what sample() draws for the same seed, and keeps the number that decided.
class StepSampler {
 public:
  /// Forgets everything: another corpus or other probabilities.
  void clear();
  /// Shows the row in which a walk through this model begins.
  void show_start(const CountBigram& model, const Vocabulary& vocabulary, CorpusKind kind);
  /// Carries an intent out. Throws Error for an impossible number of draws.
  void walk(const CountBigram& model, const Vocabulary& vocabulary, CorpusKind kind,
            const SampleStep& wish);

  const SampleStepView& view() const { return view_; }

 private:
  void draw(const CountBigram& model, const Vocabulary& vocabulary, CorpusKind kind);
  void show_row(const CountBigram& model);

  std::optional<TorchRng> generator_;
  std::int64_t drawn_ = 0;  // tokens of the present sample
  SampleStepView view_;
};

}  // namespace babble::app
