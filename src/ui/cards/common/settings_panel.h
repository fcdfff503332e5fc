// The hyper-parameters of a model, generated from the settings table.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/models/model_kind.h"
#include "core/settings/settings.h"
#include "ui/base/frame.h"

namespace babble::ui {

/// Draws rows of the settings table and posts changes. Keeps the value that is being dragged or
/// typed until the snapshot has it too.
class SettingsPanel {
 public:
  /// The card with all settings of a model (the data settings are in chapter Data).
  /// `elsewhere`: the key of a row that stands on another card of the chapter.
  void draw_card(Frame& frame, ModelKind kind, std::string_view elsewhere = {});
  /// One row: label, "?" and the control. Named setting.<key>.
  /// `wide`: the control has a line of its own.
  /// `choices`: those of a choice setting that are offered; empty: all.
  void draw_row(Frame& frame, const SettingRow& row, const Settings& settings, bool wide = false,
                std::span<const std::string_view> choices = {});

 private:
  struct Draft {
    std::string text;
    double until = 0;  ///< seconds; afterwards the snapshot's value is shown again
  };
  void draw_number(Frame& frame, const SettingRow& row, const Settings& settings, float width);
  void post(Frame& frame, const SettingRow& row, std::string value);
  /// The value as text: of the draft, or else of the snapshot.
  std::string shown(const Frame& frame, const SettingRow& row, const Settings& settings);

  std::map<std::string, Draft, std::less<>> drafts_;
  std::map<std::string, std::string, std::less<>> typed_;  ///< the text of fields in use
};

}  // namespace babble::ui
