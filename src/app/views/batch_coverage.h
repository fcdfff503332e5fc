// How evenly the mini-batches of many epochs cover the text (chapter Batches).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "app/views/batch_inspector.h"
#include "app/views/view.h"

namespace babble::app {

constexpr int coverage_places = 400;          ///< at most, over the length of the text
constexpr std::int64_t coverage_epochs = 1000;  ///< at most

/// Draws epochs one after the other from the seed of the request, as training does. Not for lines.
class BatchCoverage final : public View {
 public:
  BatchCoverage() : View(0.1) {}
  bool quick() const override { return false; }
  void request(const InspectBatch& request);

 private:
  bool wanted(const ViewContext&) const override { return request_.has_value(); }
  Stamp stamp(const ViewContext&) const override { return {}; }
  bool fill(const ViewContext& context, double end, Snapshot& snapshot) override;
  void reset(Snapshot& snapshot) override;

  /// The epochs that are drawn so far.
  struct Drawn {
    Batches batches;
    TorchRng generator;
    std::int64_t planned, epochs = 0;
    /// Of each position: how many sequences begin there, and how many end before it.
    std::vector<std::int32_t> begins, ends;
  };
  void draw_epoch(Drawn& drawn) const;
  static CoverageView view_of(const Drawn& drawn, int time_steps);

  std::optional<InspectBatch> request_;
  std::unique_ptr<Drawn> drawn_;
};

}  // namespace babble::app
