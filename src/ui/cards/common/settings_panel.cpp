#include "ui/cards/common/settings_panel.h"

#include <algorithm>
#include <cmath>

#include "core/base/numbers.h"
#include "core/models/registry.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

constexpr float label_width = 158, value_width = 84;

SliderScale scale_of(const SettingRow& row) {
  SliderScale scale;
  scale.low = row.slider_minimum;
  scale.high = row.slider_maximum;
  scale.logarithmic = row.logarithmic;
  scale.integer = row.type == SettingType::integer;
  if (row.minimum <= 0 && !row.zero_means.empty()) {  // the left end of the slider is 0
    scale.least = row.slider_minimum > 0 ? row.slider_minimum : 0;
    scale.low = 0;
  }
  return scale;
}

}  // namespace

std::string SettingsPanel::shown(const Frame& frame, const SettingRow& row,
                                 const Settings& settings) {
  const std::string current = row.get(settings);
  const auto draft = drafts_.find(row.key);
  if (draft == drafts_.end()) return current;
  if (draft->second.text == current || draft->second.until < frame.seconds) {
    drafts_.erase(draft);
    return current;
  }
  return draft->second.text;
}

void SettingsPanel::post(Frame& frame, const SettingRow& row, std::string value) {
  drafts_.insert_or_assign(std::string(row.key), Draft{value, frame.seconds + 0.5});
  frame.post(app::Set{std::string(row.key), std::move(value)});
}

void SettingsPanel::draw_number(Frame& frame, const SettingRow& row, const Settings& settings,
                                float width) {
  const std::string name = "setting." + std::string(row.key);
  const std::string now = shown(frame, row, settings);
  double value = parse_real(now).value_or(0);
  bool released = false;
  const float slider_width = width - value_width - 10;
  const bool moved = slider(frame, name + ".slider", value, scale_of(row), slider_width, &released);
  if (moved || released) {
    const std::string wanted =
        row.type == SettingType::integer ? std::to_string(std::llround(value)) : real_text(value);
    if (!row.resets_model) {
      if (moved) post(frame, row, wanted);
    } else if (released) {
      post(frame, row, wanted);  // resets the model once, not at every pixel of a drag
    } else {
      drafts_.insert_or_assign(std::string(row.key), Draft{wanted, frame.seconds + 3600});
    }
  }
  ImGui::SameLine(0, 10);
  std::string& typed = typed_[std::string(row.key)];
  std::string text = typed.empty() ? shown(frame, row, settings) : typed;
  bool changed = false;
  const bool confirmed = text_field(frame, name, text, "", value_width, true, &changed);
  if (changed) typed = text;
  if (confirmed) {
    if (text != now && !text.empty()) post(frame, row, text);
    typed.clear();
  } else if (!ImGui::IsItemActive()) {
    typed.clear();
  }
  const bool is_active = ImGui::IsItemActive();
  const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
  tooltip(frame, "Allowed: " + allowed_values(row));
  if (value == 0 && !row.zero_means.empty() && !is_active) {  // says what 0 means
    const std::string_view meaning = row.zero_means.substr(0, row.zero_means.find(" ("));
    draw_aligned(*ImGui::GetWindowDrawList(), frame.fonts.small,
                 ImVec2(high.x - 8, (low.y + high.y) / 2), 1, 0.5f, frame.palette.faint,
                 truncate(frame.fonts.small, meaning, value_width - 30));
  }
}

void SettingsPanel::draw_row(Frame& frame, const SettingRow& row, const Settings& settings,
                             bool wide, std::span<const std::string_view> choices) {
  const std::string name = "setting." + std::string(row.key);
  if (frame.url.suppressed(name)) return;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const float height = frame.layout.control_height;
  ImGui::PushID(row.key.data(), row.key.data() + row.key.size());

  // The label and its "?" are centred on the height of the control.
  const float line = line_height(frame.fonts.small);
  ImGui::SetCursorScreenPos(ImVec2(start.x, start.y + (height - line) / 2));
  text(frame, row.label, frame.palette.text, frame.fonts.small);
  ImGui::SameLine(0, 6);
  help_mark(frame, name + ".help", Help{row.help, row.formula});

  const bool narrow = wide || width < 300;
  const float left = narrow ? 0 : label_width;
  ImGui::SetCursorScreenPos(ImVec2(start.x + left, narrow ? start.y + height - 4 : start.y));
  const float room = width - left;
  float bottom = start.y + (narrow ? 2 * height - 4 : height);
  switch (row.type) {
    case SettingType::integer:
    case SettingType::real:
      draw_number(frame, row, settings, room);
      break;
    case SettingType::boolean: {
      bool on = shown(frame, row, settings) == "true";
      ImGui::SetCursorScreenPos(ImVec2(start.x + width - 34, ImGui::GetCursorScreenPos().y));
      if (toggle(frame, name, "", on)) post(frame, row, on ? "true" : "false");
      break;
    }
    case SettingType::choice: {
      const std::string now = shown(frame, row, settings);
      if (choices.empty()) choices = row.choices;
      const std::vector<std::string_view> words(choices.begin(), choices.end());
      int chosen = static_cast<int>(std::find(words.begin(), words.end(), now) - words.begin());
      if (segmented(frame, name, words, chosen, room)) {
        post(frame, row, std::string(words[static_cast<std::size_t>(chosen)]));
      }
      bottom = std::max(bottom, ImGui::GetItemRectMax().y);  // many words take two lines
      break;
    }
    case SettingType::text: {
      std::string& typed = typed_[std::string(row.key)];
      std::string words = typed.empty() ? shown(frame, row, settings) : typed;
      bool changed = false;
      const bool confirmed = text_field(frame, name, words, "", room, true, &changed);
      if (changed) typed = words;
      if (confirmed && words != shown(frame, row, settings) && !words.empty()) {
        post(frame, row, words);
      }
      if (confirmed || !ImGui::IsItemActive()) typed.clear();
      tooltip(frame, "Allowed: " + allowed_values(row));
      break;
    }
  }
  ImGui::PopID();
  ImGui::SetCursorScreenPos(start);
  ImGui::Dummy(ImVec2(width, bottom - start.y));
}

void SettingsPanel::draw_card(Frame& frame, ModelKind kind, std::string_view elsewhere) {
  const Settings& settings = frame.snapshot.model(kind).settings;
  const ModelInfo& info = model_info(kind);
  const Card card(frame, "settings", "Settings");
  for (const bool resets : {false, true}) {
    bool first = true;
    for (const SettingRow& row : settings_table()) {
      if (row.is_data || !info.applies(row, settings) || row.resets_model != resets) continue;
      if (row.key == elsewhere) continue;
      if (first) {
        if (resets) gap(4);
        label(frame, resets ? "A change resets the model" : "A change applies at the next step");
        first = false;
      }
      draw_row(frame, row, settings, false, info.choices_of(row));
    }
  }
}

}  // namespace babble::ui
