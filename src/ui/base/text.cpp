#include "ui/base/text.h"

#include <algorithm>

#include "core/base/utf8.h"

namespace babble::ui {

namespace {

// Adds the characters that the font lacks to the list that Interface reads after each frame.
void want_glyphs(const ImFont* font, std::string_view words) {
  auto* missed = static_cast<std::vector<char32_t>*>(ImGui::GetIO().UserData);
  if (missed == nullptr) return;
  const char* end = words.data() + words.size();
  for (const char* at = words.data(); at < end;) {
    if (static_cast<unsigned char>(*at) < 0x80) {
      ++at;
      continue;
    }
    unsigned code_point = 0;
    at += ImTextCharFromUtf8(&code_point, at, end);
    if (font->FindGlyphNoFallback(static_cast<ImWchar>(code_point)) == nullptr)
      missed->push_back(code_point);
  }
}

}  // namespace

float line_height(const ImFont* font) { return font->FontSize * ImGui::GetIO().FontGlobalScale; }

ImVec2 text_size(const ImFont* font, std::string_view words) {
  return font->CalcTextSizeA(line_height(font), FLT_MAX, 0, words.data(),
                             words.data() + words.size());
}

void draw_text(ImDrawList& list, ImFont* font, ImVec2 at, Color color, std::string_view words) {
  if (words.empty()) return;
  want_glyphs(font, words);
  list.AddText(font, line_height(font), at, color, words.data(), words.data() + words.size());
}

void draw_aligned(ImDrawList& list, ImFont* font, ImVec2 at, float align_x, float align_y,
                  Color color, std::string_view words) {
  const ImVec2 size = text_size(font, words);
  draw_text(list, font, ImVec2(at.x - align_x * size.x, at.y - align_y * size.y), color, words);
}

std::string truncate(const ImFont* font, std::string_view words, float width) {
  if (text_size(font, words).x <= width) return std::string(words);
  const float room = width - text_size(font, "…").x;
  std::size_t fits = 0;
  float used = 0;
  for (std::size_t at = 0; at < words.size();) {
    const char32_t c = next_code_point(words, at);
    used += font->GetCharAdvance(static_cast<ImWchar>(
                c > IM_UNICODE_CODEPOINT_MAX ? IM_UNICODE_CODEPOINT_INVALID : c)) *
            ImGui::GetIO().FontGlobalScale;
    if (used > room) break;
    fits = at;
  }
  return std::string(words.substr(0, fits)) + "…";
}

std::string wrap_text(const ImFont* font, std::string_view words, float width) {
  const float scale = line_height(font) / font->FontSize;
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::string lines;
  // `good`: where this line may end; 0: nowhere so far.
  std::size_t begin = 0, good = 0, at = 0;
  float x = 0;
  const auto end_line = [&](std::size_t end) {
    lines.append(words, begin, end - begin);
    lines += '\n';
    while (end < words.size() && is_space(words[end])) ++end;
    begin = at = end;
    good = 0;
    x = 0;
  };
  while (at < words.size()) {
    const char first = words[at];
    if (first == '\n') {
      lines.append(words, begin, at + 1 - begin);
      begin = ++at;
      good = 0;
      x = 0;
      continue;
    }
    unsigned c = static_cast<unsigned char>(first);
    std::size_t next = at + 1;
    if (c >= 0x80) {
      const char* end = words.data() + words.size();
      next = at + static_cast<std::size_t>(ImTextCharFromUtf8(&c, words.data() + at, end));
    }
    const float advance = font->GetCharAdvance(static_cast<ImWchar>(c)) * scale;
    if (is_space(first)) {
      if (at > begin && !is_space(words[at - 1])) good = at;
    } else if (x + advance > width && at > begin) {
      end_line(good > begin ? good : at);
      continue;
    }
    x += advance;
    at = next;
    constexpr std::string_view punctuation = ".,;!?\"";
    const bool in_number = next < words.size() && is_digit(words[next]);
    if (punctuation.find(first) != std::string_view::npos && !in_number) good = next;
    if (c >= 0x2E80 && c != IM_UNICODE_CODEPOINT_INVALID) good = next;  // Chinese has no spaces
  }
  return lines.append(words, begin);
}

void text(Frame&, std::string_view words, Color color, ImFont* font) {
  want_glyphs(font, words);
  ImGui::PushFont(font);
  ImGui::PushStyleColor(ImGuiCol_Text, color);
  const float wrap = ImGui::GetCurrentWindow()->DC.TextWrapPos;
  if (wrap >= 0) {
    const ImVec2 at = ImGui::GetCurrentWindow()->DC.CursorPos;
    const std::string lines = wrap_text(font, words, ImGui::CalcWrapWidthForPos(at, wrap));
    ImGui::PushTextWrapPos(-1);
    ImGui::TextUnformatted(lines.data(), lines.data() + lines.size());
    ImGui::PopTextWrapPos();
  } else {
    ImGui::TextUnformatted(words.data(), words.data() + words.size());
  }
  ImGui::PopStyleColor();
  ImGui::PopFont();
}

void wrapped_text(Frame& frame, std::string_view words, Color color, ImFont* font) {
  // The wrap position is relative to the window; the content ends at the card's right edge.
  ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x);
  text(frame, words, color, font);
  ImGui::PopTextWrapPos();
}

void paragraph(Frame& frame, std::string_view words) {
  wrapped_text(frame, words, frame.palette.muted, frame.fonts.body);
}

void note(Frame& frame, std::string_view words) {
  wrapped_text(frame, words, frame.palette.muted, frame.fonts.small);
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
