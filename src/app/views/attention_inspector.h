// Where a model with attention looks along a text.
#pragma once

#include <string>
#include <utility>

#include "app/views/view.h"

namespace babble::app {

/// Of the first model that has attention. Of a longer text it shows what fits the window.
class AttentionInspector final : public View {
 public:
  AttentionInspector() : View(0.1) {}
  void request(std::string text) {
    text_ = std::move(text);
    invalidate();
  }

 private:
  bool wanted(const ViewContext& context) const override;
  Stamp stamp(const ViewContext& context) const override;
  bool fill(const ViewContext& context, double end, Snapshot& snapshot) override;

  std::string text_;
  std::uint64_t revision_ = 0;
};

}  // namespace babble::app
