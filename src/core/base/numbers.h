// Numbers as text, independent of the locale. (The library of clang 14 has no from_chars for
// doubles.)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace babble {

/// Parses a decimal integer ("-12"). None if the whole string is not one or does not fit.
std::optional<std::int64_t> parse_integer(std::string_view text);

/// Parses a finite decimal number ("0.5", "1e-3"). None if the whole string is not one.
std::optional<double> parse_real(std::string_view text);

/// A short decimal text that parse_real turns into the same double; "nan", "inf" or "-inf" for
/// other values.
std::string real_text(double value);

}  // namespace babble
