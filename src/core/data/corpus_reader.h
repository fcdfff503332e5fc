// Reads a Corpus in slices of a few milliseconds, so that the interface stays responsive while a
// large text is read. Corpus::from_text runs all slices at once.
//
// Memory in addition to the file, in multiples of its size (limits.h has the sum): one copy of the
// text if preprocessing changes it, 2 bytes a token, and 8 bytes a line for lines that are
// shuffled. The copy and the 8 bytes are freed at the end.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/character_counts.h"
#include "core/data/corpus.h"
#include "core/data/preprocessing.h"
#include "core/data/split.h"
#include "core/data/words.h"

namespace babble {

class CorpusReader {
 public:
  /// The bytes must stay valid until advance() has returned false.
  CorpusReader(std::string_view bytes, const Settings& settings, std::string name);

  /// Does the next slice of the work. False once all is done. Throws Error as Corpus::from_text.
  bool advance();
  double progress() const;  ///< 0..1, never decreases
  /// The corpus, once advance() has returned false.
  Corpus take();

 private:
  enum class Phase { preprocess, count_characters, index, shuffle, encode, count_bigrams, done };

  void begin(Phase phase);
  void after_preprocess();
  void after_count_characters();
  void after_index();
  void after_encode();
  void count_characters_slice();
  void count_words_slice();
  void after_count_words();
  void index_slice();
  void encode_slice();
  void encode_words_slice();
  void end_of_text();
  void encode_lines_slice();
  void encode_some_lines();
  void prefetch_lines(std::size_t begin, std::size_t end) noexcept;
  void append(const TokenId* end);
  void count_bigrams_slice();
  std::string_view next_slice();
  std::string preview() const;

  Settings settings_;
  Corpus corpus_;
  Preprocessor preprocessor_;
  Phase phase_ = Phase::preprocess;
  std::string_view text_;     // preprocessed
  std::size_t position_ = 0;  // of the current phase, in text_ or in the stream
  std::int64_t limit_ = 0;    // max_tokens, or the largest integer
  CharacterCounter character_counter_;
  WordCounter word_counter_;
  std::vector<TokenId> word_ids_;  // of the words in its order
  std::vector<TokenId> ids_;       // buffer for encoding
  // lines
  std::vector<std::uint32_t> starts_;  // of each line in text_, and one past the last line feed
  std::int64_t tokens_ = 0;            // of the lines indexed so far, a boundary token for each
  std::optional<LineSplitter> splitter_;
  LineSplit split_;
  std::size_t line_ = 0;  // number of lines encoded, in the order of the split
  static constexpr std::size_t lines_at_once = 64;
  std::array<std::string_view, lines_at_once> lines_;  // see prefetch_lines()
  char prefetched_ = 0;                                // keeps the loads from being optimized away
  // count_bigrams
  std::size_t part_ = 0;
};

}  // namespace babble
