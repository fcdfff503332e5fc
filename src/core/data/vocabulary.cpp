#include "core/data/vocabulary.h"

#include <algorithm>
#include <cassert>
#include <numeric>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"

namespace babble {
namespace {

constexpr std::size_t ascii_size = 128;
constexpr char32_t unknown_point = 0x110000;  // beyond Unicode: no text contains it

void check_size(std::size_t size, TokenUnit unit = TokenUnit::characters) {
  if (size <= static_cast<std::size_t>(limits::max_vocabulary)) return;
  const bool words = unit == TokenUnit::words;
  throw Error("This text has " + std::to_string(size) + " different " +
              (words ? "words" : "characters") + "; the limit is " +
              std::to_string(limits::max_vocabulary) +
              (words ? ". Choose a larger min_freq: rarer words become <unk>."
                     : ". Check that the file is text."));
}

/// By falling count, without the rare ones.
template <class Count>
void sort_by_frequency(std::vector<Count>& counts, int min_freq) {
  std::erase_if(counts, [&](const Count& one) { return one.count < min_freq; });
  std::stable_sort(counts.begin(), counts.end(),
                   [](const auto& a, const auto& b) { return a.count > b.count; });
  if (min_freq > 1 && counts.empty())
    throw Error("No token of this text occurs " + std::to_string(min_freq) +
                " times, so all of them would be <unk>. Choose a smaller min_freq.");
}

// Free functions with local pointers, so that the compiler keeps the table's address in a register.
TokenId* encode_ascii(const TokenId* ids, std::string_view text, TokenId* out) noexcept {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  for (std::size_t i = 0; i < text.size(); ++i) out[i] = ids[bytes[i]];
  return out + text.size();
}

TokenId* encode_utf8_text(const TokenId* ids, std::string_view text, TokenId* out) noexcept {
  for (std::size_t i = 0; i < text.size();) *out++ = ids[next_code_point(text, i)];
  return out;
}

}  // namespace

Vocabulary::Vocabulary(Kind kind) : kind_(kind), ids_(ascii_size, TokenId{0}) {
  if (kind == Kind::words)
    words_.emplace_back(unknown);
  else
    add(kind == Kind::boundary ? boundary : unknown_point);
}

void Vocabulary::add(char32_t code_point) {
  const auto id = static_cast<TokenId>(points_.size());
  points_.push_back(code_point);
  if (code_point == unknown_point) return;
  if (code_point >= ids_.size()) ids_.resize(std::size_t{code_point} + 1, TokenId{0});
  ids_[code_point] = id;
}

Vocabulary Vocabulary::from_lines(std::vector<CharacterCount> characters) {
  std::erase_if(characters, [](const CharacterCount& one) { return one.character == U'\n'; });
  std::sort(characters.begin(), characters.end(),
            [](const auto& a, const auto& b) { return a.character < b.character; });
  check_size(characters.size() + 1);
  Vocabulary vocabulary(Kind::boundary);
  for (const CharacterCount& one : characters) {
    assert(one.character != boundary);
    vocabulary.add(one.character);
  }
  return vocabulary;
}

Vocabulary Vocabulary::from_text(std::vector<CharacterCount> characters, int min_freq) {
  std::size_t largest = 0;  // encode_to() looks all of them up
  for (const CharacterCount& one : characters)
    largest = std::max(largest, std::size_t{one.character});
  sort_by_frequency(characters, min_freq);
  check_size(characters.size() + 1);
  Vocabulary vocabulary(Kind::frequency);
  for (const CharacterCount& one : characters) vocabulary.add(one.character);
  if (largest >= vocabulary.ids_.size()) vocabulary.ids_.resize(largest + 1, TokenId{0});
  return vocabulary;
}

Vocabulary Vocabulary::from_words(std::vector<WordCount> words, int min_freq) {
  std::erase_if(words, [](const WordCount& one) { return one.word == unknown; });
  sort_by_frequency(words, min_freq);
  check_size(words.size() + 1, TokenUnit::words);
  Vocabulary vocabulary(Kind::words);
  for (const WordCount& one : words) vocabulary.words_.emplace_back(one.word);
  vocabulary.sort_words();
  return vocabulary;
}

void Vocabulary::sort_words() {
  by_word_.resize(words_.size());
  std::iota(by_word_.begin(), by_word_.end(), TokenId{0});
  std::sort(by_word_.begin(), by_word_.end(),
            [this](TokenId a, TokenId b) { return words_[a] < words_[b]; });
}

Vocabulary Vocabulary::from_lines(std::string_view text) {
  CharacterCounter counter;
  counter.add(text);
  return from_lines(counter.counts());
}

Vocabulary Vocabulary::from_text(std::string_view text) {
  CharacterCounter counter;
  counter.add(text);
  return from_text(counter.counts());
}

Vocabulary Vocabulary::from_tokens(std::span<const std::string> tokens, TokenUnit unit) {
  const auto refuse = [](const std::string& why) {
    throw Error("The saved vocabulary is damaged: " + why + ".");
  };
  if (tokens.size() < 2) refuse("it has fewer than two tokens");
  check_size(tokens.size(), unit);
  const auto is_word = [](std::string_view token) {
    std::size_t i = 0;
    return !token.empty() && !first_invalid_utf8(token) &&
           next_token(token, i, TokenUnit::words) == token;
  };
  if (unit == TokenUnit::words) {
    Vocabulary vocabulary(Kind::words);
    if (tokens[0] != unknown) refuse("token 0 is not \"<unk>\"");
    for (std::size_t i = 1; i < tokens.size(); ++i) {
      if (!is_word(tokens[i])) refuse("token " + std::to_string(i) + " is not a word");
      vocabulary.words_.push_back(tokens[i]);
    }
    vocabulary.sort_words();
    const auto same = [&](TokenId a, TokenId b) { return tokens[a] == tokens[b]; };
    const auto& sorted = vocabulary.by_word_;
    if (std::adjacent_find(sorted.begin(), sorted.end(), same) != sorted.end())
      refuse("a word occurs twice");
    return vocabulary;
  }
  const bool has_boundary = tokens[0] == encode_utf8(boundary);
  if (!has_boundary && tokens[0] != unknown) refuse("token 0 is neither \".\" nor \"<unk>\"");
  Vocabulary vocabulary(has_boundary ? Kind::boundary : Kind::frequency);
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    const std::string& token = tokens[i];
    std::size_t end = 0;
    if (token.empty() || first_invalid_utf8(token))
      refuse("token " + std::to_string(i) + " is not UTF-8");
    const char32_t point = next_code_point(token, end);
    if (end != token.size() || point == unknown_point)
      refuse("token " + std::to_string(i) + " is not one character");
    if (vocabulary.id(point)) refuse("token " + std::to_string(i) + " occurs twice");
    vocabulary.add(point);
  }
  return vocabulary;
}

