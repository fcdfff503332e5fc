#include "core/data/words.h"

#include <string>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"

namespace babble {

std::string_view next_token(std::string_view text, std::size_t& i, TokenUnit unit) {
  const std::size_t begin = i;
  if (unit == TokenUnit::characters) {
    next_code_point(text, i);
    return text.substr(begin, i - begin);
  }
  while (i < text.size()) {
    const std::size_t at = i;
    if (is_blank(next_code_point(text, i))) return text.substr(begin, at - begin);
  }
  return text.substr(begin);
}

void WordCounter::add(std::string_view word) {
  const auto next = static_cast<std::uint32_t>(counts_.size());
  const auto [entry, is_new] = index_.try_emplace(word, next);
  if (is_new) {
    if (next >= limits::max_ngram_tokens)
      throw Error("This text has more than " + std::to_string(limits::max_ngram_tokens) +
                  " different words. Use a part of the text, or characters as tokens.");
    counts_.push_back({word, 0});
  }
  ++counts_[entry->second].count;
}

}  // namespace babble
