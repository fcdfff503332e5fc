#pragma once

#include <cstdint>
#include <limits>
#include <string>

namespace babble {

/// What training with one value of a sweep came to. Figures in nats per token; NaN: unknown.
struct SweepRun {
  std::string value = {};       ///< as setting_text writes it
  double number = 0;            ///< its place on an axis: the value, or of a word its number
  std::int64_t parameters = 0;  ///< of the model
  std::int64_t steps = 0;       ///< that were made
  double train = std::numeric_limits<double>::quiet_NaN();
  double dev = std::numeric_limits<double>::quiet_NaN();
  std::string failed = {};  ///< a sentence: it diverged, or cannot be trained; else empty
};

}  // namespace babble
