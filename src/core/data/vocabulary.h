// Token ids and what they stand for. A token is one Unicode code point, or a word of running text;
// id 0 is special: the boundary token "." in a corpus of lines, or "<unk>" in running text.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/token_id.h"
#include "core/data/character_counts.h"
#include "core/data/words.h"

namespace babble {

class Vocabulary {
 public:
  enum class Kind {
    boundary,   ///< makemore: id 0 is ".", then the characters in order of code point
    frequency,  ///< d2l: id 0 is "<unk>", then by falling frequency, ties in order of appearance
    words,      ///< the same with words
  };
  /// The boundary token: it stands before and after each line.
  static constexpr char32_t boundary = U'.';
  static constexpr std::string_view unknown = "<unk>";

  Vocabulary() = default;

  /// The vocabulary of a corpus of lines, which must not contain the boundary token. Line feeds get
  /// no id.
  static Vocabulary from_lines(std::vector<CharacterCount> characters);
  /// The vocabulary of running text. `characters` are in the order of their first appearance; those
  /// that occur less often than min_freq get no id. Throws Error if none does.
  static Vocabulary from_text(std::vector<CharacterCount> characters, int min_freq = 0);
  /// The same of its words. A word "<unk>" of the text is the unknown one.
  static Vocabulary from_words(std::vector<WordCount> words, int min_freq = 0);
  /// The same from valid UTF-8.
  static Vocabulary from_lines(std::string_view text);
  static Vocabulary from_text(std::string_view text);
  /// From a saved list of tokens in the order of their ids. Throws Error if the list is invalid.
  static Vocabulary from_tokens(std::span<const std::string> tokens,
                                TokenUnit unit = TokenUnit::characters);
  /// The list that from_tokens reads.
  std::vector<std::string> tokens() const;

  Kind kind() const { return kind_; }
  bool has_words() const { return kind_ == Kind::words; }
  int size() const {  ///< V
    return static_cast<int>(has_words() ? words_.size() : points_.size());
  }
  bool has_unknown() const { return kind_ != Kind::boundary; }

  std::string token(TokenId id) const;    ///< UTF-8
  std::string display(TokenId id) const;  ///< UTF-8 with blanks and controls made visible
  std::optional<TokenId> id(char32_t code_point) const;
  std::optional<TokenId> id(std::string_view token) const;  ///< also of "<unk>"

  /// Text to ids. A character or word outside the vocabulary becomes <unk>; throws Error that names
  /// it where the vocabulary has no <unk>. Throws Error if the text is not valid UTF-8.
  std::vector<TokenId> encode(std::string_view text) const;
  /// Characters to ids by table look-ups, for the text that the vocabulary was made from. With a
  /// boundary token, line feeds become its id 0. Writes at `out`, which needs room for
  /// text.size() ids, and returns the end of what it wrote.
  TokenId* encode_to(TokenId* out, std::string_view text) const noexcept;
  /// Characters side by side, words with single spaces between them.
  std::string decode(std::span<const TokenId> ids) const;

  bool operator==(const Vocabulary& other) const {
    return kind_ == other.kind_ && points_ == other.points_ && words_ == other.words_;
  }

 private:
  explicit Vocabulary(Kind kind);
  void add(char32_t code_point);
  void sort_words();

  Kind kind_ = Kind::boundary;
  std::vector<char32_t> points_;  ///< V code points by id
  /// Ids by code point, up to the largest of the vocabulary; 0 for the boundary token and for
  /// characters outside the vocabulary.
  std::vector<TokenId> ids_;
  std::vector<std::string> words_;  ///< V words by id, instead of code points
  std::vector<TokenId> by_word_;    ///< their ids, sorted by word
};

}  // namespace babble
