// Sampling made visible: one draw at a time from the rows of the count table.
#pragma once

#include <cstdint>
#include <optional>

#include "app/snapshot.h"
#include "core/corpus.h"
#include "core/count_bigram.h"
#include "core/torch_rng.h"

namespace babble::app {

/// Draws what sample() draws for the same seed, and keeps the number that decided.
class Walker {
 public:
  /// Forgets everything: another corpus or other probabilities.
  void clear();
  /// Shows the row in which a walk through this vocabulary begins.
  void show_start(const Vocabulary& vocabulary, CorpusKind kind);
  void advance(const CountBigram& model, const Vocabulary& vocabulary, CorpusKind kind,
               bool restart, std::uint64_t seed, bool reseed);

  const WalkView& view() const { return view_; }

 private:
  std::optional<TorchRng> generator_;
  std::uint64_t seed_ = 0;
  std::int64_t drawn_ = 0;  // tokens of the present sample
  WalkView view_;
};

}  // namespace babble::app
