// The vocabulary: every token with its id and how often it occurs.
#pragma once

#include <vector>

#include "ui/base/frame.h"

namespace babble::ui {

class VocabularyCard {
 public:
  void draw(Frame& frame, float height);

 private:
  void sort(const app::CorpusView& corpus);
  void bars(Frame& frame, float height) const;
  void table(Frame& frame, float height) const;

  int order_ = 0;                 ///< 0 by id, 1 by frequency
  int look_ = 0;                  ///< 0 bars, 1 table
  std::vector<std::size_t> ids_;  ///< in the order shown
  std::uint64_t sorted_ = 0;      ///< revision of the corpus and order that ids_ is of
  std::int64_t total_ = 0, most_ = 1;
};

}  // namespace babble::ui
