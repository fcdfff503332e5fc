#include "app/views/batch_inspector.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/data/batches.h"
#include "core/data/line_batches.h"
#include "core/data/lines.h"

namespace babble::app {
namespace {

constexpr int toy_length = 35;  // d2l §8.3: the sequence 0, 1, … 34

// Labels of a row from the position where it begins.
struct RowOfText {
  std::int64_t begin, length;
};

// The place in this epoch of each token around the beginning of the row. A line that is drawn more
// than once is shown in this mini-batch, or in the last one that has it. row_at(batch, row) says
// where a row lies.
template <class RowAt>
void fill_text(BatchesView& view, std::span<const TokenId> tokens, const RowAt& row_at) {
  const std::int64_t before = std::min<std::int64_t>(3 * view.time_steps, batch_text / 3);
  const std::int64_t wanted = view.begins[static_cast<std::size_t>(view.row)] - before;
  const std::int64_t length = std::min(view.length, batch_text);
  view.text_begin = std::clamp<std::int64_t>(wanted, 0, view.length - length);
  view.text.resize(static_cast<std::size_t>(length));
  for (std::int64_t i = 0; i < length; ++i)
    view.text[static_cast<std::size_t>(i)].token =
        tokens[static_cast<std::size_t>(view.text_begin + i)];
  for (std::int64_t batch = 0; batch < view.batches; ++batch) {
    for (int row = 0; row < view.batch; ++row) {
      const RowOfText at = row_at(batch, row);
      const std::int64_t begin = at.begin - view.text_begin;
      if (begin >= length || begin + at.length <= 0) continue;
      for (int step = 0; step < at.length; ++step) {
        if (begin + step < 0 || begin + step >= length) continue;
        BatchesView::Place& place = view.text[static_cast<std::size_t>(begin + step)];
        if (place.batch == view.index && batch != view.index) continue;
        place.batch = batch;
        place.row = row;
        place.step = step;
      }
    }
  }
}

// The part of B×T that is shown, for the mini-batch and the row that were asked for.
void choose(BatchesView& view, const InspectBatch& request) {
  view.index = std::clamp<std::int64_t>(request.index, 0, view.batches - 1);
  view.row = std::clamp(request.row, 0, view.batch - 1);
  view.rows = std::min(view.batch, most_batch_rows);
  view.columns = std::min(view.time_steps, most_batch_columns);
}

void inspect_sequences(BatchesView& view, const InspectBatch& request,
                       std::span<const TokenId> tokens) {
  Batches batches(tokens, request.batch, request.time_steps, view.batching);
  TorchRng generator(request.seed);
  start_inspected_epoch(batches, request, view.length, generator);
  view.offset = batches.offset();
  view.batches = batches.batches_in_epoch();
  view.subsequences = view.batching == Batching::random
                          ? static_cast<std::int64_t>(batches.starts().size())
                          : view.batches * view.batch;
  view.dropped_end = view.length - view.offset - view.batches * view.batch * view.time_steps;
  choose(view, request);
  batches.seek(view.index);
  Batch batch;
  batches.next(batch);
  view.reset = batch.reset_state;
  view.begins = batch.begins;
  view.lengths.assign(view.begins.size(), view.time_steps);
  for (int row = 0; row < view.rows; ++row) {
    const auto from = static_cast<std::ptrdiff_t>(row) * request.time_steps;
    view.x.insert(view.x.end(), batch.x.begin() + from, batch.x.begin() + from + view.columns);
    view.y.insert(view.y.end(), batch.y.begin() + from, batch.y.begin() + from + view.columns);
  }
  fill_text(view, tokens, [&](std::int64_t at, int row) {
    return RowOfText{batches.begin(at, row), view.time_steps};
  });
}

// As core/data/line_batches.h takes lines, but only what is shown.
void inspect_lines(BatchesView& view, const InspectBatch& request,
                   std::span<const TokenId> tokens) {
  if (request.batch < 1 || request.batch > limits::max_batch || request.time_steps < 1)
    throw Error("Mini-batches need a batch size and a number of time steps of at least 1.");
  const std::vector<std::uint32_t> boundaries = line_boundaries(tokens);
  if (boundaries.size() < 2) throw Error("The training part has no line.");
  const auto lines = static_cast<std::uint32_t>(boundaries.size() - 1);
  const auto line_at = [&](std::uint32_t line) {
    const std::int64_t begin = boundaries[line], end = boundaries[line + 1];
    return RowOfText{begin, std::min<std::int64_t>(end - begin, request.time_steps)};
  };
  std::int64_t longest = 0;
  for (std::uint32_t line = 0; line < lines; ++line)
    longest = std::max(longest, line_at(line).length);
  view.time_steps = static_cast<int>(longest);
  view.subsequences = lines;
  view.batches = (std::int64_t{lines} + view.batch - 1) / view.batch;
  view.reset = true;
  TorchRng generator(request.seed);
  std::vector<std::uint32_t> rows(static_cast<std::size_t>(view.batches * view.batch));
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i] =
        request.random ? generator.random_below(lines) : static_cast<std::uint32_t>(i % lines);
  const auto row_at = [&](std::int64_t batch, int row) {
    return line_at(rows[static_cast<std::size_t>(batch * view.batch + row)]);
  };
  choose(view, request);
  Batch batch;
  batch.time_steps = view.columns;
  batch.x.resize(static_cast<std::size_t>(view.rows * view.columns));
  batch.y.resize(batch.x.size());
  for (int row = 0; row < view.batch; ++row) {
    const RowOfText at = row_at(view.index, row);
    view.begins.push_back(at.begin);
    view.lengths.push_back(at.length);
    if (row >= view.rows) continue;
    const auto begin = static_cast<std::size_t>(at.begin);
    fill_line(tokens, begin, begin + static_cast<std::size_t>(at.length), batch,
              static_cast<std::size_t>(row));
  }
  view.x = std::move(batch.x);
  view.y = std::move(batch.y);
  fill_text(view, tokens, row_at);
}

}  // namespace

