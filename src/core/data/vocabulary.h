// Token ids and the characters they stand for. A token is one Unicode code point; id 0 is
// special: the mark "." of a corpus of lines, or "<unk>" of running text.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/token_id.h"
#include "core/data/character_counts.h"

namespace babble {

class Vocabulary {
 public:
  enum class Kind {
    marks,      ///< makemore: id 0 is ".", then the characters in order of code point
    frequency,  ///< d2l: id 0 is "<unk>", then by falling frequency, equals as first seen
  };
  static constexpr char32_t mark = U'.';
  static constexpr std::string_view unknown = "<unk>";

  Vocabulary() = default;

  /// From the characters of all lines, mark not among them; line feeds part the lines and do not
  /// count.
  static Vocabulary marks(std::vector<CharacterCount> characters);
  /// From the characters of a running text, in the order of their first appearance.
  static Vocabulary frequency(std::vector<CharacterCount> characters);
  /// The same from the text itself, valid UTF-8.
  static Vocabulary marks(std::string_view text);
  static Vocabulary frequency(std::string_view text);
  /// From a saved list of tokens, by id. Throws Error unless the list can be a vocabulary.
  static Vocabulary from_tokens(std::span<const std::string> tokens);
  /// What from_tokens takes.
  std::vector<std::string> tokens() const;

  Kind kind() const { return kind_; }
  int size() const { return static_cast<int>(points_.size()); }
  bool has_unknown() const { return kind_ == Kind::frequency; }

  /// Of any token but <unk>, which has a value past the last code point.
  char32_t code_point(TokenId id) const { return points_[id]; }
  std::string token(TokenId id) const;    ///< UTF-8
  std::string display(TokenId id) const;  ///< UTF-8 with blanks and controls made visible
  std::optional<TokenId> id(char32_t code_point) const;
  std::optional<TokenId> id(std::string_view token) const;  ///< "<unk>" included

  /// Text to ids. What is not in the vocabulary becomes <unk>, or is refused by name (Error)
  /// where there is no <unk>. Throws Error where the text is not valid UTF-8.
  std::vector<TokenId> encode(std::string_view text) const;
  std::string decode(std::span<const TokenId> ids) const;

  bool operator==(const Vocabulary& other) const {
    return kind_ == other.kind_ && points_ == other.points_;
  }

 private:
  void add(char32_t code_point);

  Kind kind_ = Kind::marks;
  std::vector<char32_t> points_;       ///< V code points by id; <unk> has one past the last
  std::vector<std::int32_t> small_;    ///< ids of the code points below 0x3000, -1 = none
  std::map<char32_t, TokenId> large_;  ///< ids of the others
};

}  // namespace babble
