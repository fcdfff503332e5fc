// Where a model with attention looks along a text.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "app/views/inspected_text.h"

namespace babble::app {

/// Heads that are switched off: block and head, from 0 on.
using SilentHeads = std::vector<std::pair<int, int>>;

/// Reads SilenceHeads::heads. Throws Error where it is no such list.
SilentHeads parse_silent_heads(std::string_view heads);

/// Of the active model if it has attention, else of the first that has. Of a longer text it shows
/// what fits the window.
class AttentionInspector final : public TextView {
 public:
  void silence(SilentHeads heads) {
    silent_ = std::move(heads);
    invalidate();
  }

 private:
  bool wanted(const ViewContext& context) const override;
  Stamp stamp(const ViewContext& context) const override;
  bool fill(const ViewContext& context, double end, Snapshot& snapshot) override;

  SilentHeads silent_;
};

/// The loss and the samples of the same model without the heads that are switched off, beside those
/// with all of them.
class HeadAblation final : public View {
 public:
  HeadAblation() : View(1) {}
  void silence(SilentHeads heads) {
    silent_ = std::move(heads);
    invalidate();
  }
  bool quick() const override { return false; }

 private:
  bool wanted(const ViewContext& context) const override;
  Stamp stamp(const ViewContext& context) const override;
  bool fill(const ViewContext& context, double end, Snapshot& snapshot) override;
  void reset(Snapshot& snapshot) override { snapshot.ablation = {}; }

  SilentHeads silent_;
};

}  // namespace babble::app
