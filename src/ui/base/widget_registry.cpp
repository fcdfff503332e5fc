#include "ui/base/widget_registry.h"

#include <algorithm>

#include "ui/base/imgui_all.h"

namespace babble::ui {

void WidgetRegistry::record(std::string_view name) {
  const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
  record(name, low.x, low.y, high.x, high.y);
}

void WidgetRegistry::record(std::string_view name, float x0, float y0, float x1, float y1) {
  if (!wanted_.empty() && name == wanted_) {
    scroll_to(y0, y1);
    wanted_.clear();
  }
  // A popup is laid out hidden for a frame or two, and moves when it is shown.
  if (ImGui::GetCurrentWindowRead()->Hidden) return;
  const ImRect clip = ImGui::GetCurrentWindowRead()->ClipRect;
  x0 = std::max(x0, clip.Min.x);
  y0 = std::max(y0, clip.Min.y);
  x1 = std::min(x1, clip.Max.x);
  y1 = std::min(y1, clip.Max.y);
  constexpr float least = 4;  // a narrower strip at the edge of a column cannot be clicked
  if (x1 - x0 < least || y1 - y0 < least) return;
  places_.insert_or_assign(std::string(name), Rectangle{x0, y0, x1 - x0, y1 - y0});
}

// Scrolls as little as possible: all of the card if it fits, else its upper edge at the top.
void WidgetRegistry::scroll_to(float y0, float y1) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  constexpr float air = 8;
  const ImRect& seen = window->InnerRect;
  if (y0 >= seen.Min.y && y1 <= seen.Max.y) return;
  const bool from_above = y0 < seen.Min.y || y1 - y0 > seen.GetHeight() - 2 * air;
  const float move = from_above ? y0 - air - seen.Min.y : y1 + air - seen.Max.y;
  ImGui::SetScrollY(window, window->Scroll.y + move);
}

const Rectangle* WidgetRegistry::find(std::string_view name) const {
  const auto place = places_.find(name);
  return place == places_.end() ? nullptr : &place->second;
}

}  // namespace babble::ui
