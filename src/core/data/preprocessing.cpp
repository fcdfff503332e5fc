#include "core/data/preprocessing.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/shown_text.h"
#include "core/base/utf8.h"
#include "core/data/vocabulary.h"

namespace babble {
namespace {

constexpr std::size_t preprocessed_slice_bytes = std::size_t{1} << 20;

std::string line_of_byte(std::string_view bytes, std::size_t offset) {
  const auto feeds =
      std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
  return "line " + std::to_string(feeds + 1);
}

[[noreturn]] void refuse_utf16() {
  throw Error("This file is UTF-16. Save it with the encoding UTF-8 and open it again.");
}

void refuse_size_and_utf16(std::string_view bytes) {
  if (bytes.size() > limits::max_corpus_bytes)
    throw Error("This file has " + std::to_string(bytes.size() >> 20) + " MB; the limit is " +
                std::to_string(limits::max_corpus_bytes >> 20) + " MB. Use a part of it.");
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) refuse_utf16();
}

[[noreturn]] void refuse_nul(std::string_view bytes, std::size_t nul) {
  // Latin letters in UTF-16 have a zero in every second byte.
  const std::string_view head = bytes.substr(0, 64);
  if (std::count(head.begin(), head.end(), '\0') * 3 > static_cast<std::ptrdiff_t>(head.size()) &&
      head.find(std::string_view("\0\0", 2)) == std::string_view::npos)
    refuse_utf16();
  throw Error("This is not a text file: byte " + std::to_string(nul + 1) + " (" +
              line_of_byte(bytes, nul) + ") is zero. Open a plain text in UTF-8.");
}

/// Properties of a slice, computed without a branch for each byte.
struct SliceFacts {
  bool ascii, nul, returns;
};
SliceFacts facts_of(const char* text, std::size_t size) noexcept {
  unsigned char high = 0, nul = 0, returns = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    high |= byte;
    nul |= byte == 0;
    returns |= byte == '\r';
  }
  return {high < 0x80, nul != 0, returns != 0};
}

/// Whether each line in these bytes begins and ends with a visible ASCII character. Also reads
/// text[size].
bool edges_are_plain(const char* text, std::size_t size) noexcept {
  unsigned char bad = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const auto a = static_cast<unsigned char>(text[i]), b = static_cast<unsigned char>(text[i + 1]);
    const bool a_plain = a > ' ' && a<0x7F, b_plain = b> ' ' && b < 0x7F;
    bad |= static_cast<unsigned char>(((a == '\n') & !b_plain) | ((b == '\n') & !a_plain));
  }
  return bad == 0;
}

bool is_plain(char c) { return c > ' ' && c < 0x7F; }

std::string_view stripped(std::string_view line) {
  while (!line.empty() && !is_plain(line.front())) {
    std::size_t end = 0;
    if (!is_blank(next_code_point(line, end))) break;
    line.remove_prefix(end);
  }
  while (!line.empty() && !is_plain(line.back())) {
    std::size_t begin = line.size() - 1;
    while (is_continuation(line[begin])) --begin;
    std::size_t end = begin;
    if (!is_blank(next_code_point(line, end))) break;
    line.remove_suffix(line.size() - begin);
  }
  return line;
}

constexpr bool is_latin_letter(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}

/// Letters of other alphabets, approximately: everything from U+00C0 on except punctuation,
/// symbols and emoji.
bool is_other_letter(char32_t c) {
  return c >= 0xC0 && c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c < 0x2C00) &&
         !(c >= 0x3000 && c < 0x3040) && !(c >= 0xFE00 && c < 0xFE70) && c < 0x1F000;
}

/// Lower-case letters, and a space for every other byte. Letters have bit 6 set, the space not.
constexpr std::array<unsigned char, 256> letters_or_space = [] {
  std::array<unsigned char, 256> table{};
  for (std::size_t c = 0; c < 256; ++c)
    table[c] = is_latin_letter(static_cast<char32_t>(c)) ? static_cast<unsigned char>(c | 0x20)
                                                         : static_cast<unsigned char>(' ');
  return table;
}();

/// d2l within one line: letters in lower case, one space for each run of other characters. Writes
/// from out[written] on, never ahead of the read position, and returns the new `written`.
std::size_t write_letters(const char* text, std::size_t size, char* out, std::size_t written,
                          bool& after_letter) noexcept {
  std::size_t after = after_letter ? 1 : 0;
  for (std::size_t i = 0; i < size; ++i) {  // no branches: words make them mispredict
    const unsigned char c = letters_or_space[static_cast<unsigned char>(text[i])];
    out[written] = static_cast<char>(c);
    const std::size_t is_letter = c >> 6;
    written += is_letter | after;
    after = is_letter;
  }
  after_letter = after != 0;
  return written;
}

}  // namespace