std::span<const TokenId> inspected_tokens(const InspectBatch& request,
                                          std::span<const TokenId> training_part) {
  static const std::vector<TokenId> toy = [] {
    std::vector<TokenId> sequence(toy_length);
    std::iota(sequence.begin(), sequence.end(), TokenId{0});
    return sequence;
  }();
  if (request.toy) return toy;
  return training_part.first(
      std::min(training_part.size(), static_cast<std::size_t>(longest_batched)));
}

void start_inspected_epoch(Batches& batches, const InspectBatch& request, std::int64_t length,
                           TorchRng& generator) {
  if (request.offset < 0) return batches.start_epoch(generator);
  if (!request.random) return batches.start_epoch(request.offset);
  const std::int64_t windows = (length - request.offset - 1) / request.time_steps;
  std::vector<std::int64_t> starts;
  for (const std::uint32_t window :
       generator.permutation(static_cast<std::uint32_t>(std::max<std::int64_t>(windows, 0))))
    starts.push_back(std::int64_t{window} * request.time_steps);
  batches.start_epoch(request.offset, std::move(starts));
}

BatchesView inspect_batch(const InspectBatch& request, std::span<const TokenId> training_part,
                          CorpusKind kind) {
  BatchesView view;
  view.toy = request.toy;
  view.batch = request.batch;
  view.time_steps = request.time_steps;
  if (request.lines) {
    view.batching = request.random ? Batching::lines : Batching::lines_in_order;
  } else {
    view.batching = request.random ? Batching::random : Batching::sequential;
  }
  view.seed = request.seed;
  const std::span<const TokenId> tokens = inspected_tokens(request, training_part);
  view.cut = !request.toy && tokens.size() < training_part.size();
  view.length = static_cast<std::int64_t>(tokens.size());
  try {
    if (!request.lines) {
      inspect_sequences(view, request, tokens);
    } else if (request.toy || kind == CorpusKind::text) {
      throw Error(
          "This is running text, and mini-batches of lines need lines. Choose sequential "
          "or random.");
    } else {
      inspect_lines(view, request, tokens);
    }
  } catch (const Error& error) {
    view.error = error.what();
  }
  return view;
}

bool BatchInspector::fill(const ViewContext& context, double, Snapshot& snapshot) {
  snapshot.batches = std::make_shared<const BatchesView>(
      inspect_batch(*request_, context.corpus.tokens(Part::train), context.corpus.kind()));
  return true;
}

}  // namespace babble::app
