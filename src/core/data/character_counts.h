// Counts the characters of a text and records the order of their first appearance.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace babble {

struct CharacterCount {
  char32_t character;
  std::int64_t count;
};

class CharacterCounter {
 public:
  /// Counts the characters of valid UTF-8, up to 2³² - 1 of each. A text may be added in pieces
  /// that end between characters.
  void add(std::string_view text);
  /// In the order of their first appearance.
  std::vector<CharacterCount> counts() const;

 private:
  void add_ascii(std::string_view text);

  std::vector<char32_t> order_;        // of first appearance
  std::vector<std::uint32_t> counts_;  // by code point; grows as larger ones appear
};

}  // namespace babble
