// A text as one stream of tokens with its vocabulary and its split.
//
// Preparations (setting `prepare`):
//   lines  One example a line (makemore). Blanks around a line are cut off, empty lines skipped,
//          repeats kept. The stream is ".emma.olivia.ava.": its adjacent pairs are the bigrams of
//          the course. "." is the mark, so a line that contains one is refused by its number.
//   d2l    Running text (d2l §8.3): in each line every run of characters other than A-Z a-z
//          becomes one space, the line is stripped and lower-cased; the lines follow one another
//          with nothing between them.
//   raw    Running text as it is: every code point a token, line ends included (CRLF, CR -> LF).
//   auto   lines, if there are two lines or more, 20 characters or less on average and none
//          above 60, and no full stop anywhere; else d2l, if A-Z a-z are at least 80 % of the
//          visible characters and other letters fewer than 1 in 200; else raw.
//
// The vocabulary is that of the whole text, also where max_tokens cuts the stream (as in d2l).
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

/// Called now and then with the share that is done, 0..1. May throw to give up.
using Progress = std::function<void(double)>;

class Corpus {
 public:
  /// Reads a text. Uses prepare, max_tokens, split and seed of the settings. Throws Error with
  /// what is wrong, where, and what to do: not text (UTF-16, NUL bytes, invalid UTF-8), nothing in
  /// it, too large, too many different characters, nothing left for training. dev and test may
  /// come out empty where the corpus is tiny; what is measured on them is then NaN.
  /// In pieces: CorpusReader.
  static Corpus from_text(std::string_view bytes, const Settings& settings, std::string name,
                          const Progress& progress = {});

  const std::string& name() const { return name_; }
  CorpusKind kind() const { return kind_; }
  Preprocessing prepared_as() const { return prepared_as_; }  ///< never automatic
  const Vocabulary& vocabulary() const { return vocabulary_; }

  /// The stream of a part, an empty span where the part is empty. Lines: ".emma.olivia." framed
  /// by marks on both sides; `all` is the three parts one after the other, sharing the marks
  /// between them, so that its pairs are the pairs of the parts together.
  std::span<const TokenId> tokens(Part part) const;

  std::int64_t line_count() const { return lines_; }  ///< lines used (kind lines), or in the text
  std::int64_t line_count(Part part) const;           ///< of a part; 0 for running text
  std::int64_t character_count() const { return characters_; }            ///< used, without marks
  std::span<const std::int64_t> token_counts() const { return counts_; }  ///< V, over `all`

  /// V up to which the pairs of the parts are counted while the text is read.
  static constexpr int counted_vocabulary = 256;
  /// N of a part, V×V: from the reading, or counted now where V is larger. Throws Error where V is
  /// too large for a table.
  CountMatrix pair_counts(Part part) const;

  std::string decode(std::span<const TokenId> ids) const { return vocabulary_.decode(ids); }
  std::vector<TokenId> encode(std::string_view text) const { return vocabulary_.encode(text); }

  /// The beginning of the prepared text in the file's order, at most so many characters; lines
  /// end with a line feed.
  std::string preview(std::size_t characters = 400) const;

  /// FNV-1a over tokens, sizes of the parts and vocabulary: the same corpus has the same number.
  std::uint64_t fingerprint() const { return fingerprint_; }

 private:
  friend class CorpusReader;
  Corpus() = default;

  std::string name_;
  CorpusKind kind_ = CorpusKind::text;
  Preprocessing prepared_as_ = Preprocessing::raw;
  Vocabulary vocabulary_;
  std::vector<TokenId> stream_;               ///< all parts
  std::int64_t train_end_ = 0, dev_end_ = 0;  ///< token positions of the two cuts
  PartSizes line_sizes_;
  std::int64_t lines_ = 0, characters_ = 0;
  std::vector<std::int64_t> counts_;
  std::array<CountMatrix, 3> pair_counts_;  ///< of train, dev and test; see counted_vocabulary
  std::string preview_;
  std::uint64_t fingerprint_ = 0xCBF29CE484222325ull;
};

}  // namespace babble
