#include "core/bench/count_text.h"

#include <algorithm>
#include <vector>

#include "core/base/error.h"
#include "core/base/utf8.h"
#include "core/data/character_counts.h"
#include "core/data/encoder.h"
#include "core/data/preprocessing.h"

namespace babble {
namespace {

constexpr std::size_t symbols = 128;
/// Two tables for positions in turn: a pair that repeats would otherwise wait for its own store.
constexpr std::size_t tables = 2;
constexpr std::size_t bytes_at_once = std::size_t{1} << 16;  // ids in the second-level cache
constexpr std::size_t most_bytes = std::size_t{1} << 30;     // no 32-bit counter can overflow

/// Counts the pairs (text[i], text[i + 1]) for i < size.
void count_byte_pairs(const unsigned char* text, std::size_t size, std::uint32_t* counts) noexcept {
  std::size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    for (std::size_t k = 0; k < 8; ++k)
      ++counts[(k % tables) * symbols * symbols + text[i + k] * symbols + text[i + k + 1]];
  }
  for (; i < size; ++i) ++counts[text[i] * symbols + text[i + 1]];
}

/// N over all bytes below 128, 128×128.
std::vector<std::int64_t> byte_pairs(std::string_view text) {
  std::vector<std::int64_t> sums(symbols * symbols);
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  for (std::size_t begin = 0; begin + 1 < text.size(); begin += most_bytes) {
    std::vector<std::uint32_t> counts(tables * symbols * symbols);
    count_byte_pairs(bytes + begin, std::min(most_bytes, text.size() - 1 - begin), counts.data());
    for (std::size_t i = 0; i < counts.size(); ++i)
      sums[i % sums.size()] += std::int64_t{counts[i]};
  }
  return sums;
}

/// How often each character stands in the text, in the order of first appearance: it begins a pair,
/// or is the last.
std::vector<CharacterCount> characters_of(std::string_view text,
                                          const std::vector<std::int64_t>& pairs) {
  std::vector<std::pair<std::size_t, CharacterCount>> found;
  for (std::size_t c = 0; c < symbols; ++c) {
    std::int64_t count = text.back() == static_cast<char>(c) ? 1 : 0;
    for (std::size_t next = 0; next < symbols; ++next) count += pairs[c * symbols + next];
    if (count > 0)
      found.push_back({text.find(static_cast<char>(c)), {static_cast<char32_t>(c), count}});
  }
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<CharacterCount> characters;
  for (const auto& [first, one] : found) characters.push_back(one);
  return characters;
}

TextCounts count_ascii(std::string_view text, bool lines) {
  auto pairs = byte_pairs(text);
  const std::vector<CharacterCount> characters = characters_of(text, pairs);
  TextCounts result;
  result.vocabulary = lines ? Vocabulary::marks(characters) : Vocabulary::frequency(characters);
  if (lines) {  // the marks before the first character and after the last
    ++pairs['\n' * symbols + static_cast<std::size_t>(text.front())];
    ++pairs[static_cast<std::size_t>(text.back()) * symbols + '\n'];
  }
  const int size = result.vocabulary.size();
  result.pairs = CountMatrix(size);
  // Id 0 is the mark, which stands for line feeds, or <unk>, which does not occur.
  const auto byte_of = [&](int id) {
    return id > 0 ? std::size_t{result.vocabulary.code_point(static_cast<TokenId>(id))} : '\n';
  };
  for (int i = lines ? 0 : 1; i < size; ++i)
    for (int j = lines ? 0 : 1; j < size; ++j)
      result.pairs.at(i, j) = pairs[byte_of(i) * symbols + byte_of(j)];
  return result;
}

/// Of any characters: once to know them, once to count the pairs of their ids.
TextCounts count_characters(std::string_view text, bool lines) {
  CharacterCounter tally;
  tally.add(text);
  TextCounts result;
  result.vocabulary =
      lines ? Vocabulary::marks(tally.counts()) : Vocabulary::frequency(tally.counts());
  result.pairs = CountMatrix(result.vocabulary.size());
  const Encoder encoder(result.vocabulary);
  std::vector<TokenId> ids(bytes_at_once + 2);
  TokenId* end = ids.data();  // of the ids that are pairs with what follows them
  if (lines) *end++ = 0;      // the mark before the first character
  while (!text.empty()) {
    const std::string_view piece = first_characters(text, bytes_at_once);
    end = encoder.encode(piece, end);
    text.remove_prefix(piece.size());
    if (lines && text.empty()) *end++ = 0;
    add_bigrams({ids.data(), end}, result.pairs);
    ids[0] = end[-1];
    end = ids.data() + 1;
  }
  return result;
}

}  // namespace

TextCounts count_text(std::string_view bytes, Preprocessing prepare) {
  TextPreparer prepared(bytes, prepare);
  prepared.finish();
  const bool lines = prepared.prepared_as() == Preprocessing::lines;
  const std::string_view text = prepared.text();
  if (!lines && text.size() <= 4 && count_code_points(text) == 1)
    throw Error("This text has a single character, and so no pair to count.");
  return prepared.ascii() ? count_ascii(text, lines) : count_characters(text, lines);
}

}  // namespace babble
