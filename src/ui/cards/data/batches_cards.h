// One mini-batch: X and Y, the hidden state before and after it, and the figures of an epoch.
#pragma once

#include <string>

#include "app/protocol/snapshot.h"
#include "ui/base/frame.h"

namespace babble::ui {

/// A token as a cell shows it.
std::string batch_token(const app::Snapshot& snapshot, const app::BatchesView& view, TokenId id);

/// X and Y of the mini-batch side by side.
class BatchTables {
 public:
  void draw(Frame& frame, const app::BatchesView& view);

 private:
  int row_ = -1, column_ = -1;  ///< of X; the cell under the pointer is marked in both tables
};

/// Whether the hidden state is carried from mini-batch to mini-batch, or starts at zero.
void batches_state_card(Frame& frame, const app::BatchesView& view);

/// How many subsequences, mini-batches and dropped tokens an epoch has.
void batches_counts_card(Frame& frame, const app::BatchesView& view);

/// How evenly many epochs cover the text. Draws nothing for lines.
void batches_coverage_card(Frame& frame);

}  // namespace babble::ui
