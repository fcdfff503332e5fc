// What a user or a file wrote, inside a sentence.
#pragma once

#include <string>
#include <string_view>

namespace babble {

/// Any bytes as UTF-8 on one line: controls become visible signs (␀ ⇥ ↵), bytes that are no UTF-8
/// become \xNN, and after `most` characters it ends with "...".
std::string shown_text(std::string_view bytes, std::size_t most = 40);

/// The same in double quotes.
std::string in_quotes(std::string_view bytes);

}  // namespace babble
