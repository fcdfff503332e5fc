// The tokens of each mini-batch and their places in the text (chapter Batches), from the iterator
// that training uses.
#pragma once

#include <optional>
#include <span>

#include "app/views/view.h"
#include "core/data/batches.h"
#include "core/random/torch_rng.h"

namespace babble::app {

constexpr std::int64_t longest_batched = 1'000'000;           ///< tokens that are inspected
constexpr int most_batch_rows = 32, most_batch_columns = 64;  ///< of X and Y in the view
constexpr std::int64_t batch_text = 420;                      ///< tokens of the text in the view

/// The beginning of the training part, or the toy sequence.
std::span<const TokenId> inspected_tokens(const InspectBatch& request,
                                          std::span<const TokenId> training_part);
/// An epoch drawn as training draws it, or with the offset of the request. Throws Error where the
/// offset does not fit.
void start_inspected_epoch(Batches& batches, const InspectBatch& request, std::int64_t length,
                           TorchRng& generator);

/// Never throws Error: an invalid B, T or offset becomes the view's `error`, and so do lines of
/// running text.
BatchesView inspect_batch(const InspectBatch& request, std::span<const TokenId> training_part,
                          CorpusKind kind = CorpusKind::text);

class BatchInspector final : public View {
 public:
  void request(const InspectBatch& request) {
    request_ = request;
    invalidate();
  }

 private:
  bool wanted(const ViewContext&) const override { return request_.has_value(); }
  Stamp stamp(const ViewContext&) const override { return {}; }
  bool fill(const ViewContext& context, double end, Snapshot& snapshot) override;

  std::optional<InspectBatch> request_;
};

}  // namespace babble::app
