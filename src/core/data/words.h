// Splits running text into tokens, and counts words.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/settings/settings.h"

namespace babble {

/// The token of valid UTF-8 that begins at i. Moves i behind it and behind the blank that ends a
/// word. Empty if a blank stands where a word might begin.
std::string_view next_token(std::string_view text, std::size_t& i, TokenUnit unit);

struct WordCount {
  std::string_view word;
  std::int64_t count;
};

/// Counts words, whose bytes must stay valid.
class WordCounter {
 public:
  /// Throws Error above limits::max_ngram_tokens different words.
  void add(std::string_view word);
  /// In the order of their first appearance.
  const std::vector<WordCount>& counts() const { return counts_; }
  /// The index in counts() of a word that was counted.
  std::size_t index(std::string_view word) const { return index_.find(word)->second; }

 private:
  std::vector<WordCount> counts_;
  std::unordered_map<std::string_view, std::uint32_t> index_;
};

}  // namespace babble
