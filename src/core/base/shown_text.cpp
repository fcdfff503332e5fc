#include "core/base/shown_text.h"

#include <optional>

#include "core/base/utf8.h"

namespace babble {

std::string shown_text(std::string_view bytes, std::size_t most) {
  std::string text;
  std::size_t shown = 0;
  for (std::size_t at = 0; at < bytes.size(); ++shown) {
    if (shown == most) return text + "...";
    // A character has at most four bytes.
    const std::string_view next = bytes.substr(at, 4);
    const std::optional<std::size_t> fault = first_invalid_utf8(next);
    std::size_t size = 0;
    if (fault == std::size_t{0}) {
      const auto byte = static_cast<unsigned char>(next.front());
      text += "\\x";
      text += "0123456789ABCDEF"[byte >> 4];
      text += "0123456789ABCDEF"[byte & 15];
      size = 1;
    } else {
      const char32_t point = next_code_point(next, size);
      text += point == U' ' ? " " : visible_text(point);
    }
    at += size;
  }
  return text;
}

std::string in_quotes(std::string_view bytes) {
  std::string text = "\"";
  text += shown_text(bytes);
  text += '"';
  return text;
}

}  // namespace babble
