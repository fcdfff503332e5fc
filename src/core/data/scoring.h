// Mini-batches that score a stream: together they expect the second token of every adjacent pair
// once. The mean NLL of the stream is the sum of their losses divided by the number of pairs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/data/batches.h"
#include "core/data/corpus.h"

namespace babble {

/// Windows of T tokens with one label each, up to `batch_size` at a time: x is B×T, y has B labels.
/// On lines a window ends at the boundary token of its line; what is missing is filled with id 0.
class ScoringWindows {
 public:
  ScoringWindows(std::span<const TokenId> stream, CorpusKind kind, int block_size, int batch_size);
  /// Writes the next mini-batch and returns true; false at the end. The last one has fewer windows.
  bool next(Batch& batch);

 private:
  std::span<const TokenId> stream_;
  bool lines_;
  std::size_t block_, rows_;
  std::size_t label_ = 1;  // the next one
};

/// Sequences of up to T tokens, `batch_size` at a time: x and y are B×T, padded with id 0 and
/// no_target. On lines each line begins a sequence. A line that is longer than T, and running text,
/// make several sequences: each but the first begins with `context` tokens (less than T) that the
/// one before has scored. Sequences of about the same length come together, and T of a mini-batch
/// is that of its longest one.
class ScoringSequences {
 public:
  /// Every mini-batch has `batch_size` rows; `padded`: and exactly the given T.
  ScoringSequences(std::span<const TokenId> stream, CorpusKind kind, int batch_size, int time_steps,
                   int context, bool padded = false);
  bool next(Batch& batch);

 private:
  struct Sequence {
    std::size_t begin, length, scored_before;
  };
  void collect();

  std::span<const TokenId> stream_;
  bool lines_, padded_;
  std::size_t rows_, steps_, context_;
  std::size_t position_ = 0;         // of the first token that is not in a sequence yet
  std::size_t line_begin_ = 0;       // of its line
  std::vector<Sequence> sequences_;  // the next ones, by length
  std::size_t given_ = 0;
};

/// The number of pairs of the longest line of a stream, or of the whole one for running text.
std::int64_t longest_line(std::span<const TokenId> stream, CorpusKind kind);

}  // namespace babble
