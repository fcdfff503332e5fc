// Shows text from users and files inside messages.
#pragma once

#include <string>
#include <string_view>

namespace babble {

/// Any bytes as UTF-8 on one line. Control characters become symbols (␀ ⇥ ↵), invalid bytes become
/// \xNN, and text longer than `most` characters is truncated with "...".
std::string shown_text(std::string_view bytes, std::size_t most = 40);

/// shown_text in double quotes.
std::string in_quotes(std::string_view bytes);

}  // namespace babble
