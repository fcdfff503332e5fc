#include "ui/base/style.h"

#include "ui/base/imgui_all.h"

namespace babble::ui {

void apply_style(const Palette& p, bool compact) {
  ImGuiStyle& style = ImGui::GetStyle();
  style.WindowPadding = ImVec2(12, 10);
  style.FramePadding = ImVec2(10, 6);
  style.ItemSpacing = ImVec2(8, 6);
  style.ItemInnerSpacing = ImVec2(6, 4);
  style.WindowRounding = 10;
  style.ChildRounding = 0;
  style.FrameRounding = 8;
  style.PopupRounding = 10;
  style.ScrollbarRounding = 6;
  style.GrabRounding = 6;
  style.ScrollbarSize = compact ? 6 : 10;
  style.WindowBorderSize = 0;
  style.ChildBorderSize = 0;
  style.FrameBorderSize = 1;
  style.PopupBorderSize = 1;
  style.DisplaySafeAreaPadding = ImVec2(8, 8);
  style.AntiAliasedLinesUseTex = true;
  style.CircleTessellationMaxError = 0.2f;
  style.DisabledAlpha = 1;  // the widgets show it themselves

  ImVec4* colors = style.Colors;
  const auto set = [&](ImGuiCol which, Color color) {
    colors[which] = ImGui::ColorConvertU32ToFloat4(color);
  };
  set(ImGuiCol_Text, p.text);
  set(ImGuiCol_TextDisabled, p.faint);
  set(ImGuiCol_WindowBg, p.background);
  set(ImGuiCol_ChildBg, 0);
  set(ImGuiCol_PopupBg, p.surface);
  set(ImGuiCol_Border, p.border);
  set(ImGuiCol_BorderShadow, 0);
  set(ImGuiCol_FrameBg, p.dark ? p.inset : p.surface);
  set(ImGuiCol_FrameBgHovered, p.inset);
  set(ImGuiCol_FrameBgActive, p.dark ? p.inset : p.surface);
  set(ImGuiCol_ScrollbarBg, 0);
  set(ImGuiCol_ScrollbarGrab, mix(p.border, p.text, 0.12f));
  set(ImGuiCol_ScrollbarGrabHovered, mix(p.border, p.text, 0.3f));
  set(ImGuiCol_ScrollbarGrabActive, mix(p.border, p.text, 0.45f));
  set(ImGuiCol_TextSelectedBg, with_alpha(p.accent, 0.3f));
  set(ImGuiCol_Separator, p.border);
  set(ImGuiCol_ModalWindowDimBg, with_alpha(rgb(0x0A0E14), p.dark ? 0.6f : 0.35f));
  set(ImGuiCol_NavHighlight, p.accent);
}

}  // namespace babble::ui
