// n-grams of orders 1 to 3 of the open text (chapter Data).
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "app/views/view.h"
#include "core/data/ngrams.h"

namespace babble::app {

/// Counts at most the first 8 MB of the text, in pieces. An uncountable text becomes the view's
/// `error`.
class NgramStats final : public View {
 public:
  /// Throws Error for an unknown unit or an ε out of range. Counts are kept if they are of the same
  /// unit. An empty unit: characters of lines, words of running text.
  void request(const Ngrams& request, CorpusKind kind);
  /// Counting is slow, an estimate is quick.
  bool quick() const override { return counted_; }

 private:
  bool wanted(const ViewContext& context) const override { return context.subscription.ngrams; }
  Stamp stamp(const ViewContext&) const override { return {}; }
  bool fill(const ViewContext& context, double end, Snapshot& snapshot) override;
  void reset(Snapshot& snapshot) override;

  void advance(std::string_view text, Preprocessing preprocessing);
  double progress() const;  // 0..1
  void forget_count();
  void estimate(NgramView& view) const;

  TokenUnit unit_ = TokenUnit::characters;
  std::string gram_;
  std::array<double, 3> epsilon_{1, 1, 1};
  bool counted_ = false;
  std::optional<NgramReader> reader_;            // while the tokens are read
  std::optional<NgramTokens> tokens_;            // while they are counted
  std::optional<LaplaceEstimates> now_counted_;  // of tokens_
  std::optional<LaplaceEstimates> tables_;
  std::shared_ptr<const NgramView> view_;
  std::uint64_t revision_ = 0;
};

}  // namespace babble::app
