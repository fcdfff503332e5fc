// Cards of chapter Data about n-grams: Zipf's plot, the most frequent ones, Laplace's estimates.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "ui/base/frame.h"

namespace babble::ui {

/// What all three cards show.
class NgramRequest {
 public:
  /// Follows the snapshot, which a new text or a script may have changed.
  void follow(const app::Snapshot& snapshot);
  void post(Frame& frame) const;
  /// The switch between characters and words, on the current line.
  void unit_switch(Frame& frame, std::string_view name, float width);

  app::Ngrams ngrams;

 private:
  std::uint64_t corpus_ = 0;  ///< revision of the corpus that the request is about
};

/// Count against rank on logarithmic axes for the orders 1 to 3, with the fitted lines.
class ZipfCard {
 public:
  void draw(Frame& frame, NgramRequest& request, float height);

 private:
  void fit_lines(const app::NgramView& view);

  std::uint64_t revision_ = 0;
  std::array<std::vector<double>, 3> fit_x_, fit_y_;  ///< the two ends of each line
};

/// The most frequent n-grams of each order.
class TopNgramsCard {
 public:
  void draw(Frame& frame, NgramRequest& request);

 private:
  int order_ = 0;  ///< shown where there is room for one only
};

/// The three formulas of d2l §8.3 for an n-gram that the user types.
class LaplaceCard {
 public:
  void draw(Frame& frame, NgramRequest& request);
};

}  // namespace babble::ui
