// n-grams of the open text, counted when somebody looks at them.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "app/protocol/ngram_view.h"
#include "core/data/ngrams.h"

namespace babble::app {

class NgramStats {
 public:
  /// What is wanted from now on; counts already made stay if they fit.
  void ask(NgramUnit unit, std::string gram, const std::array<double, 3>& epsilon);
  NgramUnit unit() const { return unit_; }
  /// Another text: nothing is counted.
  void clear();

  bool counted() const { return counted_; }
  /// Counts the next piece of orders 1 to 3 of (at most the first 8 MB of) the text, which has to
  /// be the same each time. What is wrong with the text becomes the view's sentence.
  void advance(std::string_view bytes, Preprocessing prepare);
  double progress() const;  ///< 0..1, of the counting that is under way

  /// Null before the first count.
  const std::shared_ptr<const NgramView>& view() const { return view_; }

 private:
  void forget_count();
  void estimate(NgramView& view) const;

  NgramUnit unit_ = NgramUnit::characters;
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
