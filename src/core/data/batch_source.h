// Where the mini-batches of a run come from: the whole training part, pairs drawn with replacement,
// or sequences (core/data/batches.h) in an order that is drawn or recorded.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/data/batch_order.h"
#include "core/data/batches.h"
#include "core/math/torch_rng.h"
#include "core/settings/settings.h"

namespace babble {

class BatchSource {
 public:
  virtual ~BatchSource() = default;
  /// The next mini-batch; valid until the next call. Begins a new epoch where one has ended. Must
  /// not be called when at_end().
  virtual const Batch& next(TorchRng& generator) = 0;
  virtual std::int64_t batches_per_epoch() const = 0;
  /// Whether an epoch ends after the mini-batch given last, with which the run has learned from
  /// `tokens` tokens since the epoch before.
  virtual bool epoch_ended(std::int64_t tokens) const = 0;
  /// A recorded order has no further mini-batch.
  virtual bool at_end() const { return false; }

  /// Where the source stands, as text; empty before the first mini-batch, and for sources that have
  /// no position. `epochs` is how many have ended. restore throws Error where the text does not
  /// fit.
  virtual std::string save() const { return {}; }
  virtual void restore(std::string_view, std::int64_t /*epochs*/) {}
};

/// Every mini-batch is the whole stream (Batch::whole).
std::unique_ptr<BatchSource> make_full_batch(std::span<const TokenId> stream);

/// settings.batch_size pairs, drawn with replacement as makemore draws them:
/// ix = torch.randint(0, M, (B,), generator=g). With batch_size 0 the whole stream.
std::unique_ptr<BatchSource> make_pair_batches(std::span<const TokenId> stream,
                                               const Settings& settings);

/// Sequences of settings.time_steps tokens by settings.batching. With an order, its epochs one
/// after the other. Throws Error where the stream is too short, or an epoch of the order does not
/// fit it.
std::unique_ptr<BatchSource> make_sequence_batches(std::span<const TokenId> stream,
                                                   const Settings& settings,
                                                   const BatchOrder* order);

}  // namespace babble
