// Bytes as hexadecimal digits, two a byte.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace babble {

/// Lower-case digits; the bytes in their order.
std::string to_hexadecimal(std::string_view bytes);
/// The bytes of an even number of digits in either case; nothing for any other text.
std::optional<std::string> from_hexadecimal(std::string_view digits);

}  // namespace babble
