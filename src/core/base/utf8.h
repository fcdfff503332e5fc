// Validates, decodes and encodes UTF-8.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace babble {

/// Offset of the first byte that is not part of valid UTF-8, or none. Surrogates, overlong forms
/// and values above U+10FFFF are invalid.
std::optional<std::size_t> first_invalid_utf8(std::string_view bytes);

/// Validates the characters that begin in [begin, end); a character begins at `begin`. Returns the
/// end of the last one, or, if less than `end`, the offset of the first invalid byte.
std::size_t valid_utf8_end(std::string_view bytes, std::size_t begin, std::size_t end) noexcept;

inline bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// The longest prefix of valid UTF-8 that has whole characters and at most `most` bytes.
inline std::string_view first_characters(std::string_view text, std::size_t most) noexcept {
  std::size_t end = std::min(text.size(), most);
  while (end > 0 && end < text.size() && is_continuation(text[end])) --end;
  return text.substr(0, end);
}

/// The number of code points of valid UTF-8.
std::size_t count_code_points(std::string_view bytes) noexcept;

/// The code point that begins at `offset`; moves `offset` to its end. The bytes must be valid.
inline char32_t next_code_point(std::string_view bytes, std::size_t& offset) noexcept {
  const char* at = bytes.data() + offset;
  const auto lead = static_cast<unsigned char>(*at);
  const auto low = [&](int i) { return static_cast<unsigned char>(at[i]) & 0x3Fu; };
  if (lead < 0x80) {
    offset += 1;
    return lead;
  }
  if (lead < 0xE0) {
    offset += 2;
    return (lead & 0x1Fu) << 6 | low(1);
  }
  if (lead < 0xF0) {
    offset += 3;
    return (lead & 0x0Fu) << 12 | low(1) << 6 | low(2);
  }
  offset += 4;
  return (lead & 0x07u) << 18 | low(1) << 12 | low(2) << 6 | low(3);
}

/// The code points of valid UTF-8; throws Error otherwise.
std::u32string decode_utf8(std::string_view bytes);

void append_utf8(std::string& out, char32_t code_point);
std::string encode_utf8(char32_t code_point);
std::string encode_utf8(std::u32string_view code_points);

/// A code point as text, with symbols for blanks and controls: "␣", "↵", "⇥", "␀", "U+200B".
std::string visible_text(char32_t code_point);

/// Space, tab, line ends and Unicode's other blanks.
bool is_blank(char32_t code_point);

}  // namespace babble
