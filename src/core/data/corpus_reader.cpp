#include "core/data/corpus_reader.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/base/utf8.h"

namespace babble {
namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 20;
constexpr std::size_t piece_ids = std::size_t{1} << 16;  // stay in the second-level cache
constexpr std::size_t preview_characters = 4000;
constexpr std::uint64_t fnv_prime = 0x100000001B3ull;

std::uint64_t fnv1a(std::uint64_t hash, std::uint64_t value) {
  for (int i = 0; i < 8; ++i) hash = (hash ^ (value >> (8 * i) & 0xFF)) * fnv_prime;
  return hash;
}

/// Hashes and counts ids; the multiplications wait for one another, the counting costs nothing.
std::uint64_t take_in(const TokenId* ids, std::size_t size, std::uint64_t hash,
                      std::int64_t* counts) noexcept {
  for (std::size_t i = 0; i < size; ++i) {
    ++counts[ids[i]];
    hash = (hash ^ ids[i]) * fnv_prime;
  }
  return hash;
}

}  // namespace

CorpusReader::CorpusReader(std::string_view bytes, const Settings& settings, std::string name)
    : settings_(settings), preparer_(bytes, settings.prepare) {
  corpus_.name_ = std::move(name);
}

void CorpusReader::begin(Phase phase) {
  phase_ = phase;
  position_ = 0;
}

double CorpusReader::progress() const {
  static constexpr std::array<double, 8> starts{0, 0.3, 0.4, 0.5, 0.6, 0.9, 1, 1};
  const auto phase = static_cast<std::size_t>(phase_);
  double share = 0;
  if (phase_ == Phase::prepare)
    share = preparer_.progress();
  else if (phase_ == Phase::shuffle)
    share = splitter_->progress();
  else if (phase_ == Phase::encode && !split_.order.empty())
    share = static_cast<double>(line_) / static_cast<double>(split_.order.size());
  else if (phase_ == Phase::count)
    share = static_cast<double>(part_) / 3;
  else if (!text_.empty())
    share =
        static_cast<double>(std::min(position_, text_.size())) / static_cast<double>(text_.size());
  return starts[phase] + (starts[phase + 1] - starts[phase]) * share;
}

bool CorpusReader::advance() {
  switch (phase_) {
    case Phase::prepare:
      if (!preparer_.advance()) after_prepare();
      break;
    case Phase::tally:
      tally_piece();
      break;
    case Phase::index:
      index_piece();
      break;
    case Phase::shuffle:
      if (splitter_->advance()) break;
      split_ = splitter_->take();
      begin(Phase::encode);
      break;
    case Phase::encode:
      if (split_.order.empty())
        encode_piece();
      else
        encode_lines_piece();
      break;
    case Phase::count:
      count_piece();
      break;
    case Phase::done:
      break;
  }
  return phase_ != Phase::done;
}

Corpus CorpusReader::take() { return std::move(corpus_); }

/// Up to a megabyte of the text from position_ on, which is moved behind it; whole characters.
std::string_view CorpusReader::next_piece() {
  const std::string_view piece = first_characters(text_.substr(position_), piece_bytes);
  position_ += piece.size();
  return piece;
}

void CorpusReader::after_prepare() {
  text_ = preparer_.text();
  corpus_.prepared_as_ = preparer_.prepared_as();
  const bool lines = corpus_.prepared_as_ == Preprocessing::lines;
  corpus_.kind_ = lines ? CorpusKind::lines : CorpusKind::text;
  if (!lines && settings_.split.kind == Split::Kind::sklearn)
    throw Error("The split " + setting_text(settings_, "split") +
                " draws lines, but this is running text: give three shares such as 0.8,0.1,0.1.");
  if (!lines) corpus_.lines_ = static_cast<std::int64_t>(preparer_.file_lines());
  limit_ =
      settings_.max_tokens > 0 ? settings_.max_tokens : std::numeric_limits<std::int64_t>::max();
  begin(Phase::tally);
}

void CorpusReader::tally_piece() {
  tally_.add(next_piece());
  if (position_ == text_.size()) after_tally();
}

