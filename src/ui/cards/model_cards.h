// Cards that several chapters show of a model: its quality, its samples, why it stopped.
#pragma once

#include <string>

#include "ui/base/frame.h"

namespace babble::ui {

/// NLL and perplexity of each part of the split, and the landmarks to compare them with.
void quality_table(Frame& frame, const app::ModelView& model, bool with_count_landmark);

/// What happened where the model cannot go on (diverged, exploded, unavailable, other corpus), with
/// the ways out of it as buttons.
/// Draws nothing while all is well.
void problem_card(Frame& frame, const app::ModelView& model);

/// The newest samples, in as many columns as fit.
void sample_list(Frame& frame, const std::vector<app::Sample>& samples);

/// Samples with a button for new ones, and for the RNN prefix, temperature and greedy choice.
class SamplesCard {
 public:
  void draw(Frame& frame, const app::ModelView& model, bool with_options);
  /// Draws ten with these options, which the card then shows.
  void ask(Frame& frame, bool greedy, double temperature);

 private:
  app::Generate wish_;
  int drawn_ = 0;  ///< how many times new ones were asked for
};

}  // namespace babble::ui
