// What a recurrent network remembers while it reads a text (chapter RNN).
#pragma once

#include <string>

#include "app/protocol/snapshot.h"
#include "core/data/corpus.h"
#include "core/models/model.h"

namespace babble::app {

constexpr std::size_t longest_inspected = 200;  ///< tokens; more is cut off

/// Reads the text from a zero state (lines: from the mark that begins one, which is shown too)
/// and notes the state and the three likeliest next tokens after every character. What is wrong
/// with the text stands in `error`.
HiddenStateView inspect_hidden(const Model& model, const Vocabulary& vocabulary, CorpusKind kind,
                               const std::string& text);

}  // namespace babble::app