Preprocessor::Preprocessor(std::string_view bytes, Preprocessing preprocessing, LineEnds line_ends)
    : bytes_(bytes), text_(bytes), preprocessing_(preprocessing), line_end_rule_(line_ends) {}

void Preprocessor::begin(Phase phase) {
  phase_ = phase;
  position_ = 0;
  written_ = 0;
}

char* Preprocessor::buffer() {
  if (!owned_) owned_.reset(new char[text_.size()]);
  return owned_.get();
}

double Preprocessor::progress() const {
  static constexpr std::array<double, 7> starts{0, 0.2, 0.4, 0.6, 0.7, 1, 1};
  const auto phase = static_cast<std::size_t>(phase_);
  const double fraction = text_.empty() ? 1
                                        : static_cast<double>(std::min(position_, text_.size())) /
                                              static_cast<double>(text_.size());
  return starts[phase] + (starts[phase + 1] - starts[phase]) * fraction;
}

bool Preprocessor::advance() {
  switch (phase_) {
    case Phase::check:
      check_slice();
      break;
    case Phase::convert_line_ends:
      convert_line_ends_slice();
      break;
    case Phase::detect_lines:
      detect_lines_slice();
      break;
    case Phase::detect_letters:
      detect_letters_slice();
      break;
    case Phase::preprocess:
      if (preprocessing_ == Preprocessing::d2l)
        d2l_slice();
      else if (preprocessing_ == Preprocessing::raw)
        raw_slice();
      else if (copies_lines_)
        copy_lines_slice();
      else
        lines_slice();
      break;
    case Phase::done:
      break;
  }
  return phase_ != Phase::done;
}

