// A text that a model reads for a picture of what happens inside.
#pragma once

#include <string>
#include <vector>

#include "app/views/view.h"

namespace babble::app {

/// The first `most` tokens of the text; in a corpus of lines the boundary token comes first. Where
/// the vocabulary lacks a character, `error` becomes a sentence and the result is empty.
std::vector<TokenId> tokens_of_text(const OpenModel& open, const std::string& text,
                                    std::size_t most, std::string& error);

/// The three likeliest tokens of a distribution, the likeliest first.
std::vector<HiddenStateView::Guess> likeliest(std::span<const float> probabilities,
                                              const Vocabulary& vocabulary);

}  // namespace babble::app
