// From the bytes of a file to the characters that become tokens; shared by Corpus and n-grams.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/settings.h"

namespace babble {

/// The text of a file, line ends as line feeds, byte order mark skipped. Throws Error with place
/// and remedy for what is no text: too large, UTF-16, NUL bytes, invalid UTF-8, nothing.
std::u32string read_text(std::string_view bytes);

/// What `automatic` stands for with this text (the rule is in corpus.h).
Prepare choose_preparation(std::u32string_view text);

struct PreparedText {
  std::u32string characters;           ///< of all lines, one after the other
  std::vector<std::size_t> line_ends;  ///< positions in `characters`; for `raw` empty
};

/// Prepares as lines, d2l or raw. Throws Error where nothing is left, or a line holds the mark.
PreparedText prepare_text(std::u32string_view text, Prepare prepare);

/// Lines as an editor counts them.
std::size_t count_lines(std::u32string_view text);

}  // namespace babble
