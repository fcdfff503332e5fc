#include "ui/controls.h"

#include <algorithm>

#include "ui/imgui_all.h"

namespace babble::ui {

void Controls::mark(std::string_view name) {
  const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
  mark(name, low.x, low.y, high.x, high.y);
}

void Controls::mark(std::string_view name, float x0, float y0, float x1, float y1) {
  const ImRect clip = ImGui::GetCurrentWindowRead()->ClipRect;
  x0 = std::max(x0, clip.Min.x);
  y0 = std::max(y0, clip.Min.y);
  x1 = std::min(x1, clip.Max.x);
  y1 = std::min(y1, clip.Max.y);
  constexpr float least = 4;  // a sliver at the edge of a scrolled panel cannot be clicked
  if (x1 - x0 < least || y1 - y0 < least) return;
  places_.insert_or_assign(std::string(name), Rectangle{x0, y0, x1 - x0, y1 - y0});
}

const Rectangle* Controls::find(std::string_view name) const {
  const auto place = places_.find(name);
  return place == places_.end() ? nullptr : &place->second;
}

}  // namespace babble::ui
