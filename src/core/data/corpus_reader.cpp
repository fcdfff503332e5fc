#include "core/data/corpus_reader.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/base/utf8.h"

namespace babble {
namespace {

constexpr std::size_t slice_bytes = std::size_t{1} << 20;
constexpr std::size_t word_slice_bytes = std::size_t{1} << 17;
constexpr std::size_t buffer_ids = std::size_t{1} << 16;  // fit in the second-level cache
constexpr std::size_t preview_characters = 4000;
constexpr std::uint64_t fnv_prime = 0x100000001B3ull;

std::uint64_t fnv1a(std::uint64_t hash, std::uint64_t value) {
  for (int i = 0; i < 8; ++i) hash = (hash ^ (value >> (8 * i) & 0xFF)) * fnv_prime;
  return hash;
}

/// Hashes and counts ids in one loop: the counting is free while the multiplications of the hash
/// wait for each other.
std::uint64_t hash_and_count(const TokenId* ids, std::size_t size, std::uint64_t hash,
                             std::int64_t* counts) noexcept {
  for (std::size_t i = 0; i < size; ++i) {
    ++counts[ids[i]];
    hash = (hash ^ ids[i]) * fnv_prime;
  }
  return hash;
}

}  // namespace

CorpusReader::CorpusReader(std::string_view bytes, const Settings& settings, std::string name)
    : settings_(settings),
      preprocessor_(bytes, settings.preprocessing,
                    settings.tokens == TokenUnit::words ? Preprocessor::LineEnds::keep
                                                        : Preprocessor::LineEnds::drop) {
  corpus_.name_ = std::move(name);
}

void CorpusReader::begin(Phase phase) {
  phase_ = phase;
  position_ = 0;
}

double CorpusReader::progress() const {
  static constexpr std::array<double, 8> starts{0, 0.3, 0.4, 0.5, 0.6, 0.9, 1, 1};
  const auto phase = static_cast<std::size_t>(phase_);
  double fraction = 0;
  if (phase_ == Phase::preprocess)
    fraction = preprocessor_.progress();
  else if (phase_ == Phase::shuffle)
    fraction = splitter_->progress();
  else if (phase_ == Phase::encode && !split_.order.empty())
    fraction = static_cast<double>(line_) / static_cast<double>(split_.order.size());
  else if (phase_ == Phase::count_bigrams)
    fraction = static_cast<double>(part_) / 3;
  else if (!text_.empty())
    fraction =
        static_cast<double>(std::min(position_, text_.size())) / static_cast<double>(text_.size());
  return starts[phase] + (starts[phase + 1] - starts[phase]) * fraction;
}

bool CorpusReader::advance() {
  switch (phase_) {
    case Phase::preprocess:
      if (!preprocessor_.advance()) after_preprocess();
      break;
    case Phase::count_characters:
      if (settings_.tokens == TokenUnit::words)
        count_words_slice();
      else
        count_characters_slice();
      break;
    case Phase::index:
      index_slice();
      break;
    case Phase::shuffle:
      if (splitter_->advance()) break;
      split_ = splitter_->take();
      begin(Phase::encode);
      break;
    case Phase::encode:
      if (corpus_.vocabulary_.has_words())
        encode_words_slice();
      else if (split_.order.empty())
        encode_slice();
      else
        encode_lines_slice();
      break;
    case Phase::count_bigrams:
      count_bigrams_slice();
      break;
    case Phase::done:
      break;
  }
  return phase_ != Phase::done;
}

Corpus CorpusReader::take() { return std::move(corpus_); }

/// Up to a megabyte of whole characters from position_ on. Moves position_ to their end.
std::string_view CorpusReader::next_slice() {
  const std::string_view slice = first_characters(text_.substr(position_), slice_bytes);
  position_ += slice.size();
  return slice;
}

void CorpusReader::after_preprocess() {
  text_ = preprocessor_.text();
  corpus_.prepared_as_ = preprocessor_.prepared_as();
  const bool lines = corpus_.prepared_as_ == Preprocessing::lines;
  corpus_.kind_ = lines ? CorpusKind::lines : CorpusKind::text;
  if (!lines && settings_.split.kind != Split::Kind::fractions)
    throw Error("The split " + setting_text(settings_, "split") +
                " draws lines, but this is running text: use three fractions such as 0.8,0.1,0.1.");
  if (lines && settings_.tokens == TokenUnit::words)
    throw Error(
        "Words are tokens of running text, but this text is read as a list of lines. Choose the "
        "preprocessing d2l or raw, or characters as tokens.");
  if (lines && settings_.min_freq > 1)
    throw Error(
        "The vocabulary of a list of lines has no <unk>, so min_freq must be 0. Choose the "
        "preprocessing d2l or raw to leave out rare tokens.");
  if (!lines) corpus_.lines_ = static_cast<std::int64_t>(preprocessor_.file_lines());
  limit_ =
      settings_.max_tokens > 0 ? settings_.max_tokens : std::numeric_limits<std::int64_t>::max();
  begin(Phase::count_characters);
}

void CorpusReader::count_characters_slice() {
  character_counter_.add(next_slice());
  if (position_ == text_.size()) after_count_characters();
}

void CorpusReader::after_count_characters() {
  const std::vector<CharacterCount> characters = character_counter_.counts();
  std::int64_t total = 0, line_feeds = 0;
  for (const CharacterCount& one : characters) {
    total += one.count;
    if (one.character == U'\n') line_feeds = one.count;
  }
  const bool lines = corpus_.kind_ == CorpusKind::lines;
  corpus_.vocabulary_ = lines ? Vocabulary::from_lines(characters)
                              : Vocabulary::from_text(characters, settings_.min_freq);
  corpus_.counts_.assign(static_cast<std::size_t>(corpus_.vocabulary_.size()), 0);
  ids_.resize(buffer_ids);
  corpus_.stream_.reserve(static_cast<std::size_t>(std::min(total + 2, limit_)));

  if (!lines) return begin(Phase::encode);
  corpus_.lines_ = line_feeds + 1;
  const auto count = static_cast<std::uint32_t>(corpus_.lines_);
  if (settings_.max_tokens == 0 && keeps_order(count, settings_.split)) {
    split_.sizes = {corpus_.lines_, 0, 0};
    return begin(Phase::encode);
  }
  starts_.reserve(static_cast<std::size_t>(corpus_.lines_) + 1);
  starts_.push_back(0);
  begin(Phase::index);
}

void CorpusReader::count_words_slice() {
  for (const std::size_t stop = std::min(text_.size(), position_ + word_slice_bytes);
       position_ < stop;) {
    const std::string_view word = next_token(text_, position_, TokenUnit::words);
    if (!word.empty()) word_counter_.add(word);
  }
  if (position_ == text_.size()) after_count_words();
}

void CorpusReader::after_count_words() {
  const std::vector<WordCount>& words = word_counter_.counts();
  corpus_.vocabulary_ = Vocabulary::from_words(words, settings_.min_freq);
  corpus_.counts_.assign(static_cast<std::size_t>(corpus_.vocabulary_.size()), 0);
  std::int64_t total = 0;
  for (const WordCount& one : words) {
    total += one.count;
    word_ids_.push_back(corpus_.vocabulary_.id(one.word).value_or(0));
  }
  ids_.resize(buffer_ids);
  corpus_.stream_.reserve(static_cast<std::size_t>(std::min(total, limit_)));
  begin(Phase::encode);
}

/// Finds the starts of the lines, as many whole lines as fit in max_tokens.
void CorpusReader::index_slice() {
  for (const std::size_t stop = position_ + slice_bytes;
       position_ < std::min(stop, text_.size());) {
    const std::size_t end = std::min(text_.size(), text_.find('\n', position_));
    const std::string_view line = text_.substr(position_, end - position_);
    const auto length =
        static_cast<std::int64_t>(preprocessor_.ascii() ? line.size() : count_code_points(line));
    if (1 + tokens_ + length + 1 > limit_) {
      if (starts_.size() == 1)
        throw Error(setting_label("max_tokens") + " must be 0 or at least " +
                    std::to_string(length + 2) +
                    ": the first line alone has so many, boundary tokens included.");
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

/// Appends the ids in the buffer up to `end`.
void CorpusReader::append(const TokenId* end) {
  const auto room = limit_ - static_cast<std::int64_t>(corpus_.stream_.size());
  const auto size = static_cast<std::size_t>(std::min<std::int64_t>(end - ids_.data(), room));
  corpus_.stream_.insert(corpus_.stream_.end(), ids_.data(), ids_.data() + size);
  corpus_.fingerprint_ =
      hash_and_count(ids_.data(), size, corpus_.fingerprint_, corpus_.counts_.data());
}

/// Encodes running text, and lines in the file's order.
void CorpusReader::encode_slice() {
  const bool lines = corpus_.kind_ == CorpusKind::lines;
  TokenId* const out = ids_.data();
  if (lines && position_ == 0) {
    *out = 0;  // the boundary token before the first line; line feeds become the others
    append(out + 1);
  }
  for (std::string_view slice = next_slice(); !slice.empty();) {
    const std::string_view some = first_characters(slice, buffer_ids);
    append(corpus_.vocabulary_.encode_to(out, some));
    slice.remove_prefix(some.size());
  }
  const bool full = static_cast<std::int64_t>(corpus_.stream_.size()) == limit_;
  if (position_ < text_.size() && !full) return;
  if (!lines) return end_of_text();
  corpus_.train_end_ = corpus_.dev_end_ = static_cast<std::int64_t>(corpus_.stream_.size());
  *out = 0;
  append(out + 1);
  after_encode();
}

void CorpusReader::encode_words_slice() {
  const auto room = std::min(static_cast<std::int64_t>(buffer_ids),
                             limit_ - static_cast<std::int64_t>(corpus_.stream_.size()));
  const std::size_t stop = std::min(text_.size(), position_ + word_slice_bytes);
  TokenId* at = ids_.data();
  while (position_ < stop && at - ids_.data() < room) {
    const std::string_view word = next_token(text_, position_, TokenUnit::words);
    if (!word.empty()) *at++ = word_ids_[word_counter_.index(word)];
  }
  append(at);
  if (position_ == text_.size() || static_cast<std::int64_t>(corpus_.stream_.size()) == limit_)
    end_of_text();
}

void CorpusReader::end_of_text() {
  const PartSizes sizes =
      split_sizes(static_cast<std::int64_t>(corpus_.stream_.size()), settings_.split);
  corpus_.train_end_ = sizes.train;
  corpus_.dev_end_ = sizes.train + sizes.dev;
  after_encode();
}

/// Stores the next lines in lines_ and reads the first byte of each. The lines are scattered over
/// the text; all these cache misses overlap, and the lines are in the cache when they are encoded.
void CorpusReader::prefetch_lines(std::size_t begin, std::size_t end) noexcept {
  char seen = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const std::uint32_t number = split_.order[i];
    const std::size_t first = starts_[number];
    lines_[i % lines_at_once] = text_.substr(first, starts_[number + 1] - 1 - first);
    seen = static_cast<char>(seen | text_[first]);
  }
  prefetched_ = seen;
}

/// Encodes lines in the order of the split.
void CorpusReader::encode_lines_slice() {
  const std::size_t stop = corpus_.stream_.size() + slice_bytes / 2;
  while (line_ < split_.order.size() && corpus_.stream_.size() < stop) encode_some_lines();
  if (line_ == split_.order.size()) after_encode();
}

void CorpusReader::encode_some_lines() {
  const std::size_t train = static_cast<std::size_t>(split_.sizes.train),
                    dev_end = train + static_cast<std::size_t>(split_.sizes.dev);
  TokenId* const out = ids_.data();
  TokenId* at = out;
  if (line_ == 0) *at++ = 0;  // the boundary token before the first line
  const std::size_t part_end = line_ < train     ? train
                               : line_ < dev_end ? dev_end
                                                 : split_.order.size();
  const std::size_t end = std::min(part_end, line_ + lines_at_once);
  prefetch_lines(line_, end);
  while (line_ < end) {
    std::string_view line = lines_[line_ % lines_at_once];
    const auto room = buffer_ids - static_cast<std::size_t>(at - out);
    if (line.size() >= room) {
      if (at != out && line.size() < buffer_ids) break;  // it fits in the empty buffer
      append(at);
      at = out;
      for (; line.size() >= buffer_ids; at = out) {
        const std::string_view some = first_characters(line, buffer_ids);
        append(corpus_.vocabulary_.encode_to(at, some));
        line.remove_prefix(some.size());
      }
    }
    at = corpus_.vocabulary_.encode_to(at, line);
    *at++ = 0;
    ++line_;
  }
  append(at);
  const auto last = static_cast<std::int64_t>(corpus_.stream_.size()) - 1;
  if (line_ <= train) corpus_.train_end_ = last;
  if (line_ <= dev_end) corpus_.dev_end_ = last;
}

void CorpusReader::after_encode() {
  const auto tokens = static_cast<std::int64_t>(corpus_.stream_.size());
  const bool lines = corpus_.kind_ == CorpusKind::lines;
  corpus_.line_sizes_ = split_.sizes;
  corpus_.characters_ = lines ? tokens - 1 - corpus_.lines_ : tokens;
  if (corpus_.vocabulary_.has_words())
    corpus_.characters_ = static_cast<std::int64_t>(count_code_points(text_.substr(0, position_)));
  if (corpus_.tokens(Part::train).size() < 2)
    throw Error("Nothing is left for training: with the split " + setting_text(settings_, "split") +
                ", the training part of this text of " + std::to_string(corpus_.characters_) +
                " characters has fewer than two tokens. Choose the split 1,0,0 or a longer text.");
  corpus_.preview_ = preview();
  std::uint64_t hash = corpus_.fingerprint_;
  hash = fnv1a(fnv1a(hash, static_cast<std::uint64_t>(corpus_.train_end_)),
               static_cast<std::uint64_t>(corpus_.dev_end_));
  for (const std::string& token : corpus_.vocabulary_.tokens())
    for (const char byte : token + '\n') hash = fnv1a(hash, static_cast<unsigned char>(byte));
  corpus_.fingerprint_ = hash;
  starts_ = {};
  split_ = {};
  word_counter_ = {};
  begin(Phase::count_bigrams);
}

/// The beginning of the preprocessed text. A complete last line ends with its line feed.
std::string CorpusReader::preview() const {
  const bool lines = corpus_.kind_ == CorpusKind::lines;
  auto left = std::min(static_cast<std::size_t>(corpus_.characters_), preview_characters);
  std::size_t end = 0;
  while (left > 0) left -= next_code_point(text_, end) != U'\n' || !lines ? 1 : 0;
  std::string beginning(text_.substr(0, end));
  if (lines && (end == text_.size() || text_[end] == '\n')) beginning += '\n';
  return beginning;
}

/// Counts the bigrams of the parts if V <= counted_vocabulary.
void CorpusReader::count_bigrams_slice() {
  static constexpr std::array<Part, 3> parts{Part::train, Part::dev, Part::test};
  if (part_ == parts.size() || corpus_.vocabulary_.size() > Corpus::counted_vocabulary) {
    phase_ = Phase::done;
    return;
  }
  CountMatrix& counts = corpus_.pair_counts_[part_];
  if (position_ == 0) counts = CountMatrix(corpus_.vocabulary_.size());
  const std::span<const TokenId> stream = corpus_.tokens(parts[part_]);
  const std::size_t end = std::min(stream.size(), position_ + slice_bytes);
  add_bigrams(stream.subspan(position_, end - position_), counts);
  if (end < stream.size()) {
    position_ = end - 1;  // the last token of a slice is the first of the next
    return;
  }
  ++part_;
  position_ = 0;
}

}  // namespace babble
