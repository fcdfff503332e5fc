// The one exception of the program.
#pragma once

#include <stdexcept>
#include <string>

namespace babble {

/// What is wrong, where, and what to do about it: one sentence, meant for the person at the screen.
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace babble
