#include "ui/toasts.h"

#include <algorithm>

#include "ui/widgets.h"

namespace babble::ui {
namespace {

// Long enough to read it twice.
double reading_time(const std::string& text, bool is_error) {
  return std::clamp(2.5 + 0.06 * static_cast<double>(text.size()), 4.0, 12.0) + (is_error ? 4 : 0);
}

}  // namespace

void Toasts::draw(Frame& frame, float bottom) {
  for (const app::Notice& notice : frame.snapshot.notices) {
    if (notice.id <= seen_) continue;
    seen_ = notice.id;
    say(notice.text, notice.is_error);
  }
  for (Toast& toast : waiting_) {
    if (toast.until < 0) toast.until = frame.seconds + reading_time(toast.text, toast.is_error);
  }
  std::erase_if(waiting_, [&](const Toast& toast) { return toast.until <= frame.seconds; });
  constexpr std::size_t most = 3;
  if (waiting_.size() > most) waiting_.erase(waiting_.begin(), waiting_.end() - most);
  if (waiting_.empty()) return;

  const Palette& p = frame.palette;
  const Layout& layout = frame.layout;
  const float width = std::min(440.0f, layout.width - 24), padding = 14;
  float y = layout.height - bottom - 14;
  for (std::size_t i = waiting_.size(); i-- > 0;) {
    Toast& toast = waiting_[i];
    frame.wake(toast.until);
    const float inner = width - 2 * padding - 26;
    const ImVec2 size = frame.fonts.body->CalcTextSizeA(line_height(frame.fonts.body), FLT_MAX,
                                                        inner, toast.text.c_str());
    const float height = size.y + 2 * padding - 4;
    y -= height;
    const float x = layout.compact ? 12 : layout.width - width - 16;
    ImGui::SetNextWindowPos(ImVec2(x, y));
    ImGui::SetNextWindowSize(ImVec2(width, height));
    ImGui::PushStyleColor(ImGuiCol_WindowBg, toast.is_error ? p.danger_soft : p.surface);
    ImGui::PushStyleColor(ImGuiCol_Border, toast.is_error ? p.danger : p.accent);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1.5f);
    const std::string name = "toast" + std::to_string(i);
    ImGui::Begin(name.c_str(), nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                     ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing |
                     ImGuiWindowFlags_NoNav);
    ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
    ImGui::GetWindowDrawList()->AddText(frame.fonts.body, line_height(frame.fonts.body),
                                        ImVec2(x + padding, y + padding - 2), p.text,
                                        toast.text.c_str(), nullptr, inner);
    ImGui::SetCursorPos(ImVec2(width - 38, (height - 28) / 2));
    ButtonLook look;
    look.quiet = true;
    look.icon = Icon::close;
    look.width = look.height = 28;
    if (button(frame, "toast.close." + std::to_string(i), "", look)) toast.until = 0;
    frame.controls.mark("toast." + std::to_string(i), x, y, x + width, y + height);
    ImGui::End();
    ImGui::PopStyleVar();
    ImGui::PopStyleColor(2);
    y -= 10;
  }
}

}  // namespace babble::ui
