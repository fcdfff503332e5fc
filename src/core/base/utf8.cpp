#include "core/base/utf8.h"

#include <cstdint>
#include <cstring>

#include "core/base/error.h"

namespace babble {
namespace {

std::uint32_t byte_at(std::string_view bytes, std::size_t i) {
  return static_cast<unsigned char>(bytes[i]);
}

/// Length of the valid sequence at `offset`, 0 if there is none (Unicode 15, table 3-7).
std::size_t sequence_length(std::string_view bytes, std::size_t offset) {
  const auto continues = [&](std::size_t i, std::uint32_t low = 0x80, std::uint32_t high = 0xBF) {
    return offset + i < bytes.size() && byte_at(bytes, offset + i) >= low &&
           byte_at(bytes, offset + i) <= high;
  };
  const std::uint32_t lead = byte_at(bytes, offset);
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return continues(1) ? 2 : 0;
  if (lead < 0xF0) {
    const std::uint32_t low = lead == 0xE0 ? 0xA0 : 0x80;   // overlong
    const std::uint32_t high = lead == 0xED ? 0x9F : 0xBF;  // surrogates
    return continues(1, low, high) && continues(2) ? 3 : 0;
  }
  if (lead < 0xF5) {
    const std::uint32_t low = lead == 0xF0 ? 0x90 : 0x80;   // overlong
    const std::uint32_t high = lead == 0xF4 ? 0x8F : 0xBF;  // above U+10FFFF
    return continues(1, low, high) && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::size_t valid_utf8_end(std::string_view bytes, std::size_t begin, std::size_t end) noexcept {
  constexpr std::uint64_t high_bits = 0x8080808080808080ull;
  std::size_t i = begin;
  while (i < end) {
    if (byte_at(bytes, i) < 0x80) {
      std::uint64_t eight = 0;
      while (i + 8 <= end) {
        std::memcpy(&eight, bytes.data() + i, 8);
        if ((eight & high_bits) != 0) break;
        i += 8;
      }
      while (i < end && byte_at(bytes, i) < 0x80) ++i;
      continue;
    }
    // Fast path for most characters of two and three bytes.
    const std::uint32_t lead = byte_at(bytes, i);
    if (i + 3 <= bytes.size() && lead >= 0xC2) {
      const bool one = is_continuation(bytes[i + 1]);
      if (lead < 0xE0 && one) {
        i += 2;
        continue;
      }
      if (lead > 0xE0 && lead < 0xED && one && is_continuation(bytes[i + 2])) {
        i += 3;
        continue;
      }
    }
    const std::size_t length = sequence_length(bytes, i);
    if (length == 0) return i;
    i += length;
  }
  return i;
}

std::optional<std::size_t> first_invalid_utf8(std::string_view bytes) {
  const std::size_t end = valid_utf8_end(bytes, 0, bytes.size());
  return end < bytes.size() ? std::optional(end) : std::nullopt;
}

std::size_t count_code_points(std::string_view bytes) noexcept {
  std::size_t continuations = 0;
  for (const char byte : bytes) continuations += is_continuation(byte) ? 1 : 0;
  return bytes.size() - continuations;
}

std::u32string decode_utf8(std::string_view bytes) {
  if (const auto fault = first_invalid_utf8(bytes))
    throw Error("This text is not valid UTF-8: byte " + std::to_string(*fault + 1) +
                " is not part of a character.");
  std::u32string points;
  points.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size();) points.push_back(next_code_point(bytes, i));
  return points;
}

void append_utf8(std::string& out, char32_t code_point) {
  const auto push = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  const std::uint32_t point = code_point;
  if (point < 0x80) {
    push(point);
  } else if (point < 0x800) {
    push(0xC0 | point >> 6);
    push(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    push(0xE0 | point >> 12);
    push(0x80 | (point >> 6 & 0x3F));
    push(0x80 | (point & 0x3F));
  } else {
    push(0xF0 | point >> 18);
    push(0x80 | (point >> 12 & 0x3F));
    push(0x80 | (point >> 6 & 0x3F));
    push(0x80 | (point & 0x3F));
  }
}

std::string encode_utf8(char32_t code_point) {
  std::string out;
  append_utf8(out, code_point);
  return out;
}

std::string encode_utf8(std::u32string_view code_points) {
  std::string out;
  out.reserve(code_points.size());
  for (const char32_t point : code_points) append_utf8(out, point);
  return out;
}

std::string visible_text(char32_t code_point) {
  switch (code_point) {
    case U' ':
      return "␣";
    case U'\n':
      return "↵";
    case U'\t':
      return "⇥";
    case 0x7F:
      return "␡";
    case 0xA0:
      return "⍽";  // no-break space
    default:
      break;
  }
  if (code_point < 0x20) return encode_utf8(0x2400 + code_point);  // control pictures
  const bool invisible = is_blank(code_point) || (code_point >= 0x80 && code_point < 0xA0) ||
                         code_point == 0xAD || (code_point >= 0x200B && code_point <= 0x200F) ||
                         (code_point >= 0x202A && code_point <= 0x202E) ||
                         (code_point >= 0x2060 && code_point <= 0x206F) || code_point == 0xFEFF ||
                         (code_point >= 0xFE00 && code_point <= 0xFE0F);
  if (!invisible) return encode_utf8(code_point);
  static constexpr std::string_view hex = "0123456789ABCDEF";
  std::string text = "U+";
  for (int shift = code_point > 0xFFFF ? 20 : 12; shift >= 0; shift -= 4)
    text.push_back(hex[code_point >> shift & 0xF]);
  return text;
}

bool is_blank(char32_t code_point) {
  return code_point == U' ' || (code_point >= U'\t' && code_point <= U'\r') || code_point == 0x85 ||
         code_point == 0xA0 || code_point == 0x1680 ||
         (code_point >= 0x2000 && code_point <= 0x200A) || code_point == 0x2028 ||
         code_point == 0x2029 || code_point == 0x202F || code_point == 0x205F ||
         code_point == 0x3000;
}

}  // namespace babble
