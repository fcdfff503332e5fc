// A text as one stream of tokens with its vocabulary and its split.
//
// Preprocessing (setting `preprocessing`):
//   lines  One example a line (makemore). Leading and trailing blanks are removed, empty lines are
//          skipped, repeated lines are kept. The stream is ".emma.olivia.ava.": its adjacent pairs
//          are the bigrams of the course. "." is the boundary token, so a line that contains one is
//          rejected.
//   d2l    Running text (d2l §8.3): in each line, each run of characters other than A-Z a-z becomes
//          one space, and the line is stripped and lower-cased. The lines are concatenated.
//   raw    Running text without changes, except that CRLF and CR become LF. Each code point is a
//          token.
//   auto   lines, if there are at least two lines with at most 20 characters on average and at most
//          60 each, and no full stop; else d2l, if A-Z a-z are at least 80 % of the visible
//          characters and other letters fewer than 1 in 200; else raw.
//
// With the setting tokens=words the tokens of running text are its words: after the preprocessing
// each line is split at blanks (d2l §8.2). A token that occurs less often than min_freq becomes
// <unk>. Lists of lines are refused with either, as they have no <unk>.
//
// The vocabulary is that of the whole text, even where max_tokens limits the stream (as in d2l).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/counts.h"
#include "core/data/split.h"
#include "core/data/vocabulary.h"
#include "core/settings/settings.h"

namespace babble {

enum class CorpusKind { lines, text };

/// Receives the fraction that is done, 0..1. May throw to cancel.
using Progress = std::function<void(double)>;

class Corpus {
 public:
  /// Reads a text. Uses the data settings. Throws Error if the bytes are not text (UTF-16, NUL
  /// bytes, invalid UTF-8), empty or too large, if they have too many different tokens, or if
  /// nothing is left for training. The dev and test parts of a tiny corpus may be empty; losses on
  /// them are then NaN. CorpusReader does the same in slices.
  static Corpus from_text(std::string_view bytes, const Settings& settings, std::string name,
                          const Progress& progress = {});

  const std::string& name() const { return name_; }
  CorpusKind kind() const { return kind_; }
  Preprocessing prepared_as() const { return prepared_as_; }  ///< lines, d2l or raw
  const Vocabulary& vocabulary() const { return vocabulary_; }

  /// The stream of a part; may be empty. Lines: ".emma.olivia." with a boundary token at both
  /// ends. Adjacent parts share the boundary token between them, so the pairs of `all` are the
  /// pairs of the three parts together.
  std::span<const TokenId> tokens(Part part) const;

  std::int64_t line_count() const { return lines_; }  ///< kind lines: used; kind text: of the file
  std::int64_t line_count(Part part) const;           ///< of a part; 0 for running text
  std::int64_t character_count() const { return characters_; }  ///< used, without boundary tokens
  std::span<const std::int64_t> token_counts() const { return counts_; }  ///< V, over `all`

  /// The largest V for which the bigrams of the parts are counted while the text is read.
  static constexpr int counted_vocabulary = 256;
  /// N of a part, V×V: stored, or counted now if V is larger than counted_vocabulary. Throws Error
  /// if V is too large for a table.
  CountMatrix pair_counts(Part part) const;

  std::string decode(std::span<const TokenId> ids) const { return vocabulary_.decode(ids); }
  std::vector<TokenId> encode(std::string_view text) const { return vocabulary_.encode(text); }

  /// The first characters of the preprocessed text in the file's order; each line ends with a line
  /// feed.
  std::string preview(std::size_t characters = 400) const;

  /// FNV-1a hash of tokens, part sizes and vocabulary.
  std::uint64_t fingerprint() const { return fingerprint_; }

 private:
  friend class CorpusReader;
  Corpus() = default;

  std::string name_;
  CorpusKind kind_ = CorpusKind::text;
  Preprocessing prepared_as_ = Preprocessing::raw;
  Vocabulary vocabulary_;
  std::vector<TokenId> stream_;               ///< all parts
  std::int64_t train_end_ = 0, dev_end_ = 0;  ///< token positions
  PartSizes line_sizes_;
  std::int64_t lines_ = 0, characters_ = 0;
  std::vector<std::int64_t> counts_;
  std::array<CountMatrix, 3> pair_counts_;  ///< of train, dev and test, if V <= counted_vocabulary
  std::string preview_;
  std::uint64_t fingerprint_ = 0xCBF29CE484222325ull;
};

}  // namespace babble
