// From the bytes of a file to the characters that become tokens; shared by Corpus and
// n-grams. Everything stays UTF-8: no character is ever widened to four bytes.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "core/data/character_counts.h"
#include "core/settings/settings.h"

namespace babble {

/// Checks and prepares a text (corpus.h has the rules), about a megabyte at a time so that nobody
/// has to wait for a large one. Memory: none where the text can be used as it lies in the file,
/// else one copy of it.
class TextPreparer {
 public:
  /// The bytes have to stay where they are for as long as text() is used.
  TextPreparer(std::string_view bytes, Preprocessing prepare, bool note_line_ends = false);

  /// Works on the next piece. False once all is done. Throws Error with place and remedy: too
  /// large, UTF-16, NUL bytes, invalid UTF-8, nothing in it or left of it, a line with the mark.
  bool advance();
  void finish() {
    while (advance()) {
    }
  }
  double progress() const;  ///< 0..1

  // What follows is there once advance() has returned false.
  Preprocessing prepared_as() const { return prepare_; }  ///< never automatic
  /// Valid UTF-8. lines: parted by single line feeds, none at the end; d2l and raw: the tokens.
  std::string_view text() const { return text_; }
  bool ascii() const { return ascii_; }
  /// Lines as an editor counts them (running text only).
  std::size_t file_lines() const { return file_lines_; }
  /// d2l: where in text() the lines of the file end, if that was asked for.
  const std::vector<std::size_t>& line_ends() const { return line_ends_; }

 private:
  enum class Phase { check, unify, choose_lines, choose_letters, prepare, done };

  void begin(Phase phase);
  void after_choice(Preprocessing choice);
  char* room();  ///< owned_, made if it was not there

  void check_piece();
  void unify_piece();
  void choose_lines_piece();
  void choose_letters_piece();
  void lines_piece();
  void copy_lines_piece();
  void d2l_piece();
  void raw_piece();
  [[noreturn]] void refuse_mark() const;

  std::string_view bytes_;         // of the file
  std::string_view text_;          // what the present phase reads; at the end what it has made
  std::unique_ptr<char[]> owned_;  // the changed text, if it had to be changed
  Preprocessing prepare_;
  bool note_line_ends_;
  Phase phase_ = Phase::check;
  std::size_t position_ = 0;  // in text_, of the present phase
  std::size_t written_ = 0;   // to owned_, by the present phase
  bool ascii_ = true, has_returns_ = false;
  bool copies_lines_ = false;   // lines: blanks have to be cut off
  bool after_letter_ = false;   // d2l: the last character of this line was a letter
  std::size_t line_begin_ = 0;  // d2l: where in the output the present line begins
  std::size_t file_lines_ = 0;
  std::size_t lines_ = 0, characters_ = 0, longest_ = 0;  // choice: non-empty lines, stripped
  CharacterCounter tally_;                                // choice
  std::vector<std::size_t> line_ends_;
};

}  // namespace babble
