#include "core/data/vocabulary.h"

#include <algorithm>
#include <cassert>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"

namespace babble {
namespace {

constexpr char32_t small_end = 0x3000;        // below: Latin, Greek, Cyrillic, Arabic ...
constexpr char32_t unknown_point = 0x110000;  // one past Unicode: no text has it

void refuse_large(std::size_t size) {
  if (size > static_cast<std::size_t>(limits::max_vocabulary))
    throw Error("This text has " + std::to_string(size) + " different characters; the limit is " +
                std::to_string(limits::max_vocabulary) + ". Is it really a text?");
}

}  // namespace

void Vocabulary::add(char32_t code_point) {
  const auto id = static_cast<TokenId>(points_.size());
  points_.push_back(code_point);
  if (small_.empty()) small_.assign(small_end, -1);
  if (code_point < small_end) {
    small_[code_point] = id;
  } else if (code_point != unknown_point) {
    large_[code_point] = id;
  }
}

Vocabulary Vocabulary::marks(std::vector<CharacterCount> characters) {
  std::erase_if(characters, [](const CharacterCount& one) { return one.character == U'\n'; });
  std::sort(characters.begin(), characters.end(),
            [](const auto& a, const auto& b) { return a.character < b.character; });
  refuse_large(characters.size() + 1);
  Vocabulary vocabulary;
  vocabulary.kind_ = Kind::marks;
  vocabulary.add(mark);
  for (const CharacterCount& one : characters) {
    assert(one.character != mark);
    vocabulary.add(one.character);
  }
  return vocabulary;
}

Vocabulary Vocabulary::frequency(std::vector<CharacterCount> characters) {
  std::stable_sort(characters.begin(), characters.end(),
                   [](const auto& a, const auto& b) { return a.count > b.count; });
  refuse_large(characters.size() + 1);
  Vocabulary vocabulary;
  vocabulary.kind_ = Kind::frequency;
  vocabulary.add(unknown_point);
  for (const CharacterCount& one : characters) vocabulary.add(one.character);
  return vocabulary;
}

Vocabulary Vocabulary::marks(std::string_view text) {
  CharacterCounter tally;
  tally.add(text);
  return marks(tally.counts());
}

Vocabulary Vocabulary::frequency(std::string_view text) {
  CharacterCounter tally;
  tally.add(text);
  return frequency(tally.counts());
}

Vocabulary Vocabulary::from_tokens(std::span<const std::string> tokens) {
  const auto refuse = [](const std::string& why) {
    throw Error("The saved vocabulary is damaged: " + why + ".");
  };
  if (tokens.size() < 2) refuse("it has fewer than two tokens");
  refuse_large(tokens.size());
  Vocabulary vocabulary;
  if (tokens[0] == unknown) {
    vocabulary.kind_ = Kind::frequency;
    vocabulary.add(unknown_point);
  } else if (tokens[0] == encode_utf8(mark)) {
    vocabulary.kind_ = Kind::marks;
    vocabulary.add(mark);
  } else {
    refuse("token 0 is neither \".\" nor \"<unk>\"");
  }
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
  list.reserve(points_.size());
  for (int i = 0; i < size(); ++i) list.push_back(token(static_cast<TokenId>(i)));
  return list;
}

std::string Vocabulary::token(TokenId id) const {
  assert(id < points_.size());
  return points_[id] == unknown_point ? std::string(unknown) : encode_utf8(points_[id]);
}

std::string Vocabulary::display(TokenId id) const {
  assert(id < points_.size());
  return points_[id] == unknown_point ? std::string(unknown) : visible_text(points_[id]);
}

std::optional<TokenId> Vocabulary::id(char32_t code_point) const {
  if (code_point < small_end) {
    const std::int32_t id = small_.empty() ? -1 : small_[code_point];
    return id < 0 ? std::nullopt : std::optional(static_cast<TokenId>(id));
  }
  const auto found = large_.find(code_point);
  return found == large_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<TokenId> Vocabulary::id(std::string_view token) const {
  if (has_unknown() && token == unknown) return TokenId{0};
  if (token.empty() || first_invalid_utf8(token)) return std::nullopt;
  std::size_t end = 0;
  const char32_t point = next_code_point(token, end);
  return end == token.size() ? id(point) : std::nullopt;
}

std::vector<TokenId> Vocabulary::encode(std::string_view text) const {
  std::vector<TokenId> ids;
  for (const char32_t point : decode_utf8(text)) {
    const auto known = id(point);
    if (!known && !has_unknown())
      throw Error("The character \"" + visible_text(point) +
                  "\" does not occur in the corpus, so the model knows nothing about it.");
    ids.push_back(known.value_or(0));
  }
  return ids;
}

std::string Vocabulary::decode(std::span<const TokenId> ids) const {
  std::string text;
  text.reserve(ids.size());
  for (const TokenId id : ids) {
    if (points_[id] == unknown_point)
      text += unknown;
    else
      append_utf8(text, points_[id]);
  }
  return text;
}

}  // namespace babble
