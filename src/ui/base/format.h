// Numbers as people read them.
#pragma once

#include <cstdint>
#include <string>

namespace babble::ui {

/// "228,146"
std::string grouped(std::int64_t value);
/// Fixed decimals with a real minus sign; "∞", "−∞", and "–" for what is not known (NaN); from 1e10
/// on as "7.275e+24".
std::string fixed(double value, int decimals);
/// About `digits` significant digits, never in scientific notation between 1e-4 and 1e6.
std::string significant(double value, int digits);
/// "950", "13.6 k", "1.25 M"
std::string short_count(double value);
/// "0.4 s", "12 s", "3 min 20 s", "1 h 05 min"
std::string duration(double seconds);
/// "1 step", "2 steps"
std::string plural(std::int64_t count, const char* singular, const char* plural_form);

}  // namespace babble::ui
