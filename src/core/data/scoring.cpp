#include "core/data/scoring.h"

#include <algorithm>
#include <cassert>

#include "core/data/lines.h"

namespace babble {

ScoringWindows::ScoringWindows(std::span<const TokenId> stream, CorpusKind kind, int block_size,
                               int batch_size)
    : stream_(stream),
      lines_(kind == CorpusKind::lines),
      block_(static_cast<std::size_t>(block_size)),
      rows_(static_cast<std::size_t>(batch_size)) {}

bool ScoringWindows::next(Batch& batch) {
  if (label_ >= stream_.size()) return false;
  const std::size_t rows = std::min(rows_, stream_.size() - label_);
  batch.batch_size = static_cast<int>(rows);
  batch.time_steps = static_cast<int>(block_);
  batch.tokens = static_cast<std::int64_t>(rows);
  batch.reset_state = true;
  batch.x.resize(rows * block_);
  batch.y.resize(rows);
  for (std::size_t b = 0; b < rows; ++b, ++label_) {
    fill_window(stream_, label_, lines_, std::span(batch.x).subspan(b * block_, block_));
    batch.y[b] = stream_[label_];
  }
  return true;
}

ScoringSequences::ScoringSequences(std::span<const TokenId> stream, CorpusKind kind, int batch_size,
                                   int time_steps, int context, bool padded)
    : stream_(stream),
      lines_(kind == CorpusKind::lines),
      padded_(padded),
      rows_(static_cast<std::size_t>(batch_size)),
      steps_(static_cast<std::size_t>(time_steps)),
      context_(static_cast<std::size_t>(context)) {
  assert(context < time_steps);
}

// The next sequences, sorted by length. Enough for 128 mini-batches: the memory does not grow with
// the text.
void ScoringSequences::collect() {
  sequences_.clear();
  given_ = 0;
  const std::size_t most = 128 * rows_;
  while (sequences_.size() < most && position_ + 1 < stream_.size()) {
    std::size_t end = stream_.size() - 1;  // of the line: the place of its last label
    if (lines_) {
      const auto from = stream_.begin() + static_cast<std::ptrdiff_t>(position_ + 1);
      end = static_cast<std::size_t>(std::find(from, stream_.end(), TokenId{0}) - stream_.begin());
      end = std::min(end, stream_.size() - 1);  // a part of a stream may end within a line
    }
    const std::size_t before = std::min(context_, position_ - line_begin_);
    const std::size_t scored = std::min(steps_ - before, end - position_);
    sequences_.push_back({position_ - before, before + scored, before});
    position_ += scored;
    if (position_ == end) line_begin_ = position_;
  }
  std::stable_sort(sequences_.begin(), sequences_.end(),
                   [](const Sequence& a, const Sequence& b) { return a.length > b.length; });
}

bool ScoringSequences::next(Batch& batch) {
  if (given_ == sequences_.size()) collect();
  if (sequences_.empty()) return false;
  const std::size_t count = std::min(rows_, sequences_.size() - given_);
  const std::size_t steps = padded_ ? steps_ : sequences_[given_].length;
  batch.batch_size = static_cast<int>(rows_);
  batch.time_steps = static_cast<int>(steps);
  batch.tokens = 0;
  batch.reset_state = true;
  batch.x.assign(rows_ * steps, TokenId{0});
  batch.y.assign(rows_ * steps, no_target);
  for (std::size_t b = 0; b < count; ++b) {
    const Sequence& sequence = sequences_[given_++];
    const auto from = stream_.begin() + static_cast<std::ptrdiff_t>(sequence.begin);
    const auto row = static_cast<std::ptrdiff_t>(b * steps);
    const auto skipped = static_cast<std::ptrdiff_t>(sequence.scored_before);
    const auto length = static_cast<std::ptrdiff_t>(sequence.length);
    std::copy(from, from + length, batch.x.begin() + row);
    std::copy(from + 1 + skipped, from + 1 + length, batch.y.begin() + row + skipped);
    batch.tokens += length - skipped;
  }
  return true;
}

std::int64_t longest_line(std::span<const TokenId> stream, CorpusKind kind) {
  if (kind == CorpusKind::text) return std::max<std::int64_t>(0, std::ssize(stream) - 1);
  std::int64_t longest = 0, begin = 0;
  for (std::int64_t i = 1; i < std::ssize(stream); ++i) {
    longest = std::max(longest, i - begin);
    if (stream[static_cast<std::size_t>(i)] == 0) begin = i;
  }
  return longest;
}

}  // namespace babble
