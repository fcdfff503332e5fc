// The ladder of chapter Compare: the uniform guess, the three models as they are, and the runs that
// were kept, one line each.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "app/protocol/snapshot.h"
#include "ui/base/frame.h"

namespace babble::ui {

/// One line: a present model, a kept run, or the guess that knows nothing.
struct Rung {
  std::string id;  ///< in Controls: "uniform", "count", "neural", "rnn", "run.7"
  std::string name;
  std::string details;  ///< what tells it from others, in a few words
  Color color = 0;
  bool known = true;       ///< has been trained
  bool comparable = true;  ///< of the open text, prepared and split as it is now
  std::int64_t parameters = 0, steps = 0;
  double seconds = 0;
  app::PerPart nll{};
  std::uint64_t run = 0;  ///< of a kept run, else 0
  bool can_return = false;
  bool can_keep = false;
  ModelKind kind = ModelKind::count;
  const app::Curve* curve = nullptr;  ///< of the snapshot; null without one
  const std::vector<app::Sample>* samples = nullptr;
};

/// `brief`: short names, for a phone.
std::vector<Rung> rungs_of(const app::Snapshot& snapshot, const Palette& palette,
                           bool brief = false);

class LadderCard {
 public:
  void draw(Frame& frame, const std::vector<Rung>& rungs);
  /// Whether its curve and its samples are wanted.
  bool shows(const Rung& rung) const { return !hidden_.contains(rung.id); }

 private:
  struct Column;
  void draw_row(Frame& frame, const Rung& rung, const std::vector<Column>& columns, float width,
                float height, const app::PerPart& best);
  void actions(Frame& frame, const Rung& rung, float right, float middle);
  void run_menu(Frame& frame, const Rung& rung);

  int unit_ = 0;                  ///< narrow screens: 0 NLL, 1 perplexity
  std::set<std::string> hidden_;  ///< ids
  std::uint64_t renaming_ = 0;    ///< the run whose menu is open
  std::string new_name_;
};

}  // namespace babble::ui
