// Cards of chapter Data about n-grams: Zipf's plot, the most frequent ones, Laplace's estimates.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "ui/base/frame.h"

namespace babble::ui {

/// What all three cards show; posts what is wanted.
class NgramRequest {
 public:
  /// Follows the snapshot, where a new text or a script may have chosen otherwise.
  void follow(const app::Snapshot& snapshot);
  void post(Frame& frame) const;
  /// Characters or words, on the current line.
  void unit_switch(Frame& frame, std::string_view name, float width);

  app::Ngrams ngrams;

 private:
  std::uint64_t corpus_ = 0;  ///< revision of the one that the wish is about
};

/// Count against rank on logarithmic axes for the orders 1 to 3, with the fitted lines.
class ZipfCard {
 public:
  void draw(Frame& frame, NgramRequest& wish, float height);

 private:
  void fit_lines(const app::NgramView& view);

  std::uint64_t revision_ = 0;
  std::array<std::vector<double>, 3> fit_x_, fit_y_;  ///< two ends each
};

/// The most frequent n-grams of each order.
class TopNgramsCard {
 public:
  void draw(Frame& frame, NgramRequest& wish);

 private:
  int order_ = 0;  ///< where there is room for one order only
};

/// Three formulas of d2l §8.3 for an n-gram that is typed.
class LaplaceCard {
 public:
  void draw(Frame& frame, NgramRequest& wish);
};

}  // namespace babble::ui
