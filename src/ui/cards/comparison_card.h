// The ladder of chapter Compare: the uniform guess, the three models as they are, and the runs that
// were kept, one line each.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "app/protocol/snapshot.h"
#include "core/models/model_kind.h"
#include "ui/base/frame.h"

namespace babble::ui {

/// One line: a present model, a kept run, or the guess that knows nothing.
struct ComparisonRow {
  std::string id;  ///< in the WidgetRegistry: "uniform", "count", "neural", "rnn", "run.7"
  std::string name;
  std::string details;  ///< what tells it from others, in a few words
  Color color = 0;
  bool known = true;       ///< has been trained
  bool comparable = true;  ///< of the open text, prepared and split as it is now
  std::int64_t parameters = 0, steps = 0;
  double seconds = 0;
  app::PerPart nll{};
  std::uint64_t run = 0;  ///< of a kept run, else 0
  bool can_restore = false;
  bool can_save_run = false;
  ModelKind kind;
  const app::Curve* curve = nullptr;  ///< of the snapshot; null without one
  const std::vector<app::Sample>* samples = nullptr;
};

/// `brief`: short names, for a phone.
std::vector<ComparisonRow> comparison_rows(const app::Snapshot& snapshot, const Palette& palette,
                                           bool brief = false);

class ComparisonCard {
 public:
  void draw(Frame& frame, const std::vector<ComparisonRow>& rows);
  /// Whether its curve and its samples are wanted.
  bool shows(const ComparisonRow& row) const { return !hidden_.contains(row.id); }

 private:
  struct Column;
  void draw_row(Frame& frame, const ComparisonRow& row, const std::vector<Column>& columns,
                float width, float height, const app::PerPart& best);
  void actions(Frame& frame, const ComparisonRow& row, float right, float middle);
  void run_menu(Frame& frame, const ComparisonRow& row);

  int unit_ = 0;                  ///< narrow screens: 0 NLL, 1 perplexity
  std::set<std::string> hidden_;  ///< ids
  std::uint64_t renaming_ = 0;    ///< the run whose menu is open
  std::string new_name_;
};

}  // namespace babble::ui
