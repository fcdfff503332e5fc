// UTF-8, checked at the door.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace babble {

/// Byte offset of the first byte that is not part of valid UTF-8 (surrogates, overlong forms and
/// values above U+10FFFF are not valid), or none.
std::optional<std::size_t> first_invalid_utf8(std::string_view bytes);

/// The code point that begins at `offset`, which is moved behind it. The bytes must be valid.
char32_t next_code_point(std::string_view bytes, std::size_t& offset);

/// The code points of valid UTF-8; throws Error otherwise.
std::u32string decode_utf8(std::string_view bytes);

void append_utf8(std::string& out, char32_t code_point);
std::string encode_utf8(char32_t code_point);
std::string encode_utf8(std::u32string_view code_points);

/// How a code point is shown where blanks and controls must be seen: "␣", "↵", "⇥", "␀" ...
std::string visible_text(char32_t code_point);

/// Space, tab, line ends and Unicode's other blanks.
bool is_blank(char32_t code_point);

}  // namespace babble
