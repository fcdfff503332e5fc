// One row of the count table as probabilities.
#pragma once

#include <vector>

#include "ui/base/frame.h"

namespace babble::ui {

/// P(next | row) = (N + k) / Σ(N + k) of the counts in the snapshot; uniform where a row was
/// never seen and k is 0.
std::vector<double> row_probabilities(const app::Snapshot& snapshot, int row);

/// 1 for the likeliest next token of the row, and so on; equal counts share the better rank.
int rank_in_row(const app::CountView& counts, int row, int column);

/// The bars of P(next | row), with exact values on hover. Long rows show their likeliest tokens.
void draw_row_bars(Frame& frame, int row, float height);

}  // namespace babble::ui
