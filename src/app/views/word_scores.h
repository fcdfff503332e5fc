// The probabilities of a word under the active model.
#pragma once

#include <string>
#include <utility>

#include "app/views/view.h"

namespace babble::app {

class WordScores final : public View {
 public:
  WordScores() : View(0.7) {}
  /// An empty word clears the table.
  void request(std::string word) {
    word_ = std::move(word);
    invalidate();
  }

 private:
  Stamp stamp(const ViewContext& context) const override;
  bool fill(const ViewContext& context, double end, Snapshot& snapshot) override;

  std::string word_;
};

}  // namespace babble::app
