// The table N of chapter Counting as a heat map, as counts or as probabilities.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ui/base/frame.h"
#include "ui/base/short_tokens.h"
#include "ui/cards/counting/sample_step_card.h"
#include "ui/widgets/heatmap.h"

namespace babble::ui {

class CountTableCard {
 public:
  /// Call in every frame: while the sampler draws slowly, its row is the chosen one.
  void update(Frame& frame, const SampleStepCard& sampler);
  void draw(Frame& frame, const SampleStepCard& sampler, float height);
  void show_probabilities(bool on) { show_probabilities_ = on; }
  /// The chosen row: a token id.
  int row() const { return row_; }

 private:
  void fill_spec(Frame& frame, const SampleStepCard& sampler, HeatmapSpec& spec);
  void refresh_order(const app::Snapshot& snapshot);
  void refresh_sums(const app::Snapshot& snapshot, double k);
  void export_table(Frame& frame);
  void read_out(Frame& frame, const HeatmapEvents& events);

  int row_ = 0;
  int pointed_row_ = -1, pointed_column_ = -1;
  bool show_probabilities_ = false;
  int sort_ = 0;                     ///< 0 by id, 1 by frequency
  std::vector<int> order_, place_;   ///< V: the id in each row of the picture; the row of each id
  std::vector<std::string> labels_;  ///< V, in the order of the picture
  std::uint64_t ordered_ = 0;        ///< revision of the corpus and sort_ that order_ is of
  std::int64_t followed_draws_ = 0;  ///< of the sampler
  Heatmap heatmap_;
  ShortTokens tokens_;
  std::vector<double> sums_;  ///< V: Σⱼ (N[i][j] + k)
  std::int64_t most_ = 0;     ///< the largest count
};

/// The most frequent pairs in a sentence, for screen readers; empty without a table.
std::string describe_counts(const app::Snapshot& snapshot);

}  // namespace babble::ui
