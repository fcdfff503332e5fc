#include "ui/cards/common/presets_card.h"

#include <algorithm>

#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

void draw_rows(Frame& frame, const app::PresetProgress& progress) {
  const Palette& p = frame.palette;
  for (const app::PresetRow& row : progress.rows) {
    const ImVec2 start = ImGui::GetCursorScreenPos();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float line = line_height(frame.fonts.small);
    const bool known = !row.obtained.empty();
    const Color color = !known ? p.faint : row.agrees ? p.good : p.danger;
    if (known) {
      draw_icon(list, row.agrees ? Icon::check : Icon::close,
                ImVec2(start.x + 7, start.y + line / 2), 12, color);
    } else {
      list.AddCircle(ImVec2(start.x + 7, start.y + line / 2), 4.5f, p.faint, 16, 1.3f);
    }
    ImGui::Indent(22);
    note(frame, row.what);
    const auto figure = [&](std::string_view name, std::string_view value, Color ink) {
      text(frame, name, p.faint, frame.fonts.small);
      ImGui::SameLine(96);
      wrapped_text(frame, value, ink, frame.fonts.mono_small);
    };
    figure("course", row.expected, p.muted);
    figure("here", known ? row.obtained : std::string("…"), color);
    ImGui::Unindent(22);
    gap(1);
  }
}

}  // namespace

void PresetsCard::draw(Frame& frame, ModelKind kind) {
  const app::Snapshot& snapshot = frame.snapshot;
  const bool any = std::any_of(snapshot.presets.begin(), snapshot.presets.end(),
                               [&](const app::PresetView& preset) { return preset.model == kind; });
  if (!any) return;
  static constexpr Help help{
      "Each of these repeats a run of the courses: the button sets their corpus, split, seed and "
      "settings, and trains. The table compares the figures of the course (or of PyTorch with the "
      "same seed) with the figures here."};
  const Card card(frame, "presets", "As in the course", &help);
  const Palette& p = frame.palette;
  for (const app::PresetView& preset : snapshot.presets) {
    if (preset.model != kind) continue;
    const bool running = snapshot.preset.id == preset.id;
    ImGui::PushID(preset.id.c_str());
    text(frame, truncate(frame.fonts.small_strong, preset.title, card.width()),
         running ? p.accent : p.text, frame.fonts.small_strong);
    note(frame, preset.source);
    ButtonLook look;
    look.icon = Icon::play;
    look.height = 30;
    look.enabled = preset.available;
    look.tip = preset.note;
    if (button(frame, "preset." + preset.id, running ? "Run again" : "Run it", look)) {
      frame.post(app::LimitSpeed{0});
      frame.post(app::RunPreset{preset.id});
    }
    if (!preset.available) note(frame, "Open " + preset.needs + " first.");
    if (running) {
      note(frame, preset.note);
      draw_rows(frame, snapshot.preset);
    }
    gap(4);
    ImGui::PopID();
  }
}

}  // namespace babble::ui
