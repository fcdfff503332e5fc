// The hyper-parameters of a model, generated from the settings table.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/models/model_kind.h"
#include "core/settings/settings.h"
#include "ui/base/frame.h"

namespace babble::ui {

/// Draws rows of the settings table and posts changes. What is being dragged or typed lives here
/// until the snapshot has caught up with it.
class SettingsPanel {
 public:
  /// The card with all settings of a model (the data settings are in chapter Data).
  /// `elsewhere`: a row that another card of the chapter has.
  void draw_card(Frame& frame, ModelKind kind, std::string_view elsewhere = {});
  /// One row: label, "?" and the control. Named setting.<key>.
  /// `wide`: the control has a line of its own.
  void draw_row(Frame& frame, const SettingRow& row, const Settings& settings, bool wide = false);

 private:
  struct Draft {
    std::string text;
    double until = 0;  ///< seconds; afterwards the snapshot is believed again
  };
  void draw_number(Frame& frame, const SettingRow& row, const Settings& settings, float width);
  void post(Frame& frame, const SettingRow& row, std::string value);
  /// The present value as text: the draft's, or the snapshot's.
  std::string shown(const Frame& frame, const SettingRow& row, const Settings& settings);

  std::map<std::string, Draft, std::less<>> drafts_;
  std::map<std::string, std::string, std::less<>> typed_;  ///< text fields in use
};

}  // namespace babble::ui
