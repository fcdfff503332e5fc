#include "ui/widgets/card.h"

#include <algorithm>
#include <cmath>

namespace babble::ui {

Card::Card(Frame& frame, std::string_view name, std::string_view title, const Help* help,
           float least_height)
    : frame_(frame),
      name_("card." + std::string(name)),
      start_(ImGui::GetCursorScreenPos()),
      least_height_(least_height) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  suppressed_ = frame.url.suppressed(name);
  if (suppressed_) {
    old_skip_ = window->SkipItems;
    old_furthest_ = window->DC.CursorMaxPos;
    window->SkipItems = true;
    ImGui::PushClipRect(start_, start_, false);
    ImGui::GetCurrentContext()->LastItemData = {};  // else the item before would count as hovered
  }
  const float padding = frame.layout.padding;
  width_ = ImGui::GetContentRegionAvail().x;
  inner_width_ = width_ - 2 * padding;
  splitter_.Split(window->DrawList, 2);
  splitter_.SetCurrentChannel(window->DrawList, 1);
  ImGui::PushID(name.data(), name.data() + name.size());

  // The widgets inside take the card's right edge for the window's.
  old_work_ = window->WorkRect.Max.x;
  old_content_ = window->ContentRegionRect.Max.x;
  window->WorkRect.Max.x = start_.x + width_ - padding;
  window->ContentRegionRect.Max.x = start_.x + width_ - padding;
  ImGui::SetCursorScreenPos(ImVec2(start_.x + padding, start_.y + padding - 2));
  ImGui::BeginGroup();
  if (!title.empty()) {
    const float room = inner_width_ - (help != nullptr ? 27 : 0);
    text(frame, truncate(frame.fonts.strong, title, room), frame.palette.text, frame.fonts.strong);
    if (help != nullptr) {
      ImGui::SameLine(0, 7);
      help_mark(frame, std::string(name) + ".help", *help);
    }
    title_end_ = ImGui::GetItemRectMax().x;
    ImGui::SetCursorScreenPos(ImVec2(start_.x + padding, start_.y + padding + 30));
  }
  content_ = ImGui::GetCursorScreenPos();
}

void Card::begin_header(float width) {
  const float right = start_.x + width_ - frame_.layout.padding;
  header_fits_ = title_end_ + 12 + width <= right;
  const float middle = start_.y + frame_.layout.padding + 9;
  if (header_fits_) {
    ImGui::SetCursorScreenPos(
        ImVec2(right - width, std::round(middle - frame_.layout.control_height / 2)));
  }
}

void Card::end_header() {
  if (header_fits_) ImGui::SetCursorScreenPos(content_);
}

float Card::height_left() const {
  return start_.y + least_height_ - frame_.layout.padding - ImGui::GetCursorScreenPos().y;
}

Card::~Card() {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  ImGui::EndGroup();
  const float bottom =
      std::max(ImGui::GetItemRectMax().y + frame_.layout.padding, start_.y + least_height_);
  window->WorkRect.Max.x = old_work_;
  window->ContentRegionRect.Max.x = old_content_;
  splitter_.SetCurrentChannel(window->DrawList, 0);
  const ImVec2 end(start_.x + width_, bottom);
  window->DrawList->AddRectFilled(start_, end, frame_.palette.surface, 10);
  window->DrawList->AddRect(start_, end, frame_.palette.border, 10);
  splitter_.Merge(window->DrawList);
  ImGui::PopID();
  ImGui::SetCursorScreenPos(start_);
  if (suppressed_) {
    ImGui::PopClipRect();
    window->SkipItems = old_skip_;
    window->DC.CursorMaxPos = old_furthest_;
    return;
  }
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, frame_.layout.gap));
  ImGui::Dummy(ImVec2(width_, bottom - start_.y));
  ImGui::PopStyleVar();
  frame_.controls.record(name_);
}

void begin_column(Frame& frame, const char* name, float width, float height) {
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleColor(ImGuiCol_ChildBg, 0);
  ImGui::BeginChild(name, ImVec2(width, height), false,
                    frame.layout.touch ? ImGuiWindowFlags_NoScrollbar : 0);
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();
  if (frame.controls.wants_top()) ImGui::SetScrollY(0);
  if (frame.layout.compact) gap(6);
}

void end_column(Frame&) { ImGui::EndChild(); }

void help_mark(Frame& frame, std::string_view name, const Help& help) {
  const float line = ImGui::GetCurrentWindowRead()->DC.PrevLineSize.y;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float size = 18, height = std::max(line, size);
  ImGui::PushID(name.data(), name.data() + name.size());
  const bool pressed = ImGui::InvisibleButton("?", ImVec2(size, height));
  frame.controls.record(name);
  const bool hovered = frame.pointer_moved && ImGui::IsItemHovered();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 center(at.x + size / 2, at.y + height / 2);
  const Color color = hovered ? frame.palette.accent : frame.palette.faint;
  list.AddCircle(center, 8, color, 20, 1.2f);
  draw_aligned(list, frame.fonts.small_strong, ImVec2(center.x, center.y + 0.5f), 0.5f, 0.5f, color,
               "?");
  if (pressed && frame.layout.touch) ImGui::OpenPopup("explained");
  const auto content = [&] {
    const float width = std::min(340.0f, frame.layout.width - 60);
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + width);
    text(frame, help.words, frame.palette.text, frame.fonts.small);
    if (!help.formula.empty()) {
      gap(2);
      text(frame, help.formula, frame.palette.accent, frame.fonts.mono_small);
    }
    ImGui::PopTextWrapPos();
  };
  if (ImGui::BeginPopup("explained")) {
    content();
    ImGui::EndPopup();
  } else if (hovered && !frame.layout.touch) {
    ImGui::BeginTooltip();
    content();
    ImGui::EndTooltip();
  }
  ImGui::PopID();
}

void tooltip(Frame& frame, std::string_view words) {
  if (words.empty() || frame.layout.touch || !frame.pointer_moved || !ImGui::IsItemHovered() ||
      ImGui::IsItemActive())
    return;
  // Wait until the pointer rests: a tooltip must not cover what the user is about to press.
  constexpr float rest = 0.5f;
  const float rested = ImGui::GetCurrentContext()->HoveredIdTimer;
  if (rested < rest) {
    frame.wake(frame.seconds + 0.05);
    return;
  }
  const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
  const float width = std::min(text_size(frame.fonts.small, words).x, 300.0f) + 24;
  ImGui::SetNextWindowPos(ImVec2(std::clamp((low.x + high.x - width) / 2, 8.0f,
                                            std::max(8.0f, frame.layout.width - width - 8)),
                                 high.y + 6));
  ImGui::BeginTooltip();
  ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + 300);
  text(frame, words, frame.palette.text, frame.fonts.small);
  ImGui::PopTextWrapPos();
  ImGui::EndTooltip();
}

}  // namespace babble::ui
