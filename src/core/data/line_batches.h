// Mini-batches of whole lines (makemore parts 2 to 5): one line a row, with id 0 before it and as
// its end.
//
//   x   0 e m m a 0 0     the boundary token, the line, zeros
//   y   e m m a 0 - -     the line, the boundary token, then no_target
//
// T is the length of the longest line plus one, but at most settings.time_steps: longer lines are
// cut there.
#pragma once

#include <memory>

#include "core/data/batch_source.h"

namespace babble {

/// Whether a batching takes whole lines.
constexpr bool takes_lines(Batching batching) {
  return batching == Batching::lines || batching == Batching::lines_in_order;
}

/// settings.batch_size lines, by settings.batching drawn with replacement,
/// ix = torch.randint(0, lines, (B,)), or taken in the order of the training part, of which the
/// first follows the last. Throws Error for running text.
std::unique_ptr<BatchSource> make_line_batches(const Corpus& corpus, const Settings& settings);

/// Row `row` of x and y (B×T) of a mini-batch: what lies between the boundaries at `begin` and
/// `end` of the stream. Returns how many labels are expected.
int fill_line(std::span<const TokenId> stream, std::size_t begin, std::size_t end, Batch& batch,
              std::size_t row) noexcept;

}  // namespace babble