void CorpusReader::after_tally() {
  const std::vector<CharacterCount> characters = tally_.counts();
  std::int64_t total = 0, feeds = 0;
  for (const CharacterCount& one : characters) {
    total += one.count;
    if (one.character == U'\n') feeds = one.count;
  }
  const bool lines = corpus_.kind_ == CorpusKind::lines;
  corpus_.vocabulary_ = lines ? Vocabulary::marks(characters) : Vocabulary::frequency(characters);
  corpus_.counts_.assign(static_cast<std::size_t>(corpus_.vocabulary_.size()), 0);
  encoder_.emplace(corpus_.vocabulary_);
  ids_.resize(piece_ids);
  corpus_.stream_.reserve(static_cast<std::size_t>(std::min(total + 2, limit_)));

  if (!lines) return begin(Phase::encode);
  corpus_.lines_ = feeds + 1;
  const bool keeps = keeps_order(static_cast<std::uint32_t>(corpus_.lines_), settings_.split);
  if (keeps && settings_.max_tokens == 0) {
    split_.sizes = {corpus_.lines_, 0, 0};
    return begin(Phase::encode);
  }
  starts_.reserve(static_cast<std::size_t>(corpus_.lines_) + 1);
  starts_.push_back(0);
  begin(Phase::index);
}

/// Where the lines begin. Of max_tokens, whole lines within the first of ".emma.olivia." are used.
void CorpusReader::index_piece() {
  for (const std::size_t stop = position_ + piece_bytes;
       position_ < std::min(stop, text_.size());) {
    const std::size_t end = std::min(text_.size(), text_.find('\n', position_));
    const std::string_view line = text_.substr(position_, end - position_);
    const auto length =
        static_cast<std::int64_t>(preparer_.ascii() ? line.size() : count_code_points(line));
    if (1 + tokens_ + length + 1 > limit_) {
      if (starts_.size() == 1)
        throw Error("The setting max_tokens is " + std::to_string(settings_.max_tokens) +
                    ", but the first line alone with its two marks has " +
                    std::to_string(length + 2) + " tokens.");
      text_ = text_.substr(0, position_ - 1);
      break;
    }
    tokens_ += length + 1;
    position_ = end + 1;
    starts_.push_back(static_cast<std::uint32_t>(position_));
  }
  if (position_ >= text_.size()) after_index();
}

void CorpusReader::after_index() {
  corpus_.lines_ = static_cast<std::int64_t>(starts_.size()) - 1;
  const auto used = static_cast<std::uint32_t>(corpus_.lines_);
  if (keeps_order(used, settings_.split)) {
    split_.sizes = {corpus_.lines_, 0, 0};
    return begin(Phase::encode);
  }
  splitter_.emplace(used, settings_.split, settings_.seed);
  begin(Phase::shuffle);
}

/// Appends what stands in ids_ up to `end`.
void CorpusReader::append(const TokenId* end) {
  const auto room = limit_ - static_cast<std::int64_t>(corpus_.stream_.size());
  const auto size = static_cast<std::size_t>(std::min<std::int64_t>(end - ids_.data(), room));
  corpus_.stream_.insert(corpus_.stream_.end(), ids_.data(), ids_.data() + size);
  corpus_.fingerprint_ = take_in(ids_.data(), size, corpus_.fingerprint_, corpus_.counts_.data());
}

/// The text from its beginning to its end: running text, and lines in the file's order.
void CorpusReader::encode_piece() {
  const bool lines = corpus_.kind_ == CorpusKind::lines;
  TokenId* const out = ids_.data();
  if (lines && position_ == 0) {
    *out = 0;  // the mark before the first line; the others stand for line feeds
    append(out + 1);
  }
  for (std::string_view piece = next_piece(); !piece.empty();) {
    const std::string_view some = first_characters(piece, piece_ids);
    append(encoder_->encode(some, out));
    piece.remove_prefix(some.size());
  }
  const bool full = static_cast<std::int64_t>(corpus_.stream_.size()) == limit_;
  if (position_ < text_.size() && !full) return;
  const auto tokens = static_cast<std::int64_t>(corpus_.stream_.size());
  if (lines) {
    *out = 0;
    append(out + 1);
    corpus_.train_end_ = corpus_.dev_end_ = tokens;
  } else {
    const PartSizes sizes = split_sizes(tokens, settings_.split);
    corpus_.train_end_ = sizes.train;
    corpus_.dev_end_ = sizes.train + sizes.dev;
  }
  after_encode();
}

/// Looks at the first byte of lines that lie here and there in the text. All these loads are under
/// way at once; when the lines are encoded one after the other, they have arrived.
void CorpusReader::fetch_lines(std::size_t begin, std::size_t end) noexcept {
  char seen = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const std::uint32_t number = split_.order[i];
    const std::size_t first = starts_[number];
    lines_[i % lines_at_once] = text_.substr(first, starts_[number + 1] - 1 - first);
    seen = static_cast<char>(seen | text_[first]);
  }
  fetched_ = seen;
}