std::vector<std::string> Vocabulary::tokens() const {
  std::vector<std::string> list;
  list.reserve(static_cast<std::size_t>(size()));
  for (int i = 0; i < size(); ++i) list.push_back(token(static_cast<TokenId>(i)));
  return list;
}

std::string Vocabulary::token(TokenId id) const {
  assert(id < size());
  if (has_words()) return words_[id];
  return points_[id] == unknown_point ? std::string(unknown) : encode_utf8(points_[id]);
}

std::string Vocabulary::display(TokenId id) const {
  assert(id < size());
  if (has_words()) {
    std::string text;
    for (std::size_t i = 0; i < words_[id].size();)
      text += visible_text(next_code_point(words_[id], i));
    return text;
  }
  return points_[id] == unknown_point ? std::string(unknown) : visible_text(points_[id]);
}

std::optional<TokenId> Vocabulary::id(char32_t code_point) const {
  if (code_point >= ids_.size()) return std::nullopt;
  const TokenId id = ids_[code_point];
  const bool is_boundary = kind_ == Kind::boundary && code_point == boundary;
  return id > 0 || is_boundary ? std::optional(id) : std::nullopt;
}

std::optional<TokenId> Vocabulary::id(std::string_view token) const {
  if (has_unknown() && token == unknown) return TokenId{0};
  if (has_words()) {
    const auto found =
        std::lower_bound(by_word_.begin(), by_word_.end(), token,
                         [this](TokenId id, std::string_view word) { return words_[id] < word; });
    return found != by_word_.end() && words_[*found] == token ? std::optional(*found)
                                                              : std::nullopt;
  }
  if (token.empty() || first_invalid_utf8(token)) return std::nullopt;
  std::size_t end = 0;
  const char32_t point = next_code_point(token, end);
  return end == token.size() ? id(point) : std::nullopt;
}

std::vector<TokenId> Vocabulary::encode(std::string_view text) const {
  std::vector<TokenId> ids;
  if (has_words()) {
    if (first_invalid_utf8(text)) throw Error("This text is not valid UTF-8.");
    for (std::size_t i = 0; i < text.size();) {
      const std::string_view word = next_token(text, i, TokenUnit::words);
      if (!word.empty()) ids.push_back(id(word).value_or(0));
    }
    return ids;
  }
  for (const char32_t point : decode_utf8(text)) {
    const auto known = id(point);
    if (!known && !has_unknown())
      throw Error("The character \"" + visible_text(point) +
                  "\" does not occur in the corpus, so the model has no token for it.");
    ids.push_back(known.value_or(0));
  }
  return ids;
}

TokenId* Vocabulary::encode_to(TokenId* out, std::string_view text) const noexcept {
  return ids_.size() == ascii_size ? encode_ascii(ids_.data(), text, out)
                                   : encode_utf8_text(ids_.data(), text, out);
}

std::string Vocabulary::decode(std::span<const TokenId> ids) const {
  std::string text;
  text.reserve(ids.size());
  for (const TokenId id : ids) {
    if (has_words())
      text += (text.empty() ? "" : " ") + words_[id];
    else if (points_[id] == unknown_point)
      text += unknown;
    else
      append_utf8(text, points_[id]);
  }
  return text;
}

}  // namespace babble
