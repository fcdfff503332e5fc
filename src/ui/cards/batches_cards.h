// Mini-batches made visible: where they lie in the text, what is in X and Y, and what becomes of
// the hidden state between them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/protocol/snapshot.h"
#include "ui/base/frame.h"

namespace babble::ui {

/// A token as a cell shows it.
std::string batch_token(const app::Snapshot& snapshot, const app::BatchesView& view, TokenId id);

/// The text as cells, coloured by the rows of X, with a map of the whole sequence above. Returns
/// the cell that was clicked, if it is in an X.
std::optional<app::BatchesView::Place> batches_text_card(Frame& frame, const app::BatchesView& view,
                                                         float height);

/// X and Y of the mini-batch side by side.
class BatchTables {
 public:
  void draw(Frame& frame, const app::BatchesView& view, float height);

 private:
  int row_ = -1, column_ = -1;  ///< of X; what is pointed at in one table is marked in both
};

/// From mini-batch to mini-batch: is the state carried or does it begin at zero?
void batches_state_card(Frame& frame, const app::BatchesView& view);

/// How many subsequences, mini-batches and lost tokens there are.
void batches_counts_card(Frame& frame, const app::BatchesView& view);

}  // namespace babble::ui
