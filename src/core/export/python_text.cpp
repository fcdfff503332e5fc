#include "core/export/python_text.h"

#include <algorithm>

#include "core/base/utf8.h"

namespace babble {
namespace {

constexpr std::size_t widest = 100;

void append_hex(std::string& out, char kind, char32_t value, int digits) {
  out += '\\';
  out += kind;
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
    out += "0123456789abcdef"[value >> shift & 0xF];
}

/// Latin, Greek and Cyrillic letters, kana, Hangul and the common ideographs: none of these is
/// invisible, combines with its neighbour, or changes the direction of the line.
bool stands_for_itself(char32_t c) {
  return (c >= 0xC0 && c <= 0x24F) || (c >= 0x391 && c <= 0x3C9) || (c >= 0x410 && c <= 0x44F) ||
         (c >= 0x3041 && c <= 0x3096) || (c >= 0x30A1 && c <= 0x30FA) ||
         (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3);
}

void append_escaped(std::string& out, char32_t c) {
  if (c == U'\n') {
    out += "\\n";
  } else if (c == U'"' || c == U'\\') {
    out += '\\';
    out += static_cast<char>(c);
  } else if ((c >= 0x20 && c < 0x7F) || stands_for_itself(c)) {
    append_utf8(out, c);
  } else if (c < 0x100) {
    append_hex(out, 'x', c, 2);
  } else if (c < 0x10000) {
    append_hex(out, 'u', c, 4);
  } else {
    append_hex(out, 'U', c, 8);
  }
}

}  // namespace

std::string python_comment(std::string_view bytes) {
  std::string text;
  while (!bytes.empty()) {
    const std::size_t valid = first_invalid_utf8(bytes).value_or(bytes.size());
    for (std::size_t i = 0; i < valid;) append_escaped(text, next_code_point(bytes, i));
    bytes.remove_prefix(valid);
    if (bytes.empty()) break;
    append_escaped(text, 0xDC00u + static_cast<unsigned char>(bytes[0]));
    bytes.remove_prefix(1);
  }
  return text;
}

std::string python_literal(std::string_view bytes) { return '"' + python_comment(bytes) + '"'; }

std::string python_list(std::string_view begin, const std::vector<std::string>& items, char end) {
  std::string text(begin), line = text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string item = items[i] + (i + 1 < items.size() ? "," : std::string(1, end));
    const bool first = i == 0;
    if (!first && line.size() + item.size() + 1 > widest) {
      text += "\n    ";
      line = "    ";
    } else if (!first) {
      text += ' ';
      line += ' ';
    }
    text += item;
    line += item;
  }
  if (items.empty()) text += end;
  return text + "\n";
}

std::string python_sentence(std::string_view sentence) {
  std::string text;
  while (!sentence.empty()) {
    std::size_t end = sentence.size();
    if (count_code_points(sentence) + 2 > widest) {
      end = sentence.rfind(' ', widest - 2);
      if (end == std::string_view::npos || end == 0)
        end = std::min(sentence.find(' '), sentence.size());
    }
    text += "# " + std::string(sentence.substr(0, end)) + "\n";
    sentence.remove_prefix(std::min(sentence.size(), end + 1));
  }
  return text;
}

}  // namespace babble
