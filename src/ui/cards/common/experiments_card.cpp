#include "ui/cards/common/experiments_card.h"

#include <algorithm>
#include <utility>

#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

constexpr float disc = 26, text_left = 40, inset = 10;

// One experiment: a play icon, the title, and the words. True when clicked.
bool draw_one(Frame& frame, const Experiment& experiment, bool started) {
  const Palette& p = frame.palette;
  const float width = ImGui::GetContentRegionAvail().x;
  const float room = width - text_left - 2 * inset;
  const std::string words = wrap_text(
      frame.fonts.small, experiment.enabled ? experiment.words : experiment.why_not, room);
  const float words_height = text_size(frame.fonts.small, words).y;
  const float title_height = line_height(frame.fonts.strong);
  const float height = title_height + 2 + words_height + 2 * inset;

  ImGui::PushID(experiment.name.data(), experiment.name.data() + experiment.name.size());
  const bool clicked = ImGui::InvisibleButton("try", ImVec2(width, height)) && experiment.enabled;
  ImGui::PopID();
  frame.controls.record("try." + std::string(experiment.name));
  const bool hovered = experiment.enabled && ImGui::IsItemHovered();
  const bool held = experiment.enabled && ImGui::IsItemActive();
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);

  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
  Color fill = started ? p.accent_soft : p.inset;
  if (hovered) fill = mix(fill, p.accent, held ? 0.2f : 0.1f);
  list.AddRectFilled(low, high, fill, 8);
  if (started) list.AddRect(low, high, with_alpha(p.accent, 0.5f), 8);
  const ImVec2 center(low.x + inset + disc / 2, (low.y + high.y) / 2);
  list.AddCircleFilled(center, disc / 2, experiment.enabled ? p.accent : p.border, 32);
  draw_icon(list, started ? Icon::reset : Icon::play,
            ImVec2(center.x + (started ? 0 : 1), center.y), 12,
            experiment.enabled ? p.on_accent : p.faint);
  const float x = low.x + inset + text_left;
  draw_text(list, frame.fonts.strong, ImVec2(x, low.y + inset - 1),
            experiment.enabled ? p.text : p.faint,
            truncate(frame.fonts.strong, experiment.title, room));
  draw_text(list, frame.fonts.small, ImVec2(x, low.y + inset + title_height + 2), p.muted, words);
  return clicked;
}

}  // namespace

void ExperimentsCard::draw(Frame& frame, std::span<const Experiment> experiments) {
  const Card card(frame, "try", "Things to try");
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(8, 8));
  for (const Experiment& experiment : experiments) {
    if (!draw_one(frame, experiment, started_ == experiment.name)) continue;
    started_ = experiment.name;
    title_ = experiment.title;
    words_ = experiment.words;
    look_at_ = ' ' + std::string(experiment.look_at) + ' ';
    experiment.start(frame);
    frame.controls.scroll_to_top();
    frame.wake(0);
  }
  ImGui::PopStyleVar();
}

void ExperimentsCard::open_other(std::string title, std::string words, std::string_view look_at) {
  started_ = title_ = std::move(title);
  words_ = std::move(words);
  look_at_ = ' ' + std::string(look_at) + ' ';
}

bool ExperimentsCard::draw_open(Frame& frame) {
  const Card card(frame, "experiment", title_);
  wrapped_text(frame, words_, frame.palette.text, frame.fonts.small);
  gap(2);
  const bool back = button(frame, "experiment.defaults", "Back to defaults");
  same_line_if_fits(button_width(frame, "Close"), 8);
  if (button(frame, "experiment.close", "Close") || back) {
    started_.clear();
    frame.wake(0);
  }
  return back;
}

bool ExperimentsCard::looks_at(std::string_view card) const {
  return open() && look_at_.find(' ' + std::string(card) + ' ') != std::string::npos;
}

}  // namespace babble::ui
