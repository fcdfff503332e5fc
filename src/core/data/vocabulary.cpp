#include "core/data/vocabulary.h"

#include <algorithm>
#include <cassert>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"

namespace babble {
namespace {

constexpr std::size_t ascii_size = 128;
constexpr char32_t unknown_point = 0x110000;  // beyond Unicode: no text contains it

void check_size(std::size_t size) {
  if (size > static_cast<std::size_t>(limits::max_vocabulary))
    throw Error("This text has " + std::to_string(size) + " different characters; the limit is " +
                std::to_string(limits::max_vocabulary) + ". Check that the file is text.");
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

Vocabulary Vocabulary::from_text(std::vector<CharacterCount> characters) {
  std::stable_sort(characters.begin(), characters.end(),
                   [](const auto& a, const auto& b) { return a.count > b.count; });
  check_size(characters.size() + 1);
  Vocabulary vocabulary(Kind::frequency);
  for (const CharacterCount& one : characters) vocabulary.add(one.character);
  return vocabulary;
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

Vocabulary Vocabulary::from_tokens(std::span<const std::string> tokens) {
  const auto refuse = [](const std::string& why) {
    throw Error("The saved vocabulary is damaged: " + why + ".");
  };
  if (tokens.size() < 2) refuse("it has fewer than two tokens");
  check_size(tokens.size());
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
  if (code_point >= ids_.size()) return std::nullopt;
  const TokenId id = ids_[code_point];
  const bool is_boundary = kind_ == Kind::boundary && code_point == boundary;
  return id > 0 || is_boundary ? std::optional(id) : std::nullopt;
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
    if (points_[id] == unknown_point)
      text += unknown;
    else
      append_utf8(text, points_[id]);
  }
  return text;
}

}  // namespace babble
