#include "support/odd_texts.h"

namespace babble::testing {
namespace {

void append(std::string& out, unsigned point) {
  const auto push = [&](unsigned byte) { out.push_back(static_cast<char>(byte)); };
  push(0xF0 | point >> 18);
  push(0x80 | (point >> 12 & 0x3F));
  push(0x80 | (point >> 6 & 0x3F));
  push(0x80 | (point & 0x3F));
}

std::string utf16(const std::string& ascii, bool big_endian, bool byte_order_mark) {
  std::string out;
  const auto push = [&](unsigned unit) {
    const char low = static_cast<char>(unit & 0xFF), high = static_cast<char>(unit >> 8);
    out += big_endian ? high : low;
    out += big_endian ? low : high;
  };
  if (byte_order_mark) push(0xFEFF);
  for (const char c : ascii) push(static_cast<unsigned char>(c));
  return out;
}

std::string repeated(const std::string& piece, int times) {
  std::string out;
  out.reserve(piece.size() * static_cast<std::size_t>(times));
  for (int i = 0; i < times; ++i) out += piece;
  return out;
}

std::vector<OddText> make() {
  const std::string names = "anna\nbob\nada\nnan\nbarb\nabba\nrob\nbo\norna\n";  // 6 letters
  std::string crlf, cr;
  for (const char c : names) {
    crlf += c == '\n' ? "\r\n" : std::string(1, c);
    cr += c == '\n' ? '\r' : c;
  }
  return {
      {"nothing", "", "empty"},
      {"a byte order mark and nothing else", "\xEF\xBB\xBF", "empty"},
      {"blanks only", " \t\n\n \r\n", "", 4},
      {"one character", "a", "training"},
      {"two characters", "ab", "training"},
      {"one line", "It was a dark and stormy night, and the rain fell.", "", 19},
      {"names", names, "", 7, true},
      {"no line feed at the end", names.substr(0, names.size() - 1), "", 7, true},
      {"CRLF", crlf, "", 7, true},
      {"CR", cr, "", 7, true},
      {"UTF-8 with a byte order mark", "\xEF\xBB\xBF" + names, "", 7, true},
      {"one letter only", "aaaaaaaaaaaaaaaaaaaa", "", 2},
      {"one letter a line", repeated("a\n", 30), "", 2, true},
      {"Latin-1", "anna\ncaf\xE9\n", "byte 9, in line 2"},
      {"incomplete UTF-8 at the end", "anna\nbob\n\xE5\xAD", "byte 10, in line 3"},
      {"a surrogate", "anna\n\xED\xA0\x80\n", "byte 6, in line 2"},
      {"an overlong form", "anna\n\xC0\xAF\n", "byte 6, in line 2"},
      {"beyond Unicode", "anna\n\xF5\x80\x80\x80\n", "byte 6, in line 2"},
      {"UTF-16 little-endian", utf16(names, false, true), "UTF-16"},
      {"UTF-16 big-endian", utf16(names, true, true), "UTF-16"},
      {"UTF-16 without a byte order mark", utf16(names, false, false), "UTF-16"},
      {"NUL bytes", std::string("anna\nb\0b\n", 9), "byte 7 (line 2)"},
      {"a picture", std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", 20), "."},
      {"a program",
       std::string("\x7f"
                   "ELF\2\1\1\0\0\0\0\0",
                   12),
       "not a text"},
      {"a line of a million characters", repeated("ab", 500'000), "", 3},
      {"ten million lines", repeated("a\n", 10'000'000), "", 2, true},
      {"20,000 different characters", text_of_characters(20'000), "", 20'001},
      {"the largest vocabulary", text_of_characters(65'534), "", 65'535},
      {"one character more", text_of_characters(65'535), "65536 different characters"},
  };
}

}  // namespace

std::string text_of_characters(int distinct) {
  std::string text;
  for (int i = 0; i < distinct; ++i)
    for (int twice = 0; twice < 2; ++twice) append(text, 0x20000u + static_cast<unsigned>(i));
  return text;
}

const std::vector<OddText>& odd_texts() {
  static const std::vector<OddText> all = make();
  return all;
}

}  // namespace babble::testing
