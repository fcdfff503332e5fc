// The exception class of the program.
#pragma once

#include <stdexcept>
#include <string>

namespace babble {

/// The message says what is wrong, where, and what to do about it, in a sentence for the user.
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace babble
