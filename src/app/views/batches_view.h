// Which tokens of a text are in which mini-batch (chapter Batches): computed on demand by the
// iterator that training uses.
#pragma once

#include <span>

#include "app/protocol/intents.h"
#include "app/protocol/snapshot.h"

namespace babble::app {

constexpr std::int64_t longest_batched = 1'000'000;           ///< tokens that are looked at
constexpr int most_batch_rows = 32, most_batch_columns = 64;  ///< of X and Y in the view
constexpr std::int64_t batch_text = 420;                      ///< tokens of the text in the view

/// Never throws: what is wrong with B, T or the offset stands in the view's `error`.
BatchesView inspect_batch(const InspectBatch& look, std::span<const TokenId> training_part);

}  // namespace babble::app
