// Makes a Corpus in pieces of a few milliseconds, so that whoever draws the page can draw on while
// a large text is read. Corpus::from_text is this in one go.
//
// Memory beside the bytes of the file, as multiples of them (limits.h has the sum): one copy of
// the text where it has to be changed, 2 bytes a token, and for lines that are shuffled 8 bytes a
// line. The copy and the 8 bytes are given back at the end.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/character_counts.h"
#include "core/data/corpus.h"
#include "core/data/encoder.h"
#include "core/data/preprocessing.h"
#include "core/data/split.h"

namespace babble {

class CorpusReader {
 public:
  /// The bytes have to stay where they are until advance() has returned false.
  CorpusReader(std::string_view bytes, const Settings& settings, std::string name);

  /// Works on the next piece. False once all is done. Throws Error as Corpus::from_text.
  bool advance();
  double progress() const;  ///< 0..1, never falling
  /// The corpus, once advance() has returned false.
  Corpus take();

 private:
  enum class Phase { prepare, tally, index, shuffle, encode, count, done };

  void begin(Phase phase);
  void after_prepare();
  void after_tally();
  void after_index();
  void after_encode();
  void tally_piece();
  void index_piece();
  void encode_piece();
  void encode_lines_piece();
  void encode_some_lines();
  void fetch_lines(std::size_t begin, std::size_t end) noexcept;
  void append(const TokenId* end);
  void count_piece();
  std::string_view next_piece();
  std::string preview() const;

  Settings settings_;
  Corpus corpus_;
  TextPreparer preparer_;
  Phase phase_ = Phase::prepare;
  std::string_view text_;     // prepared
  std::size_t position_ = 0;  // in text_ or in the stream, of the present phase
  std::int64_t limit_ = 0;    // max_tokens, or more than there can be
  CharacterCounter tally_;
  std::optional<Encoder> encoder_;
  std::vector<TokenId> ids_;  // of a piece
  // lines
  std::vector<std::uint32_t> starts_;  // of each line in text_, and one past the last feed
  std::int64_t tokens_ = 0;            // of the lines indexed so far, each with its mark
  std::optional<LineSplitter> splitter_;
  LineSplit split_;
  std::size_t line_ = 0;  // lines encoded, in the order of the split
  static constexpr std::size_t lines_at_once = 64;
  std::array<std::string_view, lines_at_once> lines_;  // from line_ on
  char fetched_ = 0;                                   // see fetch_lines()
  // count
  std::size_t part_ = 0;
};

}  // namespace babble
