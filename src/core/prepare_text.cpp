#include "core/prepare_text.h"

#include <algorithm>
#include <cassert>

#include "core/error.h"
#include "core/limits.h"
#include "core/shown_text.h"
#include "core/utf8.h"
#include "core/vocabulary.h"

namespace babble {
namespace {

std::string line_of_byte(std::string_view bytes, std::size_t offset) {
  const auto feeds =
      std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
  return "line " + std::to_string(feeds + 1);
}

[[noreturn]] void refuse_utf16() {
  throw Error("This file is UTF-16, not UTF-8: save it with the encoding UTF-8 and open it again.");
}

void refuse_what_is_no_text(std::string_view bytes) {
  if (bytes.size() > limits::max_corpus_bytes)
    throw Error("This file has " + std::to_string(bytes.size() >> 20) + " MB; the limit is " +
                std::to_string(limits::max_corpus_bytes >> 20) + " MB. Use a part of it.");
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) refuse_utf16();
  if (const std::size_t nul = bytes.find('\0'); nul != std::string_view::npos) {
    // Latin letters in UTF-16 have a zero in every second byte.
    const std::string_view head = bytes.substr(0, 64);
    if (std::count(head.begin(), head.end(), '\0') * 3 > static_cast<std::ptrdiff_t>(head.size()) &&
        head.find(std::string_view("\0\0", 2)) == std::string_view::npos)
      refuse_utf16();
    throw Error("This is not a text file: byte " + std::to_string(nul + 1) + " (" +
                line_of_byte(bytes, nul) + ") is zero. Open a plain text in UTF-8.");
  }
  if (const auto fault = first_invalid_utf8(bytes))
    throw Error("This file is not valid UTF-8: byte " + std::to_string(*fault + 1) + ", in " +
                line_of_byte(bytes, *fault) +
                ", does not belong to any character. Save it with the encoding UTF-8 and open it "
                "again.");
}

bool is_plain(char32_t c) { return c > U' ' && c < 0x7F; }

std::u32string_view stripped(std::u32string_view line) {
  while (!line.empty() && !is_plain(line.front()) && is_blank(line.front())) line.remove_prefix(1);
  while (!line.empty() && !is_plain(line.back()) && is_blank(line.back())) line.remove_suffix(1);
  return line;
}

/// Calls take(line, number) for every line, numbers from 1.
template <typename Take>
void each_line(std::u32string_view text, const Take& take) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find(U'\n');
    take(text.substr(0, end), number);
    text.remove_prefix(end == std::u32string_view::npos ? text.size() : end + 1);
  }
}

bool is_latin_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }

/// Letters of other alphabets, near enough: everything from U+00C0 on but punctuation, symbols
/// and emoji.
bool is_other_letter(char32_t c) {
  return c >= 0xC0 && c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c < 0x2C00) &&
         !(c >= 0x3000 && c < 0x3040) && !(c >= 0xFE00 && c < 0xFE70) && c < 0x1F000;
}

PreparedText prepare_lines(std::u32string_view text) {
  PreparedText prepared;
  prepared.characters.reserve(text.size());
  each_line(text, [&](std::u32string_view line, std::size_t number) {
    const std::u32string_view word = stripped(line);
    if (word.empty()) return;
    if (word.find(Vocabulary::mark) != std::u32string_view::npos)
      throw Error("Line " + std::to_string(number) + " (\"" +
                  shown_text(encode_utf8(word.substr(0, 30))) +
                  "\") contains a full stop, which here marks where a line ends: take it out, or "
                  "choose the preparation d2l or raw.");
    prepared.characters += word;
    prepared.line_ends.push_back(prepared.characters.size());
  });
  return prepared;
}

PreparedText prepare_d2l(std::u32string_view text) {
  PreparedText prepared;
  std::u32string& out = prepared.characters;
  out.resize(text.size());  // never more: a space stands for at least one character
  std::size_t size = 0;
  each_line(text, [&](std::u32string_view line, std::size_t) {
    const std::size_t begin = size;
    bool gap = false;  // something that is no letter stands before the next letter
    for (const char32_t c : line) {
      if (!is_latin_letter(c)) {
        gap = true;
        continue;
      }
      if (gap && size > begin) out[size++] = U' ';
      gap = false;
      out[size++] = c | 0x20;  // lower case
    }
    prepared.line_ends.push_back(size);
  });
  out.resize(size);
  return prepared;
}

}  // namespace

std::u32string read_text(std::string_view bytes) {
  refuse_what_is_no_text(bytes);
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  std::u32string text(bytes.size(), U'\0');
  std::size_t size = 0;
  for (std::size_t i = 0; i < bytes.size();) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if (byte < 0x80 && byte != '\r') {  // nearly always
      text[size++] = byte;
      ++i;
      continue;
    }
    char32_t point = next_code_point(bytes, i);
    if (point == U'\r') {
      if (i < bytes.size() && bytes[i] == '\n') continue;  // CRLF
      point = U'\n';
    }
    text[size++] = point;
  }
  text.resize(size);
  if (text.empty()) throw Error("This text is empty.");
  return text;
}

Prepare choose_preparation(std::u32string_view text) {
  std::size_t lines = 0, characters = 0, longest = 0;
  each_line(text, [&](std::u32string_view line, std::size_t) {
    const std::size_t length = stripped(line).size();
    lines += length > 0 ? 1 : 0;
    characters += length;
    longest = std::max(longest, length);
  });
  const bool has_mark = text.find(Vocabulary::mark) != std::u32string_view::npos;
  if (lines >= 2 && characters <= 20 * lines && longest <= 60 && !has_mark) return Prepare::lines;

  std::size_t visible = 0, latin = 0, other = 0;
  for (const char32_t c : text) {
    visible += is_plain(c) || !is_blank(c) ? 1 : 0;
    latin += is_latin_letter(c) ? 1 : 0;
    other += is_other_letter(c) ? 1 : 0;
  }
  return latin * 10 >= visible * 8 && other * 200 < visible ? Prepare::d2l : Prepare::raw;
}

PreparedText prepare_text(std::u32string_view text, Prepare prepare) {
  assert(prepare != Prepare::automatic);
  PreparedText prepared;
  if (prepare == Prepare::lines)
    prepared = prepare_lines(text);
  else if (prepare == Prepare::d2l)
    prepared = prepare_d2l(text);
  else
    prepared.characters = text;
  if (!prepared.characters.empty()) return prepared;
  if (prepare == Prepare::lines) throw Error("This text has nothing but blanks in it.");
  throw Error(
      "This text has no letters from A to Z, and the preparation d2l takes nothing else: choose "
      "the preparation raw.");
}

std::size_t count_lines(std::u32string_view text) {
  const auto feeds = static_cast<std::size_t>(std::count(text.begin(), text.end(), U'\n'));
  return feeds + (text.empty() || text.back() == U'\n' ? 0 : 1);
}

}  // namespace babble
