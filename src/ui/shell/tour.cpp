#include "ui/shell/tour.h"

#include <algorithm>
#include <string>

#include "core/models/registry.h"
#include "ui/base/imgui_input.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

constexpr std::int64_t least_steps = 25;  // of a curve that shows something

// The place of a target; empty if it is not on the screen.
ImRect place_of(const WidgetRegistry& controls, std::string_view target) {
  ImRect all;
  bool any = false;
  const bool many = target.ends_with('*');
  const std::string_view front = many ? target.substr(0, target.size() - 1) : target;
  for (const auto& [name, place] : controls.all()) {
    if (many ? !name.starts_with(front) : name != target) continue;
    const ImRect one(place.x, place.y, place.x + place.width, place.y + place.height);
    if (any) {
      all.Add(one);
    } else {
      all = one;
    }
    any = true;
  }
  return any ? all : ImRect();
}

ImRect place_of(const WidgetRegistry& controls, const TourStop& stop) {
  for (const std::string_view target : stop.targets) {
    if (target.empty()) continue;
    const ImRect place = place_of(controls, target);
    if (place.GetWidth() > 0) return place;
  }
  return {};
}

// Beside the target, on the first side that has room, and wholly on the screen.
ImVec2 bubble_place(const Layout& layout, const ImRect& target, ImVec2 size) {
  constexpr float air = 14;
  const auto within = [&](ImVec2 at) {
    return ImVec2(std::clamp(at.x, air, std::max(air, layout.width - size.x - air)),
                  std::clamp(at.y, air, std::max(air, layout.height - size.y - air)));
  };
  if (target.GetWidth() <= 0)
    return within(ImVec2((layout.width - size.x) / 2, (layout.height - size.y) / 2));
  const ImVec2 middle = target.GetCenter();
  if (layout.height - target.Max.y >= size.y + 2 * air)
    return within(ImVec2(middle.x - size.x / 2, target.Max.y + air));
  if (layout.width - target.Max.x >= size.x + 2 * air)
    return within(ImVec2(target.Max.x + air, target.Min.y));
  if (target.Min.y >= size.y + 2 * air)
    return within(ImVec2(middle.x - size.x / 2, target.Min.y - size.y - air));
  if (target.Min.x >= size.x + 2 * air)
    return within(ImVec2(target.Min.x - size.x - air, target.Min.y));
  return within(ImVec2(middle.x - size.x / 2, target.Max.y - size.y - air));
}

void dim_around(Frame& frame, ImRect hole) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Color shade = with_alpha(rgb(0x0A0E14), frame.palette.dark ? 0.62f : 0.45f);
  const ImVec2 end(frame.layout.width, frame.layout.height);
  list.PushClipRectFullScreen();
  if (hole.GetWidth() <= 0) {
    list.AddRectFilled(ImVec2(0, 0), end, shade);
    list.PopClipRect();
    return;
  }
  hole.Expand(5);
  hole.ClipWith(ImRect(ImVec2(0, 0), end));
  list.AddRectFilled(ImVec2(0, 0), ImVec2(end.x, hole.Min.y), shade);
  list.AddRectFilled(ImVec2(0, hole.Max.y), end, shade);
  list.AddRectFilled(ImVec2(0, hole.Min.y), ImVec2(hole.Min.x, hole.Max.y), shade);
  list.AddRectFilled(ImVec2(hole.Max.x, hole.Min.y), ImVec2(end.x, hole.Max.y), shade);
  list.AddRect(hole.Min, hole.Max, frame.palette.accent, 8, 0, 2.5f);
  list.PopClipRect();
}

}  // namespace

Tour::Tour(const std::vector<std::unique_ptr<Chapter>>& chapters) {
  for (const auto& chapter : chapters) {
    for (const TourStop& stop : chapter->tour()) steps_.push_back({chapter->id(), stop});
  }
}

std::string_view Tour::take_chapter(Frame& frame) {
  if (!running_ || entered_) return {};
  entered_ = true;
  watched_.reset();
  const Step& step = steps_[step_];
  if (!step.stop.card.empty()) frame.controls.scroll_into_view(step.stop.card);
  return step.chapter;
}

