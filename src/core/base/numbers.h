// Numbers as text, the same in every locale and in both compilers (clang 14's library has no
// from_chars for doubles). Used by settings, URLs and command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace babble {

/// A whole string that is a decimal integer ("-12"); none where it is not, or does not fit.
std::optional<std::int64_t> parse_integer(std::string_view text);

/// A whole string that is a finite decimal number ("0.5", "1e-3"); none where it is not.
std::optional<double> parse_real(std::string_view text);

/// The shortest decimal text that parse_real turns into the same double.
std::string real_text(double value);

}  // namespace babble
