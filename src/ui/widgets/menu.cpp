#include "ui/widgets/menu.h"

#include <algorithm>

#include "ui/base/icons.h"
#include "ui/base/text.h"

namespace babble::ui {

void place_menu(ImVec2 button_low, ImVec2 button_high) {
  constexpr float gap = 4, highest = 210;  // of the menus of this kind
  const bool below = ImGui::GetIO().DisplaySize.y - button_high.y >= highest + gap;
  ImGui::SetNextWindowPos(ImVec2(button_high.x, below ? button_high.y + gap : button_low.y - gap),
                          ImGuiCond_Always, ImVec2(1, below ? 0 : 1));
}

bool menu_item(Frame& frame, std::string_view name, std::string_view words, std::string_view note,
               bool chosen) {
  const Palette& p = frame.palette;
  const float width = std::max(ImGui::GetContentRegionAvail().x, 250.0f);
  const float height = note.empty() ? 36.0f : 52.0f;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::PushID(name.data(), name.data() + name.size());
  const bool pressed = ImGui::InvisibleButton("item", ImVec2(width, height));
  ImGui::PopID();
  frame.controls.record(name);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (ImGui::IsItemHovered()) {
    list.AddRectFilled(at, ImVec2(at.x + width, at.y + height), p.inset, 8);
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  }
  const Color ink = chosen ? p.accent : p.text;
  draw_aligned(list, frame.fonts.body, ImVec2(at.x + 12, at.y + (note.empty() ? height / 2 : 17)),
               0, 0.5f, ink, words);
  if (!note.empty()) {
    draw_aligned(list, frame.fonts.small, ImVec2(at.x + 12, at.y + 36), 0, 0.5f, p.muted, note);
  }
  if (chosen) draw_icon(list, Icon::check, ImVec2(at.x + width - 18, at.y + 18), 13, p.accent);
  if (pressed) ImGui::CloseCurrentPopup();
  return pressed;
}

}  // namespace babble::ui
