// Texts of the user's own inside a Python program: none of them can become code.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace babble {

/// A literal of a text, in double quotes and on one line: Python reads the same text. Letters of
/// common scripts stand for themselves, all else that is not ASCII is escaped. A byte that is not
/// UTF-8 becomes the surrogate that Python has for it in a file's name ("surrogateescape").
std::string python_literal(std::string_view bytes);

/// What may stand behind a `#`: python_literal without the quotes.
std::string python_comment(std::string_view bytes);

/// "NAME = [a, b, c]" with the items in lines of at most 100 characters. Each item is code.
std::string python_list(std::string_view begin, const std::vector<std::string>& items, char end);

/// A sentence as lines of comment.
std::string python_sentence(std::string_view sentence);

}  // namespace babble
