// Samples of a model.
#pragma once

#include <string_view>
#include <vector>

#include "ui/base/frame.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {

/// The samples in as many columns as fit. A prefix that they begin with has a colour of its own.
void sample_list(Frame& frame, const std::vector<app::Sample>& samples,
                 std::string_view prefix = {});
/// The card's menu that saves them as text.
void sample_menu(Frame& frame, Card& card, std::string_view name, std::string_view file,
                 const std::vector<app::Sample>& samples);

/// The newest samples of a model, with a button for new ones.
class SamplesCard {
 public:
  enum Options { without_options, with_options };
  /// `with_options`: also prefix, temperature and greedy sampling.
  explicit SamplesCard(Options options = without_options)
      : with_options_(options == with_options) {}
  void draw(Frame& frame, const app::ModelView& model);
  /// Asks for ten samples with these options, which the card then shows.
  void ask(Frame& frame, bool greedy, double temperature);

 private:
  /// True when an option has changed.
  bool draw_options(Frame& frame);

  bool with_options_;
  app::Generate options_;
  int drawn_ = 0;  ///< how many times new samples were asked for
};

}  // namespace babble::ui
