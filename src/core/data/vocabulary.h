// Token ids and the characters that they stand for. A token is one Unicode code point; id 0 is
// special: the boundary token "." in a corpus of lines, or "<unk>" in running text.
#pragma once

#include <cstdint>
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
    boundary,   ///< makemore: id 0 is ".", then the characters in order of code point
    frequency,  ///< d2l: id 0 is "<unk>", then by falling frequency, ties in order of appearance
  };
  /// The boundary token: it stands before and after each line.
  static constexpr char32_t boundary = U'.';
  static constexpr std::string_view unknown = "<unk>";

  Vocabulary() = default;

  /// The vocabulary of a corpus of lines, which must not contain the boundary token. Line feeds get
  /// no id.
  static Vocabulary from_lines(std::vector<CharacterCount> characters);
  /// The vocabulary of running text. `characters` are in the order of their first appearance.
  static Vocabulary from_text(std::vector<CharacterCount> characters);
  /// The same from valid UTF-8.
  static Vocabulary from_lines(std::string_view text);
  static Vocabulary from_text(std::string_view text);
  /// From a saved list of tokens in the order of their ids. Throws Error if the list is invalid.
  static Vocabulary from_tokens(std::span<const std::string> tokens);
  /// The list that from_tokens reads.
  std::vector<std::string> tokens() const;

  Kind kind() const { return kind_; }
  int size() const { return static_cast<int>(points_.size()); }  ///< V
  bool has_unknown() const { return kind_ == Kind::frequency; }

  /// The code point of a token; for <unk> a value beyond the last code point.
  char32_t code_point(TokenId id) const { return points_[id]; }
  std::string token(TokenId id) const;    ///< UTF-8
  std::string display(TokenId id) const;  ///< UTF-8 with blanks and controls made visible
  std::optional<TokenId> id(char32_t code_point) const;
  std::optional<TokenId> id(std::string_view token) const;  ///< also of "<unk>"

  /// Text to ids. A character outside the vocabulary becomes <unk>; throws Error that names it
  /// where the vocabulary has no <unk>. Throws Error if the text is not valid UTF-8.
  std::vector<TokenId> encode(std::string_view text) const;
  /// Text to ids by table look-ups, for valid UTF-8 whose characters are all in the vocabulary.
  /// With a boundary token, line feeds become its id 0. Writes at `out`, which needs room for
  /// text.size() ids, and returns the end of what it wrote.
  TokenId* encode_to(TokenId* out, std::string_view text) const noexcept;
  std::string decode(std::span<const TokenId> ids) const;

  bool operator==(const Vocabulary& other) const {
    return kind_ == other.kind_ && points_ == other.points_;
  }

 private:
  explicit Vocabulary(Kind kind);
  void add(char32_t code_point);

  Kind kind_ = Kind::boundary;
  std::vector<char32_t> points_;  ///< V code points by id
  /// Ids by code point, up to the largest of the vocabulary; 0 for the boundary token and for
  /// characters outside the vocabulary.
  std::vector<TokenId> ids_;
};

}  // namespace babble
