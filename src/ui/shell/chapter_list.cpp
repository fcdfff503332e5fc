#include "ui/shell/chapter_list.h"

#include <algorithm>
#include <string>

#include "ui/base/text.h"
#include "ui/shell/area.h"

namespace babble::ui {

std::optional<std::size_t> draw_chapter_list(Frame& frame, const Chapters& chapters,
                                             std::size_t current, float top) {
  std::optional<std::size_t> opened;
  const Palette& p = frame.palette;
  begin_area("chapters", ImVec2(0, top), ImVec2(chapter_list_width, frame.layout.height - top),
             p.background);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  ImGui::SetCursorPos(ImVec2(0, 10));
  // Rows are lower on a low screen, so that all chapters are in view.
  const float spacing = ImGui::GetStyle().ItemSpacing.y;
  const float share = (frame.layout.height - top - 20) / static_cast<float>(chapters.size());
  const float row_height = std::clamp(share - spacing, 44.0f, 56.0f);
  for (std::size_t i = 0; i < chapters.size(); ++i) {
    const Chapter& chapter = *chapters[i];
    const bool chosen = i == current;
    ImGui::SetCursorPosX(10);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 size(chapter_list_width - 14, row_height);
    const float title = row_height / 2 - 10, subtitle = row_height / 2 + 10;
    ImGui::PushID(chapter.id());
    const bool pressed = ImGui::InvisibleButton("open", size);
    ImGui::PopID();
    frame.controls.record(std::string("chapter.") + chapter.id());
    const bool hovered = ImGui::IsItemHovered();
    if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    const ImVec2 end(at.x + size.x, at.y + size.y);
    if (chosen || hovered) {
      list.AddRectFilled(at, end, chosen ? p.accent_soft : p.inset, 8);
    }
    draw_aligned(list, frame.fonts.small_strong, ImVec2(at.x + 20, at.y + title), 0.5f, 0.5f,
                 chosen ? p.accent : p.faint, std::to_string(i + 1));
    draw_aligned(list, frame.fonts.strong, ImVec2(at.x + 36, at.y + title), 0, 0.5f,
                 chosen ? p.accent : p.text, chapter.title());
    draw_aligned(list, frame.fonts.small, ImVec2(at.x + 36, at.y + subtitle), 0, 0.5f, p.muted,
                 truncate(frame.fonts.small, chapter.subtitle(), size.x - 40));
    if (frame.snapshot.playing && chapter.model() == frame.snapshot.active) {
      list.AddCircleFilled(ImVec2(end.x - 12, at.y + title), 4, p.good, 16);
    }
    if (pressed) opened = i;
  }
  const float line = line_height(frame.fonts.small) + 3;
  static constexpr std::string_view keys[][2] = {
      {"space", "play, pause"}, {"S", "one step"}, {"R", "start again"}, {"?", "all keys"}};
  float y = frame.layout.height - 14 - line * 4;
  if (y > ImGui::GetCursorScreenPos().y + 10) {
    for (const auto& key : keys) {
      draw_text(list, frame.fonts.small_strong, ImVec2(22, y), p.faint, key[0]);
      draw_text(list, frame.fonts.small, ImVec2(74, y), p.faint, key[1]);
      y += line;
    }
  }
  ImGui::End();
  return opened;
}

std::optional<std::size_t> draw_chapter_tabs(Frame& frame, const Chapters& chapters,
                                             std::size_t current) {
  constexpr float height = chapter_tabs_height;
  std::optional<std::size_t> opened;
  const Palette& p = frame.palette;
  begin_area("chapters", ImVec2(0, frame.layout.height - height),
             ImVec2(frame.layout.width, height), p.surface);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddLine(ImVec2(0, frame.layout.height - height + 0.5f),
               ImVec2(frame.layout.width, frame.layout.height - height + 0.5f), p.border);
  // Two rows. Each tab is as wide as its word, and gets an equal share of the rest of its row.
  const std::size_t in_first_row = (chapters.size() + 1) / 2;
  const float row_height = (height - 4) / 2;
  for (std::size_t begin = 0, end = in_first_row; begin < chapters.size();
       begin = end, end = chapters.size()) {
    float words = 0;
    for (std::size_t i = begin; i < end; ++i)
      words += text_size(frame.fonts.small, chapters[i]->short_title()).x;
    const float padding = (frame.layout.width - words) / static_cast<float>(end - begin);
    float left = 0;
    for (std::size_t i = begin; i < end; ++i) {
      const Chapter& chapter = *chapters[i];
      const bool chosen = i == current;
      const float width = text_size(frame.fonts.small, chapter.short_title()).x + padding;
      ImGui::SetCursorPos(ImVec2(left, begin == 0 ? 2 : 2 + row_height));
      left += width;
      const ImVec2 at = ImGui::GetCursorScreenPos();
      ImGui::PushID(chapter.id());
      const bool pressed = ImGui::InvisibleButton("open", ImVec2(width, row_height));
      ImGui::PopID();
      frame.controls.record(std::string("chapter.") + chapter.id());
      if (chosen) {
        list.AddRectFilled(ImVec2(at.x + 3, at.y + 3),
                           ImVec2(at.x + width - 3, at.y + row_height - 3), p.accent_soft, 10);
      }
      draw_aligned(list, frame.fonts.small, ImVec2(at.x + width / 2, at.y + row_height / 2), 0.5f,
                   0.5f, chosen ? p.accent : p.muted, chapter.short_title());
      if (pressed) opened = i;
    }
  }
  ImGui::End();
  return opened;
}

}  // namespace babble::ui
