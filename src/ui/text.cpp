#include <algorithm>

#include "core/utf8.h"
#include "ui/widgets.h"

namespace babble::ui {

float line_height(const ImFont* font) { return font->FontSize * ImGui::GetIO().FontGlobalScale; }

ImVec2 text_size(const ImFont* font, std::string_view words) {
  return font->CalcTextSizeA(line_height(font), FLT_MAX, 0, words.data(),
                             words.data() + words.size());
}

void draw_text(ImDrawList& list, ImFont* font, ImVec2 at, Color color, std::string_view words) {
  if (words.empty()) return;
  list.AddText(font, line_height(font), at, color, words.data(), words.data() + words.size());
}

void draw_aligned(ImDrawList& list, ImFont* font, ImVec2 at, float align_x, float align_y,
                  Color color, std::string_view words) {
  const ImVec2 size = text_size(font, words);
  draw_text(list, font, ImVec2(at.x - align_x * size.x, at.y - align_y * size.y), color, words);
}

std::string elided(const ImFont* font, std::string_view words, float width) {
  if (text_size(font, words).x <= width) return std::string(words);
  const float room = width - text_size(font, "…").x;
  std::size_t fits = 0;
  float used = 0;
  for (std::size_t at = 0; at < words.size();) {
    const char32_t c = next_code_point(words, at);
    used += font->GetCharAdvance(static_cast<ImWchar>(c > 0xFFFF ? 0xFFFD : c)) *
            ImGui::GetIO().FontGlobalScale;
    if (used > room) break;
    fits = at;
  }
  return std::string(words.substr(0, fits)) + "…";
}

void text(Frame&, std::string_view words, Color color, ImFont* font) {
  ImGui::PushFont(font);
  ImGui::PushStyleColor(ImGuiCol_Text, color);
  ImGui::TextUnformatted(words.data(), words.data() + words.size());
  ImGui::PopStyleColor();
  ImGui::PopFont();
}

namespace {

void wrapped(Frame& frame, std::string_view words, Color color, ImFont* font) {
  // The wrap position is relative to the window, the card's right edge is the content's.
  ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x);
  text(frame, words, color, font);
  ImGui::PopTextWrapPos();
}

}  // namespace

void paragraph(Frame& frame, std::string_view words) {
  wrapped(frame, words, frame.palette.muted, frame.fonts.body);
}

void note(Frame& frame, std::string_view words) {
  wrapped(frame, words, frame.palette.muted, frame.fonts.small);
}

void label(Frame& frame, std::string_view words) {
  text(frame, words, frame.palette.muted, frame.fonts.small_strong);
}

void inline_label(Frame& frame, std::string_view words, Color color, ImFont* font, float width) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ImVec2 size = text_size(font, words);
  const float height = frame.layout.control_height;
  draw_aligned(*ImGui::GetWindowDrawList(), font, ImVec2(at.x, at.y + height / 2), 0, 0.5f, color,
               words);
  ImGui::Dummy(ImVec2(width > 0 ? width : size.x, height));
}

void gap(float height) { ImGui::Dummy(ImVec2(0, height)); }

void key_value(Frame& frame, std::string_view key, std::string_view value, Color color) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const float height =
      std::max(line_height(frame.fonts.small), line_height(frame.fonts.mono_small));
  ImDrawList& list = *ImGui::GetWindowDrawList();
  draw_aligned(list, frame.fonts.small, ImVec2(at.x, at.y + height / 2), 0, 0.5f,
               frame.palette.muted, key);
  draw_aligned(list, frame.fonts.mono_small, ImVec2(at.x + width, at.y + height / 2), 1, 0.5f,
               color == 0 ? frame.palette.text : color, value);
  ImGui::Dummy(ImVec2(width, height));
}

void legend_dot(Frame& frame, Color color, std::string_view words) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ImVec2 size = text_size(frame.fonts.small, words);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddCircleFilled(ImVec2(at.x + 5, at.y + size.y / 2 + 1), 4.5f, color, 16);
  draw_text(list, frame.fonts.small, ImVec2(at.x + 15, at.y), frame.palette.muted, words);
  ImGui::Dummy(ImVec2(size.x + 15, size.y));
}

void same_line_if_fits(float width, float spacing) {
  const ImGuiWindow* window = ImGui::GetCurrentWindowRead();
  const float end = ImGui::GetItemRectMax().x + spacing + width;
  if (end <= window->ContentRegionRect.Max.x - window->Scroll.x) ImGui::SameLine(0, spacing);
}

}  // namespace babble::ui
