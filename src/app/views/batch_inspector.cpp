#include "app/views/batch_inspector.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "core/base/error.h"
#include "core/data/batches.h"
#include "core/math/torch_rng.h"

namespace babble::app {
namespace {

constexpr int toy_length = 35;  // d2l §8.3: the sequence 0, 1, … 34

// The inspected epoch: drawn as training draws it, or with a given offset.
void start(Batches& batches, const InspectBatch& request, std::int64_t length) {
  TorchRng generator(request.seed);
  if (request.offset < 0) return batches.start_epoch(generator);
  if (!request.random) return batches.start_epoch(request.offset);
  const std::int64_t windows = (length - request.offset - 1) / request.time_steps;
  std::vector<std::int64_t> starts;
  for (const std::uint32_t window :
       generator.permutation(static_cast<std::uint32_t>(std::max<std::int64_t>(windows, 0))))
    starts.push_back(std::int64_t{window} * request.time_steps);
  batches.start_epoch(request.offset, std::move(starts));
}

// The place in this epoch of each token around the beginning of the row.
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

BatchesView inspect_batch(const InspectBatch& request, std::span<const TokenId> training_part) {
  BatchesView view;
  view.toy = request.toy;
  view.batch = request.batch;
  view.time_steps = request.time_steps;
  view.batching = request.random ? Batching::random : Batching::sequential;
  view.seed = request.seed;
  std::vector<TokenId> toy(toy_length);
  std::iota(toy.begin(), toy.end(), TokenId{0});
  std::span<const TokenId> tokens = request.toy ? std::span<const TokenId>(toy) : training_part;
  if (static_cast<std::int64_t>(tokens.size()) > longest_batched) {
    tokens = tokens.first(static_cast<std::size_t>(longest_batched));
    view.cut = true;
  }
  view.length = static_cast<std::int64_t>(tokens.size());
  try {
    Batches batches(tokens, request.batch, request.time_steps, view.batching);
    start(batches, request, view.length);
    view.offset = batches.offset();
    view.batches = batches.batches_in_epoch();
    view.subsequences = view.batching == Batching::random
                            ? static_cast<std::int64_t>(batches.starts().size())
                            : view.batches * view.batch;
    view.dropped_end = view.length - view.offset - view.batches * view.batch * view.time_steps;
    view.index = std::clamp<std::int64_t>(request.index, 0, view.batches - 1);
    view.row = std::clamp(request.row, 0, request.batch - 1);
    batches.seek(view.index);
    Batch batch;
    batches.next(batch);
    view.reset = batch.reset_state;
    view.begins = batch.begins;
    view.rows = std::min(request.batch, most_batch_rows);
    view.columns = std::min(request.time_steps, most_batch_columns);
    for (int row = 0; row < view.rows; ++row) {
      const auto from = static_cast<std::ptrdiff_t>(row) * request.time_steps;
      view.x.insert(view.x.end(), batch.x.begin() + from, batch.x.begin() + from + view.columns);
      view.y.insert(view.y.end(), batch.y.begin() + from, batch.y.begin() + from + view.columns);
    }
    fill_text(view, batches, tokens);
  } catch (const Error& error) {
    view.error = error.what();
  }
  return view;
}

bool BatchInspector::fill(const ViewContext& context, double, Snapshot& snapshot) {
  snapshot.batches = std::make_shared<const BatchesView>(
      inspect_batch(*request_, context.corpus.tokens(Part::train)));
  return true;
}

}  // namespace babble::app