void Preprocessor::check_slice() {
  if (position_ == 0) {
    refuse_size_and_utf16(bytes_);
    if (bytes_.starts_with("\xEF\xBB\xBF")) position_ = 3;  // byte order mark
  }
  const std::size_t stop = std::min(bytes_.size(), position_ + preprocessed_slice_bytes);
  const SliceFacts facts = facts_of(bytes_.data() + position_, stop - position_);
  has_returns_ |= facts.returns;
  ascii_ &= facts.ascii;
  const std::size_t end = facts.ascii ? stop : valid_utf8_end(bytes_, position_, stop);
  if (end < stop || facts.nul) {
    // A NUL byte anywhere is a better reason than invalid UTF-8 before it.
    if (const std::size_t nul = bytes_.find('\0'); nul != std::string_view::npos)
      refuse_nul(bytes_, nul);
    throw Error("This file is not valid UTF-8: byte " + std::to_string(end + 1) + ", in " +
                line_of_byte(bytes_, end) +
                ", is not part of a character. Save the file with the encoding UTF-8 and open it "
                "again.");
  }
  position_ = end;
  if (position_ < bytes_.size()) return;
  if (bytes_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  if (text_.empty()) throw Error("This text is empty.");
  begin(has_returns_ ? Phase::convert_line_ends : Phase::detect_lines);
}

/// CRLF and CR become LF.
void Preprocessor::convert_line_ends_slice() {
  char* out = buffer();
  const std::size_t stop = std::min(text_.size(), position_ + preprocessed_slice_bytes);
  while (position_ < stop) {
    const std::size_t length =
        std::min(text_.substr(position_, stop - position_).find('\r'), stop - position_);
    std::memcpy(out + written_, text_.data() + position_, length);
    written_ += length;
    position_ += length;
    if (position_ == stop) break;
    ++position_;
    if (position_ == text_.size() || text_[position_] != '\n') out[written_++] = '\n';
  }
  if (position_ < text_.size()) return;
  text_ = {out, written_};
  begin(Phase::detect_lines);
}

/// Automatic: chooses lines if the text looks like a list.
void Preprocessor::detect_lines_slice() {
  if (preprocessing_ != Preprocessing::automatic) return choose(preprocessing_);
  if (position_ == 0 &&
      text_.find(static_cast<char>(Vocabulary::boundary)) != std::string_view::npos)
    return begin(Phase::detect_letters);
  for (const std::size_t stop = position_ + preprocessed_slice_bytes;
       position_ < std::min(stop, text_.size());) {
    const std::size_t end = std::min(text_.size(), text_.find('\n', position_));
    const std::string_view line = stripped(text_.substr(position_, end - position_));
    const std::size_t length = ascii_ ? line.size() : count_code_points(line);
    lines_ += length > 0 ? 1 : 0;
    characters_ += length;
    longest_ = std::max(longest_, length);
    position_ = end + 1;
  }
  if (position_ < text_.size() && longest_ <= 60) return;
  if (lines_ >= 2 && characters_ <= 20 * lines_ && longest_ <= 60)
    choose(Preprocessing::lines);
  else
    begin(Phase::detect_letters);
}

/// Automatic: chooses d2l if nearly all letters are A-Z a-z, else raw.
void Preprocessor::detect_letters_slice() {
  const std::string_view slice =
      first_characters(text_.substr(position_), preprocessed_slice_bytes);
  character_counter_.add(slice);
  position_ += slice.size();
  if (position_ < text_.size()) return;
  std::int64_t visible = 0, latin = 0, other = 0;
  for (const auto& [character, count] : character_counter_.counts()) {
    visible += is_blank(character) ? 0 : count;
    latin += is_latin_letter(character) ? count : 0;
    other += is_other_letter(character) ? count : 0;
  }
  choose(latin * 10 >= visible * 8 && other * 200 < visible ? Preprocessing::d2l
                                                            : Preprocessing::raw);
}

void Preprocessor::choose(Preprocessing preprocessing) {
  preprocessing_ = preprocessing;
  begin(Phase::preprocess);
  if (preprocessing_ != Preprocessing::lines) return;
  if (text_.find(static_cast<char>(Vocabulary::boundary)) != std::string_view::npos)
    refuse_boundary_token();
  while (!text_.empty() && text_.front() == '\n') text_.remove_prefix(1);
  while (!text_.empty() && text_.back() == '\n') text_.remove_suffix(1);
  copies_lines_ = text_.empty() || !is_plain(text_.front()) || !is_plain(text_.back());
}

void Preprocessor::refuse_boundary_token() const {
  const std::size_t at = text_.find(static_cast<char>(Vocabulary::boundary));
  const std::size_t begin = at == 0 ? 0 : text_.rfind('\n', at) + 1;  // npos + 1 = 0
  const std::string_view line = stripped(text_.substr(begin, text_.find('\n', at) - begin));
  std::size_t end = 0;
  for (int i = 0; i < 30 && end < line.size(); ++i) next_code_point(line, end);
  const auto number =
      std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
  throw Error("Line " + std::to_string(number) + " (\"" + shown_text(line.substr(0, end)) +
              "\") contains a full stop, which is the boundary token between lines. Remove it, or "
              "choose the preprocessing d2l or raw.");
}

/// Checks that the text can be used in place; else copy_lines_slice() starts over.
void Preprocessor::lines_slice() {
  const std::size_t end = std::min(text_.size() - 1, position_ + preprocessed_slice_bytes);
  if (!edges_are_plain(text_.data() + position_, end - position_)) {
    copies_lines_ = true;
    return begin(Phase::preprocess);
  }
  position_ = end;
  if (position_ + 1 >= text_.size()) phase_ = Phase::done;
}

void Preprocessor::copy_lines_slice() {
  char* out = buffer();
  for (const std::size_t stop = position_ + preprocessed_slice_bytes;
       position_ < std::min(stop, text_.size());) {
    const std::size_t end = std::min(text_.size(), text_.find('\n', position_));
    const std::string_view line = stripped(text_.substr(position_, end - position_));
    position_ = end + 1;
    if (line.empty()) continue;
    if (written_ > 0) out[written_++] = '\n';
    std::memmove(out + written_, line.data(), line.size());  // source and target may overlap
    written_ += line.size();
  }
  if (position_ < text_.size()) return;
  text_ = {out, written_};
  phase_ = Phase::done;
  if (text_.empty()) throw Error("This text contains only blanks.");
}

void Preprocessor::d2l_slice() {
  char* out = buffer();
  const std::size_t stop = std::min(text_.size(), position_ + preprocessed_slice_bytes);
  while (position_ < stop) {
    const std::size_t length = text_.substr(position_, stop - position_).find('\n');
    const bool ends = length != std::string_view::npos;
    const std::size_t end = ends ? position_ + length : stop;
    written_ =
        write_letters(text_.data() + position_, end - position_, out, written_, after_letter_);
    position_ = end + (ends ? 1 : 0);
    if (!ends && end < text_.size()) continue;  // the line continues in the next slice
    if (written_ > line_begin_ && !after_letter_) --written_;  // the space that ended the line
    if (ends && line_end_rule_ == LineEnds::keep) out[written_++] = '\n';
    line_begin_ = written_;
    after_letter_ = false;
    ++file_lines_;
    if (line_end_rule_ == LineEnds::note) line_ends_.push_back(written_);
  }
  if (position_ < text_.size()) return;
  text_ = {out, written_};
  ascii_ = true;
  phase_ = Phase::done;
  if (text_.find_first_not_of('\n') == std::string_view::npos)
    throw Error(
        "This text has no letters from A to Z, and the preprocessing d2l removes everything else. "
        "Choose the preprocessing raw.");
}

void Preprocessor::raw_slice() {
  const std::string_view slice = text_.substr(position_, preprocessed_slice_bytes);
  file_lines_ += static_cast<std::size_t>(std::count(slice.begin(), slice.end(), '\n'));
  position_ += slice.size();
  if (position_ < text_.size()) return;
  file_lines_ += text_.back() == '\n' ? 0 : 1;
  phase_ = Phase::done;
}

}  // namespace babble
