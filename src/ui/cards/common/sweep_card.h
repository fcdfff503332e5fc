// One setting over several values: what to train, how far it is, and the loss against the value.
#pragma once

#include <string>
#include <vector>

#include "core/models/model_kind.h"
#include "ui/base/frame.h"

namespace babble {
struct SettingRow;
}

namespace babble::ui {

class SweepCard {
 public:
  void draw(Frame& frame, ModelKind kind);
  /// Fills the fields, so that the page's address has them, and starts the sweep.
  void start(Frame& frame, ModelKind kind, std::string_view setting, std::string_view values,
             std::int64_t steps);

 private:
  void choose_setting(Frame& frame, ModelKind kind);
  void draw_results(Frame& frame, const app::SweepView& sweep);
  void draw_values(Frame& frame, const app::SweepView& sweep, const SettingRow& row);
  static void draw_curves(Frame& frame, const app::SweepView& sweep, const SettingRow& row);

  std::string setting_, values_, steps_ = "1000";
  int by_ = 0;           ///< what steps_ counts: 0 steps, 1 seconds
  bool filled_ = false;  ///< the fields were filled by start()
  std::vector<double> x_, train_, dev_, best_x_, best_y_;
  std::vector<std::string> names_;
};

/// The results in a sentence, for screen readers; empty if the last sweep was another model's.
std::string describe_sweep(const app::Snapshot& snapshot, ModelKind kind);

}  // namespace babble::ui
