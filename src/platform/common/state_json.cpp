// The state that window.babble.state() returns.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/protocol/snapshot_json.h"
#include "core/base/build_info.h"
#include "platform/common/app_window.h"
#include "ui/base/imgui_all.h"

namespace babble::platform {

nlohmann::ordered_json AppWindow::state() {
  nlohmann::ordered_json state = app::snapshot_json(snapshot());
  state["chapter"] = interface_.chapter();
  state["chapters"] = nlohmann::ordered_json::array();
  for (const auto& chapter : interface_.chapters())
    state["chapters"].push_back({{"id", chapter->id()}, {"title", chapter->title()}});
  state["link"] = interface_.link(snapshot(), false).value_or("");
  state["theme"] = interface_.dark() ? "dark" : "light";
  state["threaded"] = runner_.threaded();
  state["trains_in"] = runner_.threaded() ? "thread" : runner_.remote() ? "worker" : "frames";
  state["build"] = build_text();
  state["wants_text"] = ImGui::GetIO().WantTextInput;
  nlohmann::ordered_json controls = nlohmann::ordered_json::object();
  for (const auto& [name, place] : interface_.controls().all()) {
    controls[name] = {
        {"x", place.x}, {"y", place.y}, {"width", place.width}, {"height", place.height}};
  }
  state["controls"] = std::move(controls);

  const auto known = static_cast<std::size_t>(std::min<std::uint64_t>(frames_drawn_, work_.size()));
  std::vector<float> sorted(work_.begin(), work_.begin() + static_cast<std::ptrdiff_t>(known));
  std::sort(sorted.begin(), sorted.end());
  state["frame"] = {{"count", frames_drawn_},
                    {"due", frames_due_},
                    {"work_ms", known > 0 ? sorted[known / 2] : 0.0f},
                    {"width", width_},
                    {"height", height_},
                    {"ratio", ratio_}};
  const ui::ForeignCounts foreign = font_loader_.foreign();
  const ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  state["glyphs"] = {{"wanted", interface_.glyphs().all().size()},
                     {"drawn", foreign.drawn},
                     {"boxes", foreign.boxes},
                     {"waiting", foreign.waiting},
                     {"left_out", foreign.left_out},
                     {"atlases", font_loader_.loads()},
                     {"width", atlas.TexWidth},
                     {"height", atlas.TexHeight}};
  return state;
}

}  // namespace babble::platform
