// Where the mini-batches of an epoch lie in the text.
#pragma once

#include <optional>

#include "app/protocol/snapshot.h"
#include "ui/base/frame.h"

namespace babble::ui {

/// The text as cells, coloured by the rows of X, with a map of the whole sequence above. Returns
/// the cell that was clicked, if it is in an X.
std::optional<app::BatchesView::Place> batches_text_card(Frame& frame, const app::BatchesView& view,
                                                         float height);

}  // namespace babble::ui
