// Mini-batches of long sequences (d2l §8.3.4). B sequences a batch, T tokens a sequence; the
// labels y are the inputs x moved by one token.
//
//   sequential  An offset is dropped, columns = (length - offset - 1) / B tokens make each of B
//               rows, and columns / T batches walk along them: row b of a batch continues row b
//               of the one before, so the hidden state is carried over.
//   random      An offset is dropped, (length - offset - 1) / T windows are shuffled and taken B
//               at a time; what is left over is dropped. The state is reset for each batch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/vocabulary.h"
#include "core/random/generator.h"
#include "core/settings/settings.h"

namespace babble {

/// B sequences of T tokens with a label for each token, or B windows of T tokens with one label for
/// each window (make_window_batches). Nothing is expected where a label is no_target.
struct Batch {
  int batch_size = 0;                ///< B
  int time_steps = 0;                ///< T
  std::vector<TokenId> x;            ///< B×T, x[b*T + t]
  std::vector<TokenId> y;            ///< B×T; of windows B
  std::vector<std::int64_t> begins;  ///< B positions in the stream at which the rows of x begin
  std::int64_t tokens = 0;           ///< labels that are expected; the loss is the mean over these
  bool whole = false;                ///< all pairs of the stream; x, y and begins are then empty
  bool first_of_epoch = false;
  bool reset_state = false;  ///< the hidden state is zero at its beginning
};

class Batches {
 public:
  /// The stream must outlive the object. Throws Error if an epoch might have no batch:
  /// length >= (B + 1)·T is needed, so that one fits at every offset.
  Batches(std::span<const TokenId> stream, int batch_size, int time_steps, Batching batching);

  /// Begins an epoch with an offset drawn from 0..T-1 (random_below(T)); random batching then
  /// shuffles its windows by one permutation from the same generator.
  void start_epoch(Generator& rng);

  /// Begins a recorded epoch. `starts` (random batching) are the positions of the windows after
  /// the offset in the order to take them; empty means in rising order. Throws Error where
  /// they do not fit the stream or no batch fits.
  void start_epoch(std::int64_t offset, std::vector<std::int64_t> starts = {});

  /// Writes the next batch and returns true, or false at the end of the epoch (and before the
  /// first). The vectors of `batch` are reused.
  bool next(Batch& batch);

  Batching batching() const { return batching_; }
  int batch_size() const { return batch_size_; }
  int time_steps() const { return time_steps_; }
  std::int64_t offset() const { return offset_; }
  std::span<const std::int64_t> starts() const { return starts_; }  ///< random batching only
  std::int64_t position() const { return position_; }  ///< batches already given in this epoch
  /// The next batch is this one of the epoch, 0..batches_in_epoch(). For looking, not for training:
  /// a carried state would not fit.
  void seek(std::int64_t batch);
  /// Where in the stream row `row` of a batch of this epoch begins.
  std::int64_t begin(std::int64_t batch, int row) const;
  std::int64_t batches_in_epoch() const { return batches_; }  ///< 0 before the first epoch
  /// Batches of an epoch with the offset 0, the largest number there can be.
  std::int64_t largest_epoch() const;

  /// Where the iterator stands, as JSON; restore throws Error where it does not fit the stream.
  std::string save() const;
  void restore(std::string_view json);

 private:
  std::int64_t length() const { return static_cast<std::int64_t>(stream_.size()); }

  std::span<const TokenId> stream_;
  int batch_size_, time_steps_;
  Batching batching_;
  std::int64_t offset_ = 0;
  std::int64_t position_ = 0;
  std::int64_t batches_ = 0;
  std::vector<std::int64_t> starts_;
};

}  // namespace babble
