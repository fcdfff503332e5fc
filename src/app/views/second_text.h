// The trained models on a text that they were not trained on.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/views/view.h"

namespace babble::app {

/// Prepares the text as the open one, in its vocabulary. Scores one model at a time, each on so
/// many of the first pairs as take about a quarter of a second.
class SecondText final : public View {
 public:
  SecondText() : View(1.5) {}
  bool quick() const override { return false; }
  /// The bytes of the text whose name is asked for; empty: there is none. An empty name clears the
  /// figures.
  void request(std::string text, std::string name, SharedBytes bytes);

 private:
  bool wanted(const ViewContext& context) const override;
  Stamp stamp(const ViewContext& context) const override;
  bool fill(const ViewContext& context, double end, Snapshot& snapshot) override;
  void reset(Snapshot& snapshot) override;

  struct Scored {
    std::uint64_t run = 0;
    std::int64_t steps = -1;
    SecondTextView::Score score;
  };
  void prepare(const ViewContext& context);

  SharedBytes bytes_;
  SecondTextView view_;
  bool prepared_ = false, cleared_ = true;
  CorpusKind kind_ = CorpusKind::text;
  std::vector<TokenId> stream_;
  std::vector<Scored> scored_;  // by ModelKind
};

}  // namespace babble::app
