// The hidden state of a recurrent model along a text.
#pragma once

#include <string>
#include <utility>

#include "app/views/view.h"

namespace babble::app {

constexpr std::size_t longest_inspected = 200;  ///< tokens; the rest of the text is ignored

/// Of the active model if it is recurrent, else of the first recurrent one.
class HiddenStates final : public View {
 public:
  HiddenStates() : View(0.1) {}
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
