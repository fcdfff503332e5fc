#include "app/views/batches_view.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "core/base/error.h"
#include "core/data/batches.h"

namespace babble::app {
namespace {

constexpr int toy_length = 35;  // d2l §8.3: the sequence 0, 1, … 34

// The epoch that is looked at: drawn as training draws it, or with an offset of one's own.
void start(Batches& batches, const InspectBatch& look, std::int64_t length) {
  TorchRng generator(look.seed);
  if (look.offset < 0) return batches.start_epoch(generator);
  if (!look.random) return batches.start_epoch(look.offset);
  const std::int64_t windows = (length - look.offset - 1) / look.time_steps;
  std::vector<std::int64_t> starts;
  for (const std::uint32_t window :
       generator.permutation(static_cast<std::uint32_t>(std::max<std::int64_t>(windows, 0))))
    starts.push_back(std::int64_t{window} * look.time_steps);
  batches.start_epoch(look.offset, std::move(starts));
}

// What each of the tokens around the row's beginning is in this epoch.
void fill_text(BatchesView& view, const Batches& batches, std::span<const TokenId> tokens) {
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
      const std::int64_t begin = batches.begin(batch, row) - view.text_begin;
      if (begin >= length || begin + view.time_steps <= 0) continue;
      for (int step = 0; step < view.time_steps; ++step) {
        if (begin + step < 0 || begin + step >= length) continue;
        BatchesView::Place& place = view.text[static_cast<std::size_t>(begin + step)];
        place.batch = batch;
        place.row = row;
        place.step = step;
      }
    }
  }
}

}  // namespace

BatchesView inspect_batch(const InspectBatch& look, std::span<const TokenId> training_part) {
  BatchesView view;
  view.toy = look.toy;
  view.batch = look.batch;
  view.time_steps = look.time_steps;
  view.batching = look.random ? Batching::random : Batching::sequential;
  view.seed = look.seed;
  std::vector<TokenId> toy(toy_length);
  std::iota(toy.begin(), toy.end(), TokenId{0});
  std::span<const TokenId> tokens = look.toy ? std::span<const TokenId>(toy) : training_part;
  if (static_cast<std::int64_t>(tokens.size()) > longest_batched) {
    tokens = tokens.first(static_cast<std::size_t>(longest_batched));
    view.cut = true;
  }
  view.length = static_cast<std::int64_t>(tokens.size());
  try {
    Batches batches(tokens, look.batch, look.time_steps, view.batching);
    start(batches, look, view.length);
    view.offset = batches.offset();
    view.batches = batches.batches_in_epoch();
    view.subsequences = view.batching == Batching::random
                            ? static_cast<std::int64_t>(batches.starts().size())
                            : view.batches * view.batch;
    view.dropped_end = view.length - view.offset - view.batches * view.batch * view.time_steps;
    view.index = std::clamp<std::int64_t>(look.index, 0, view.batches - 1);
    view.row = std::clamp(look.row, 0, look.batch - 1);
    batches.seek(view.index);
    Batch batch;
    batches.next(batch);
    view.reset = batch.reset_state;
    view.begins = batch.begins;
    view.rows = std::min(look.batch, most_batch_rows);
    view.columns = std::min(look.time_steps, most_batch_columns);
    for (int row = 0; row < view.rows; ++row) {
      const auto from = static_cast<std::ptrdiff_t>(row) * look.time_steps;
      view.x.insert(view.x.end(), batch.x.begin() + from, batch.x.begin() + from + view.columns);
      view.y.insert(view.y.end(), batch.y.begin() + from, batch.y.begin() + from + view.columns);
    }
    fill_text(view, batches, tokens);
  } catch (const Error& error) {
    view.error = error.what();
  }
  return view;
}

}  // namespace babble::app
