#include "ui/widgets/widgets.h"

#include <algorithm>
#include <cmath>

#include "ui/base/input_text.h"

namespace babble::ui {
namespace {

constexpr float icon_size = 15, icon_gap = 8, side_padding = 12, menu_mark_size = 9;

struct Pressed {
  bool clicked, hovered, held;
  ImVec2 low, high;
};

// An invisible button, recorded under its name. Disabled ones are recorded too.
Pressed press_area(Frame& frame, std::string_view name, ImVec2 size, bool enabled) {
  Pressed result{};
  ImGui::PushID(name.data(), name.data() + name.size());
  ImGui::BeginDisabled(!enabled);
  result.clicked = ImGui::InvisibleButton("press", size) && enabled;
  ImGui::EndDisabled();
  ImGui::PopID();
  result.hovered = enabled && ImGui::IsItemHovered();
  result.held = enabled && ImGui::IsItemActive();
  result.low = ImGui::GetItemRectMin();
  result.high = ImGui::GetItemRectMax();
  frame.controls.record(name);
  if (result.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  return result;
}

double least_of(const SliderScale& scale) {
  return scale.least > 0 ? scale.least : scale.high * 1e-6;
}

double to_position(double value, const SliderScale& scale) {
  if (!scale.logarithmic) return (value - scale.low) / (scale.high - scale.low);
  // The first 4 % of a logarithmic slider are 0.
  const bool zero = scale.low <= 0;
  const double low = zero ? least_of(scale) : scale.low;
  const double begin = zero ? 0.04 : 0;
  if (zero && value <= low) return value <= 0 ? 0 : begin;
  return begin + (1 - begin) * std::log(value / low) / std::log(scale.high / low);
}

double from_position(double t, const SliderScale& scale) {
  t = std::clamp(t, 0.0, 1.0);
  double value = 0;
  if (!scale.logarithmic) {
    value = scale.low + t * (scale.high - scale.low);
    const double grain = std::pow(10, std::floor(std::log10((scale.high - scale.low) / 200)));
    value = std::round(value / grain) * grain;
  } else {
    const bool zero = scale.low <= 0;
    const double low = zero ? least_of(scale) : scale.low;
    const double begin = zero ? 0.04 : 0;
    if (zero && t < begin) return 0;
    value = low * std::pow(scale.high / low, (t - begin) / (1 - begin));
    // Rounds to two significant digits.
    const double grain = std::pow(10, std::floor(std::log10(value)) - 1);
    value = std::round(value / grain) * grain;
  }
  if (scale.integer) value = std::round(value);
  return std::clamp(value, scale.low, scale.high);
}

}  // namespace

float button_width(const Frame& frame, std::string_view words, const ButtonLook& look) {
  const float label_width = words.empty() ? 0 : text_size(frame.fonts.body, words).x;
  float width = label_width;
  if (look.icon != Icon::none) width += icon_size + (words.empty() ? 0 : icon_gap);
  if (look.menu_mark) width += menu_mark_size + 7;
  const float height = look.height > 0 ? look.height : frame.layout.control_height;
  return std::ceil(std::max(width + 2 * (words.empty() ? 8 : side_padding), height));
}

bool button(Frame& frame, std::string_view name, std::string_view words, const ButtonLook& look) {
  const Palette& p = frame.palette;
  const float height = look.height > 0 ? look.height : frame.layout.control_height;
  const float width = look.width > 0 ? look.width : button_width(frame, words, look);
  const Pressed state = press_area(frame, name, ImVec2(width, height), look.enabled);
  tooltip(frame, look.tip);

  ImDrawList& list = *ImGui::GetWindowDrawList();
  Color fill = look.primary ? p.accent : p.surface, ink = look.primary ? p.on_accent : p.text;
  if (look.active) fill = p.accent_soft, ink = p.accent;
  if (look.quiet && !look.active) fill = 0;
  if (state.hovered) fill = look.primary ? mix(p.accent, p.text, 0.12f) : p.inset;
  if (state.hovered && look.active) fill = mix(p.accent_soft, p.accent, 0.1f);
  if (state.held) fill = look.primary ? mix(p.accent, p.text, 0.22f) : mix(p.inset, p.text, 0.08f);
  if (!look.enabled) {
    ink = p.faint;
    if (look.primary) fill = p.inset;
  }
  if (fill != 0) list.AddRectFilled(state.low, state.high, fill, 8);
  if (!look.primary && !look.quiet) list.AddRect(state.low, state.high, p.border, 8);

  const float label_room = width - 2 * (words.empty() ? 4 : side_padding) -
                           (look.icon != Icon::none ? icon_size + icon_gap : 0) -
                           (look.menu_mark ? menu_mark_size + 7 : 0);
  const std::string shown = words.empty() ? "" : truncate(frame.fonts.body, words, label_room + 1);
  const float label_width = shown.empty() ? 0 : text_size(frame.fonts.body, shown).x;
  const float content = label_width + (look.icon != Icon::none ? icon_size : 0) +
                        (look.icon != Icon::none && !shown.empty() ? icon_gap : 0) +
                        (look.menu_mark ? menu_mark_size + 7 : 0);
  // A menu button of a given width has its text at the left and its arrow at the right.
  const bool stretched = look.menu_mark && look.width > 0;
  float x = std::floor(state.low.x + (stretched ? side_padding : (width - content) / 2));
  const float y = (state.low.y + state.high.y) / 2;
  if (look.icon != Icon::none) {
    draw_icon(list, look.icon, ImVec2(x + icon_size / 2, y), icon_size, ink);
    x += icon_size + icon_gap;
  }
  if (!shown.empty()) {
    draw_aligned(list, frame.fonts.body, ImVec2(x, y), 0, 0.5f, ink, shown);
    x += label_width;
  }
  if (look.menu_mark) {
    const float mark = stretched ? state.high.x - side_padding - menu_mark_size : x + 7;
    draw_icon(list, Icon::down, ImVec2(mark + menu_mark_size / 2, y + 1), menu_mark_size, p.muted);
  }
  return state.clicked;
}

bool segmented(Frame& frame, std::string_view name, const std::vector<std::string_view>& words,
               int& chosen, float width) {
  const Palette& p = frame.palette;
  const bool from_link = frame.url.choice(name, words, chosen);
  const float height = frame.layout.control_height;
  const float padding = 11;
  std::vector<float> widths;
  float total = 0;
  for (const std::string_view word : words) {
    widths.push_back(std::ceil(text_size(frame.fonts.small, word).x + 2 * padding));
    total += widths.back();
  }
  // Words that do not fit into the width even with little padding take two lines.
  const std::size_t count = words.size();
  const bool two_lines =
      width > 0 && count > 3 && total - 2 * (padding - 4) * static_cast<float>(count) > width;
  const std::size_t line_size = two_lines ? (count + 1) / 2 : count;
  if (width > 0) {
    for (std::size_t begin = 0; begin < count; begin += line_size) {
      const std::size_t end = std::min(count, begin + line_size);
      float line = 0;
      for (std::size_t i = begin; i < end; ++i) line += widths[i];
      for (std::size_t i = begin; i < end; ++i) widths[i] *= width / line;
    }
    total = width;
  }
  const float bottom = two_lines ? 2 * height : height;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(start, ImVec2(start.x + total, start.y + bottom), p.inset, 8);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, ImGui::GetStyle().ItemSpacing.y));
  bool changed = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i % line_size > 0) ImGui::SameLine(0, 0);
    if (i > 0 && i % line_size == 0) ImGui::SetCursorScreenPos(ImVec2(start.x, start.y + height));
    const bool is_chosen = chosen == static_cast<int>(i);
    const Pressed state = press_area(frame, std::string(name) + "." + std::to_string(i),
                                     ImVec2(widths[i], height), true);
    const ImVec2 low(state.low.x + 2, state.low.y + 2), high(state.high.x - 2, state.high.y - 2);
    if (is_chosen) {
      list.AddRectFilled(low, high, p.surface, 6);
      list.AddRect(low, high, p.border, 6);
    } else if (state.hovered) {
      list.AddRectFilled(low, high, mix(p.inset, p.text, 0.06f), 6);
    }
    draw_aligned(list, is_chosen ? frame.fonts.small_strong : frame.fonts.small,
                 ImVec2((low.x + high.x) / 2, (low.y + high.y) / 2), 0.5f, 0.5f,
                 is_chosen ? p.accent : p.muted, words[i]);
    if (state.clicked && !is_chosen) {
      chosen = static_cast<int>(i);
      changed = true;
    }
  }
  ImGui::PopStyleVar();
  frame.controls.record(name, start.x, start.y, start.x + total, start.y + bottom);
  return changed || from_link;
}