void Tour::draw(Frame& frame) {
  if (!running_) return;
  const TourStop& stop = steps_[step_].stop;
  const Palette& p = frame.palette;
  const ImRect target = place_of(frame.controls, stop);
  constexpr ImGuiWindowFlags flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                     ImGuiWindowFlags_NoSavedSettings |
                                     ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoNav;

  ImGui::SetNextWindowPos(ImVec2(0, 0));
  ImGui::SetNextWindowSize(ImVec2(frame.layout.width, frame.layout.height));
  ImGui::Begin("tour shade", nullptr,
               flags | ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_NoBackground);
  ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
  dim_around(frame, target);
  ImGui::End();

  const float padding = 18, width = std::min(380.0f, frame.layout.width - 28);
  const float inner = width - 2 * padding;
  const std::string lines = wrap_text(frame.fonts.body, stop.words, inner);
  const float words = text_size(frame.fonts.body, lines).y;
  const float title = line_height(frame.fonts.strong) + 6;
  const ImVec2 size(width, 2 * padding + title + words + 14 + frame.layout.control_height);
  const ImVec2 at = bubble_place(frame.layout, target, size);
  ImGui::SetNextWindowPos(at);
  ImGui::SetNextWindowSize(size);
  ImGui::PushStyleColor(ImGuiCol_WindowBg, p.surface);
  ImGui::PushStyleColor(ImGuiCol_Border, p.accent);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1.5f);
  ImGui::Begin("tour", nullptr, flags);
  ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
  ImDrawList& list = *ImGui::GetWindowDrawList();
  draw_text(list, frame.fonts.strong, ImVec2(at.x + padding, at.y + padding - 2), p.text,
            stop.title);
  draw_text(list, frame.fonts.body, ImVec2(at.x + padding, at.y + padding + title - 2), p.muted,
            lines);
  const bool last = step_ + 1 == steps_.size();
  const app::ModelView& model = frame.snapshot.model(frame.snapshot.active);
  if (watched_ != model.kind || model.steps < steps_before_) {
    watched_ = model.kind;
    steps_before_ = model.steps;
  }
  const bool waits = stop.trains && !model.finished &&
                     model_info(model.kind).capabilities.trained &&
                     model.steps < steps_before_ + least_steps;
  ImGui::SetCursorPos(ImVec2(padding, size.y - padding - frame.layout.control_height));
  ButtonLook look;
  look.primary = true;
  bool next = button(frame, "tour.next", last ? "Done" : "Next", look);
  look = {};
  look.quiet = true;
  if (step_ > 0) {
    ImGui::SameLine(0, 8);
    if (button(frame, "tour.back", "Back", look)) {
      --step_;
      entered_ = false;
      frame.wake(0);
    }
  }
  if (!last) {
    ImGui::SameLine(0, 8);
    if (button(frame, "tour.leave", "Leave the tour", look)) leave();
  }
  draw_aligned(
      list, frame.fonts.small,
      ImVec2(at.x + size.x - padding, at.y + size.y - padding - frame.layout.control_height / 2), 1,
      0.5f, p.faint, std::to_string(step_ + 1) + " of " + std::to_string(steps_.size()));
  frame.controls.record("tour", at.x, at.y, at.x + size.x, at.y + size.y);
  ImGui::End();
  ImGui::PopStyleVar();
  ImGui::PopStyleColor(2);

  if (is_key_pressed(key_escape, false)) leave();
  if (!ImGui::GetIO().WantTextInput && is_key_pressed(key_enter, false)) next = true;
  if (next && waits) {
    if (!frame.snapshot.playing) frame.post(app::Play{});
    return;
  }
  if (stop.trains && !waits && model.steps > steps_before_) next = true;
  if (!next) return;
  frame.wake(0);
  entered_ = false;
  if (last) {
    leave();
  } else {
    ++step_;
  }
  frame.wake(0);
}

}  // namespace babble::ui
