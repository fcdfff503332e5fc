#pragma once

#include <string_view>

namespace babble {

// The corpora that are part of the program, so that it works at once and offline: data/names.txt
// (one name a line) and data/tale.txt (running text), as UTF-8.
std::string_view builtin_names();
std::string_view builtin_tale();

}  // namespace babble
