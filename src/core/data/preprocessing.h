// Turns the bytes of a file into the characters that become tokens, for Corpus and
// n-grams. The text stays UTF-8 throughout.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "core/data/character_counts.h"
#include "core/settings/settings.h"

namespace babble {

/// Checks and preprocesses a text (corpus.h has the rules) in slices of about a megabyte. Uses the
/// bytes of the file in place if they need no change, else one copy.
class Preprocessor {
 public:
  /// What becomes of the line ends under d2l: they vanish, and line_ends() may tell where they
  /// were, or they stay as line feeds, so that a word ends there.
  enum class LineEnds { drop, note, keep };
  /// The bytes must stay valid as long as text() is used.
  Preprocessor(std::string_view bytes, Preprocessing preprocessing,
               LineEnds line_ends = LineEnds::drop);

  /// Does the next slice of the work. False once all is done. Throws Error if the bytes are too
  /// large, UTF-16, contain NUL or invalid UTF-8, if no character is left, or if a line contains
  /// the boundary token.
  bool advance();
  double progress() const;  ///< 0..1

  // Valid once advance() has returned false:
  Preprocessing prepared_as() const { return preprocessing_; }  ///< lines, d2l or raw
  /// Valid UTF-8. lines: separated by single line feeds, none at the end. d2l and raw: the tokens.
  std::string_view text() const { return text_; }
  bool ascii() const { return ascii_; }
  /// Number of lines of the file (running text only).
  std::size_t file_lines() const { return file_lines_; }
  /// d2l with LineEnds::note: the ends of the file's lines in text().
  const std::vector<std::size_t>& line_ends() const { return line_ends_; }

 private:
  enum class Phase { check, convert_line_ends, detect_lines, detect_letters, preprocess, done };

  void begin(Phase phase);
  void choose(Preprocessing preprocessing);
  char* buffer();  ///< owned_, allocated at the first call

  void check_slice();
  void convert_line_ends_slice();
  void detect_lines_slice();
  void detect_letters_slice();
  void lines_slice();
  void copy_lines_slice();
  void d2l_slice();
  void raw_slice();
  [[noreturn]] void refuse_boundary_token() const;

  std::string_view bytes_;         // of the file
  std::string_view text_;          // input of the current phase; at the end the result
  std::unique_ptr<char[]> owned_;  // the result, if it differs from the file
  Preprocessing preprocessing_;
  LineEnds line_end_rule_;
  Phase phase_ = Phase::check;
  std::size_t position_ = 0;  // of the current phase, in text_
  std::size_t written_ = 0;   // bytes written to owned_ by the current phase
  bool ascii_ = true, has_returns_ = false;
  bool copies_lines_ = false;   // lines: there are blanks to remove
  bool after_letter_ = false;   // d2l: the last character of the current line was a letter
  std::size_t line_begin_ = 0;  // d2l: start of the current line in the output
  std::size_t file_lines_ = 0;
  std::size_t lines_ = 0, characters_ = 0,
              longest_ = 0;             // detect_lines: of the stripped non-empty lines
  CharacterCounter character_counter_;  // detect_letters
  std::vector<std::size_t> line_ends_;
};

}  // namespace babble