bool toggle(Frame& frame, std::string_view name, std::string_view words, bool& on) {
  const Palette& p = frame.palette;
  const bool from_link = frame.url.flag(name, on);
  const float height = frame.layout.control_height;
  const float knob = 18, track = 34;
  const float words_width = words.empty() ? 0 : text_size(frame.fonts.small, words).x + 8;
  const Pressed state = press_area(frame, name, ImVec2(track + words_width, height), true);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float y = (state.low.y + state.high.y) / 2;
  const ImVec2 low(state.low.x, y - knob / 2), high(state.low.x + track, y + knob / 2);
  list.AddRectFilled(low, high, on ? p.accent : mix(p.inset, p.text, state.hovered ? 0.3f : 0.22f),
                     knob / 2);
  const float x = on ? high.x - knob / 2 : low.x + knob / 2;
  list.AddCircleFilled(ImVec2(x, y), knob / 2 - 2.5f, on ? p.on_accent : p.surface, 20);
  if (!words.empty()) {
    draw_aligned(list, frame.fonts.small, ImVec2(high.x + 8, y), 0, 0.5f, p.text, words);
  }
  if (state.clicked) on = !on;
  return state.clicked || from_link;
}

bool slider(Frame& frame, std::string_view name, double& value, const SliderScale& scale,
            float width, bool* released) {
  const Palette& p = frame.palette;
  const float height = frame.layout.control_height, radius = 8;
  const Pressed state = press_area(frame, name, ImVec2(width, height), true);
  const float left = state.low.x + radius, right = state.high.x - radius;
  bool changed = frame.url.number(name, value, scale.low, scale.high);
  if (changed && released != nullptr) *released = true;
  if (state.held) {
    const double t = (ImGui::GetIO().MousePos.x - left) / std::max(right - left, 1.0f);
    const double wanted = from_position(t, scale);
    changed |= wanted != value;
    value = wanted;
    if (changed) ImGui::MarkItemEdited(ImGui::GetItemID());
  }
  if (released != nullptr && ImGui::IsItemDeactivatedAfterEdit()) *released = true;

  const float y = (state.low.y + state.high.y) / 2;
  const auto t = static_cast<float>(std::clamp(to_position(value, scale), 0.0, 1.0));
  const float x = left + t * (right - left);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(ImVec2(state.low.x, y - 2), ImVec2(state.high.x, y + 2), p.border, 2);
  list.AddRectFilled(ImVec2(state.low.x, y - 2), ImVec2(x, y + 2), p.accent, 2);
  list.AddCircleFilled(ImVec2(x, y), radius, p.surface, 24);
  list.AddCircle(ImVec2(x, y), radius - 0.75f,
                 state.hovered || state.held ? p.accent : mix(p.accent, p.border, 0.3f), 24,
                 state.held ? 3.0f : 2.0f);
  return changed;
}

bool text_field(Frame& frame, std::string_view name, std::string& value, const char* hint,
                float width, bool mono, bool* changed) {
  ImFont* font = mono ? frame.fonts.mono : frame.fonts.body;
  ImGui::PushFont(font);
  const float padding = (frame.layout.control_height - line_height(font)) / 2;
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(10, padding));
  ImGui::PushStyleColor(ImGuiCol_TextDisabled, frame.palette.faint);
  ImGui::SetNextItemWidth(width);
  ImGui::PushID(name.data(), name.data() + name.size());
  const bool entered =
      input_text("##field", hint, value,
                 ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
  const bool edited = ImGui::IsItemEdited();
  const bool from_link = frame.url.text(name, value, edited);
  if (changed != nullptr) *changed = edited || from_link;
  const bool left = ImGui::IsItemDeactivatedAfterEdit();
  ImGui::PopID();
  frame.controls.record(name);
  if (ImGui::IsItemActive()) {
    ImGui::GetWindowDrawList()->AddRect(ImGui::GetItemRectMin(), ImGui::GetItemRectMax(),
                                        frame.palette.accent, 8, 0, 1.5f);
  }
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();
  ImGui::PopFont();
  return entered || left || from_link;
}

}  // namespace babble::ui
