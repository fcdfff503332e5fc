// What every chapter of a model shows: its quality, and why it stopped.
#pragma once

#include <string>

#include "ui/base/frame.h"

namespace babble::ui {

/// Whether the model has figures, but none of the test part, which is evaluated when asked for.
bool test_is_hidden(const app::Snapshot& snapshot, const app::ModelView& model);

/// NLL and perplexity of each part of the split, and the landmarks to compare them with. The test
/// part has a button that asks for its figures.
void quality_table(Frame& frame, const app::ModelView& model, bool with_count_landmark);

/// Why the model cannot train (diverged, exploded, unavailable, other corpus), with buttons for
/// what can be done about it. Draws nothing while there is no problem.
void problem_card(Frame& frame, const app::ModelView& model);

/// The NLL of each part of the split in a sentence, for screen readers; empty if none is known.
std::string describe_quality(const app::ModelView& model);

}  // namespace babble::ui
