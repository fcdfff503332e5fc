// The table of chapter Compare: the uniform guess, all models, and the saved runs, one row each.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "app/protocol/snapshot.h"
#include "core/models/model_kind.h"
#include "ui/base/frame.h"

namespace babble::ui {

/// One row: a model, a saved run, or the uniform guess.
struct ComparisonRow {
  std::string id;  ///< "uniform", the id of a model, or "run.7"; widget compare.<id>
  std::string name;
  std::string details;  ///< the settings in a few words
  Color color = 0;
  bool known = true;       ///< has been trained
  bool comparable = true;  ///< trained on the open text with its present preprocessing and split
  std::int64_t parameters = 0, steps = 0, tokens = 0;
  double seconds = 0;
  app::PerPart nll{};
  std::uint64_t run = 0;  ///< of a saved run, else 0
  bool can_restore = false;
  bool can_save_run = false;
  ModelKind kind;
  const app::Curve* curve = nullptr;  ///< of the snapshot; null without one
  const std::vector<app::Sample>* samples = nullptr;
};

/// The uniform guess has no figures for parts of the split that are empty, and none for the test
/// part while no model has. `brief`: short names.
std::vector<ComparisonRow> comparison_rows(const app::Snapshot& snapshot, const Palette& palette,
                                           bool brief = false);

class ComparisonCard {
 public:
  void draw(Frame& frame, const std::vector<ComparisonRow>& rows);
  /// Whether its curve and samples are to be shown.
  bool shows(const ComparisonRow& row) const { return !unwanted_.contains(row.id); }

 private:
  struct Column;
  void draw_row(Frame& frame, const ComparisonRow& row, const std::vector<Column>& columns,
                float width, float height, const app::PerPart& best);
  void actions(Frame& frame, const ComparisonRow& row, float right, float middle);
  void run_menu(Frame& frame, const ComparisonRow& row);

  int unit_ = 0;                    ///< narrow screens: 0 NLL, 1 perplexity
  std::set<std::string> unwanted_;  ///< ids of rows without curve and samples
  std::uint64_t renaming_ = 0;      ///< the run whose menu is open
  std::string new_name_;
};

}  // namespace babble::ui
