// The corpora that are embedded in the program, as UTF-8.
#pragma once

#include <string_view>

namespace babble {

std::string_view builtin_names();  ///< data/names.txt, one name a line
std::string_view builtin_tale();   ///< data/tale.txt, running text

}  // namespace babble
