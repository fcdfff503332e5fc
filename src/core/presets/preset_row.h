#pragma once

#include <string>

namespace babble {

/// One figure of a course's run, expected and obtained.
struct PresetRow {
  std::string what;
  std::string expected;
  std::string obtained;  ///< empty until it is known
  bool agrees = false;   ///< within the tolerance; true only once it is known
};

}  // namespace babble
