// Where the mini-batches of a run come from: the whole training part, pairs drawn with replacement,
// or sequences (core/data/batches.h) in an order that is drawn or recorded.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/data/batch_order.h"
#include "core/data/batches.h"
#include "core/data/corpus.h"
#include "core/random/generator.h"
#include "core/settings/settings.h"

namespace babble {

/// The largest B and T of a source's mini-batches: what a learner allocates memory for. 0 for whole
/// streams.
struct BatchShape {
  int batch_size = 0, time_steps = 0;
};

/// B and T of sequences for a text of `length` tokens, at least 2. Where (B + 1)·T is more than its
/// length, as many sequences as fit, and at last one that is shorter than T.
BatchShape fitting_shape(std::int64_t length, int batch_size, int time_steps);

class BatchSource {
 public:
  virtual ~BatchSource() = default;
  virtual BatchShape shape() const = 0;
  /// The next mini-batch; valid until the next call. Begins a new epoch where one has ended. Must
  /// not be called when at_end().
  virtual const Batch& next(Generator& generator) = 0;
  virtual std::int64_t batches_per_epoch() const = 0;
  /// Whether an epoch ends after the mini-batch given last, with which the run has learned from
  /// `tokens` tokens since the epoch before.
  virtual bool epoch_ended(std::int64_t tokens) const = 0;
  /// A sentence where the text is too short for the B and T of the settings, else empty.
  virtual std::string notice() const { return {}; }
  /// A recorded order has no further mini-batch.
  virtual bool at_end() const { return false; }

  /// Where the source stands, as text; empty before the first mini-batch, and for sources that have
  /// no position. `epochs` is how many have ended. restore throws Error where the text does not
  /// fit.
  virtual std::string save() const { return {}; }
  virtual void restore(std::string_view, std::int64_t /*epochs*/) {}
};

// The mini-batches of a corpus are those of its training part; the corpus must outlive them.

/// Every mini-batch is the whole training part (Batch::whole).
std::unique_ptr<BatchSource> make_full_batch(const Corpus& corpus);

/// settings.batch_size pairs, drawn with replacement as makemore draws them:
/// ix = torch.randint(0, M, (B,), generator=g). With batch_size 0 the whole part.
std::unique_ptr<BatchSource> make_pair_batches(const Corpus& corpus, const Settings& settings);

/// Sequences of settings.time_steps tokens by settings.batching, which may be lines
/// (line_batches.h). A text that is too short for them gets smaller ones (fitting_shape). With an
/// order, its epochs one after the other. Throws Error where an epoch of the order does not fit the
/// text.
std::unique_ptr<BatchSource> make_sequence_batches(const Corpus& corpus, const Settings& settings,
                                                   const BatchOrder* order);

}  // namespace babble
