#include "ui/shell/tour.h"

#include <algorithm>
#include <string>

#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

struct Stop {
  std::string_view chapter;     // to be open
  std::string_view targets[2];  // the first of them that is on the screen; "x*": all that begin so
  std::string_view card;        // scrolled into view
  std::string_view title, words;
};

constexpr Stop stops[] = {
    {"counting",
     {"counting.heatmap", ""},
     "table",
     "A model is a table",
     "Names were counted when the page opened: each cell says how often one letter follows "
     "another. "
     "Point at a cell for its numbers, click a row to see what follows its letter."},
    {"counting",
     {"chapter.*", ""},
     "",
     "One path, from counting to memory",
     "Each chapter is one idea on one screen: the data, the table, the same table learned by a "
     "network, a network that remembers, and all of them side by side."},
    {"neural",
     {"play", "pause"},
     "",
     "Train it yourself",
     "Play trains the chapter’s model before your eyes, the next button does one single step, the "
     "third starts anew from the seed. Nothing can be broken, and a reset can be undone."},
    {"neural",
     {"loss.plot", "card.loss"},
     "loss",
     "Is this good?",
     "The curve is the model’s surprise at each next letter, lower is better. The dashed lines say "
     "what it is worth: a blind guess above, the counted table below."},
    {"neural",
     {"corpus", ""},
     "",
     "Now with your own text",
     "Open, drop or paste any text here; it stays on this machine. All that you set is in the "
     "page’s address, to be shared; “?” lists the keys."},
};
constexpr std::size_t stop_count = sizeof stops / sizeof stops[0];

/// Where a target is: (0, 0, 0, 0) if it is not on the screen.
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

ImRect place_of(const WidgetRegistry& controls, const Stop& stop) {
  for (const std::string_view target : stop.targets) {
    if (target.empty()) continue;
    const ImRect place = place_of(controls, target);
    if (place.GetWidth() > 0) return place;
  }
  return {};
}

/// Beside the target, where there is most room, and wholly on the screen.
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

std::string_view Tour::take_chapter(Frame& frame) {
  if (!running_ || entered_) return {};
  entered_ = true;
  if (!stops[step_].card.empty()) frame.controls.scroll_into_view(stops[step_].card);
  return stops[step_].chapter;
}

void Tour::draw(Frame& frame) {
  if (!running_) return;
  const Stop& stop = stops[step_];
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
  const bool last = step_ + 1 == stop_count;
  ImGui::SetCursorPos(ImVec2(padding, size.y - padding - frame.layout.control_height));
  ButtonLook look;
  look.primary = true;
  bool next = button(frame, "tour.next", last ? "Done" : "Next", look);
  look = {};
  look.quiet = true;
  if (!last) {
    ImGui::SameLine(0, 8);
    if (button(frame, "tour.leave", "Leave the tour", look)) leave();
  }
  draw_aligned(
      list, frame.fonts.small,
      ImVec2(at.x + size.x - padding, at.y + size.y - padding - frame.layout.control_height / 2), 1,
      0.5f, p.faint, std::to_string(step_ + 1) + " of " + std::to_string(stop_count));
  frame.controls.record("tour", at.x, at.y, at.x + size.x, at.y + size.y);
  ImGui::End();
  ImGui::PopStyleVar();
  ImGui::PopStyleColor(2);

  if (ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_Escape), false)) leave();
  if (!ImGui::GetIO().WantTextInput &&
      ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_Enter), false))
    next = true;
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