/// Lines in the order of the split.
void CorpusReader::encode_lines_piece() {
  const std::size_t stop = corpus_.stream_.size() + piece_bytes / 2;
  while (line_ < split_.order.size() && corpus_.stream_.size() < stop) encode_some_lines();
  if (line_ == split_.order.size()) after_encode();
}

void CorpusReader::encode_some_lines() {
  const std::size_t train = static_cast<std::size_t>(split_.sizes.train),
                    held = train + static_cast<std::size_t>(split_.sizes.dev);
  TokenId* const out = ids_.data();
  TokenId* at = out;
  if (line_ == 0) *at++ = 0;  // the mark before the first line
  const std::size_t part_end = line_ < train ? train : line_ < held ? held : split_.order.size();
  const std::size_t piece_end = std::min(part_end, line_ + lines_at_once);
  fetch_lines(line_, piece_end);
  while (line_ < piece_end) {
    std::string_view line = lines_[line_ % lines_at_once];
    const auto room = piece_ids - static_cast<std::size_t>(at - out);
    if (line.size() >= room) {
      if (at != out && line.size() < piece_ids) break;  // the next piece has room
      append(at);
      at = out;
      for (; line.size() >= piece_ids; at = out) {
        const std::string_view some = first_characters(line, piece_ids);
        append(encoder_->encode(some, at));
        line.remove_prefix(some.size());
      }
    }
    at = encoder_->encode(line, at);
    *at++ = 0;
    ++line_;
  }
  append(at);
  const auto last = static_cast<std::int64_t>(corpus_.stream_.size()) - 1;
  if (line_ <= train) corpus_.train_end_ = last;
  if (line_ <= held) corpus_.dev_end_ = last;
}

void CorpusReader::after_encode() {
  const auto tokens = static_cast<std::int64_t>(corpus_.stream_.size());
  const bool lines = corpus_.kind_ == CorpusKind::lines;
  corpus_.line_sizes_ = split_.sizes;
  corpus_.characters_ = lines ? tokens - 1 - corpus_.lines_ : tokens;
  if (corpus_.tokens(Part::train).size() < 2)
    throw Error(
        "Nothing is left for training: the split " + setting_text(settings_, "split") +
        " leaves the training part of this text of " + std::to_string(corpus_.characters_) +
        " characters without two tokens in a row. Choose the split 1,0,0 or a longer text.");
  corpus_.preview_ = preview();
  std::uint64_t hash = corpus_.fingerprint_;
  hash = fnv1a(fnv1a(hash, static_cast<std::uint64_t>(corpus_.train_end_)),
               static_cast<std::uint64_t>(corpus_.dev_end_));
  for (const std::string& token : corpus_.vocabulary_.tokens())
    for (const char byte : token + '\n') hash = fnv1a(hash, static_cast<unsigned char>(byte));
  corpus_.fingerprint_ = hash;
  starts_ = {};
  split_ = {};
  begin(Phase::count);
}

/// The beginning of the prepared text; a line that ends there has its feed.
std::string CorpusReader::preview() const {
  const bool lines = corpus_.kind_ == CorpusKind::lines;
  auto left = std::min(static_cast<std::size_t>(corpus_.characters_), preview_characters);
  std::size_t end = 0;
  while (left > 0) left -= next_code_point(text_, end) != U'\n' || !lines ? 1 : 0;
  std::string beginning(text_.substr(0, end));
  if (lines && (end == text_.size() || text_[end] == '\n')) beginning += '\n';
  return beginning;
}

/// N of the parts, where V is so small that everybody will want it.
void CorpusReader::count_piece() {
  static constexpr std::array<Part, 3> parts{Part::train, Part::dev, Part::test};
  if (part_ == parts.size() || corpus_.vocabulary_.size() > Corpus::counted_vocabulary) {
    phase_ = Phase::done;
    return;
  }
  CountMatrix& counts = corpus_.pair_counts_[part_];
  if (position_ == 0) counts = CountMatrix(corpus_.vocabulary_.size());
  const std::span<const TokenId> stream = corpus_.tokens(parts[part_]);
  const std::size_t end = std::min(stream.size(), position_ + piece_bytes);
  add_bigrams(stream.subspan(position_, end - position_), counts);
  if (end < stream.size()) {
    position_ = end - 1;  // the last token of a piece is the first of the next
    return;
  }
  ++part_;
  position_ = 0;
}

}  // namespace babble
