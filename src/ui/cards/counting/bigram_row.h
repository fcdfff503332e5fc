// One row of the count table as probabilities.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ui/base/frame.h"

namespace babble::ui {

/// P(next | row) = (N + k) / Σ(N + k) of the counts in the snapshot; uniform where a row was
/// never seen and k is 0.
std::vector<double> row_probabilities(const app::Snapshot& snapshot, int row);

/// N[row][column].
std::int64_t count_at(const app::CountView& counts, int row, int column);

/// 1 for the most likely next token of the row, and so on; equal counts share the better rank.
int rank_in_row(const app::CountView& counts, int row, int column);

/// The bars of P(next | given) over all tokens, with exact values and counts on hover. Long rows
/// show their most likely tokens. `name`: in the WidgetRegistry.
void next_bars(Frame& frame, std::string_view name, const std::string& given,
               std::span<const std::int64_t> counts, const std::vector<double>& probabilities,
               float height);

/// The bars of P(next | row).
void row_card(Frame& frame, int row);

}  // namespace babble::ui
