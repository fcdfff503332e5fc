#include "ui/shell/toasts.h"

#include <algorithm>

#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

constexpr float padding = 14, close_size = 28, gap_between = 10;

// Long enough to read it twice.
double reading_time(const std::string& text, bool is_error) {
  return std::clamp(2.5 + 0.06 * static_cast<double>(text.size()), 4.0, 12.0) + (is_error ? 4 : 0);
}

}  // namespace

void Toasts::withdraw(std::string_view answer) {
  std::erase_if(waiting_, [&](const Toast& toast) {
    return !toast.answers.empty() && toast.answers[0].name == answer;
  });
}

void Toasts::draw(Frame& frame, float left, float bottom) {
  for (const app::Notice& notice : frame.snapshot.notices) {
    if (notice.id <= seen_) continue;
    seen_ = notice.id;
    say(notice.text, notice.is_error);
    if (!notice.offers_undo) continue;
    waiting_.back().answers.push_back({"undo", "Undo"});
    waiting_.back().stays = 12;
  }
  if (frame.snapshot.undo.empty()) withdraw("undo");
  for (Toast& toast : waiting_) {
    if (toast.until >= 0) continue;
    toast.until =
        frame.seconds + (toast.stays > 0 ? toast.stays : reading_time(toast.text, toast.is_error));
  }
  std::erase_if(waiting_, [&](const Toast& toast) { return toast.until <= frame.seconds; });
  constexpr std::size_t most = 3;
  while (waiting_.size() > most) {  // drops the oldest, but keeps prompts
    const auto old = std::find_if(waiting_.begin(), waiting_.end(),
                                  [](const Toast& toast) { return toast.answers.empty(); });
    waiting_.erase(old == waiting_.end() ? waiting_.begin() : old);
  }
  float y = frame.layout.height - bottom - padding;
  // A prompt keeps its place while others come, so that no click misses it: prompts are at the
  // bottom, the oldest lowest, and the other messages above.
  for (std::size_t i = 0; i < waiting_.size(); ++i)
    if (!waiting_[i].answers.empty()) draw_one(frame, i, left, y, y);
  for (std::size_t i = waiting_.size(); i-- > 0;)
    if (waiting_[i].answers.empty()) draw_one(frame, i, left, y, y);
}

// Draws it above `bottom`, and sets `top` to the bottom of the next one above.
void Toasts::draw_one(Frame& frame, std::size_t index, float left, float bottom, float& top) {
  const Palette& p = frame.palette;
  const Layout& layout = frame.layout;
  Toast& toast = waiting_[index];
  frame.wake(toast.until);
  const float width = std::min(440.0f, layout.width - 24);
  const float inner = width - 2 * padding - close_size + 2;
  const std::string lines = wrap_text(frame.fonts.body, toast.text, inner);
  const float text_height = text_size(frame.fonts.body, lines).y;
  const float buttons = toast.answers.empty() ? 0 : layout.control_height + 8;
  const float height = text_height + 2 * padding - 4 + buttons;
  // Over the left column, whose plots have no buttons there.
  const float x = layout.compact ? 12 : left + 16, y = bottom - height;
  ImGui::SetNextWindowPos(ImVec2(x, y));
  ImGui::SetNextWindowSize(ImVec2(width, height));
  ImGui::PushStyleColor(ImGuiCol_WindowBg, toast.is_error ? p.danger_soft : p.surface);
  ImGui::PushStyleColor(ImGuiCol_Border, toast.is_error ? p.danger : p.accent);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1.5f);
  const std::string number = std::to_string(index);
  ImGui::Begin(("toast" + number).c_str(), nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing |
                   ImGuiWindowFlags_NoNav);
  ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
  draw_text(*ImGui::GetWindowDrawList(), frame.fonts.body, ImVec2(x + padding, y + padding - 2),
            p.text, lines);
  ImGui::SetCursorPos(
      ImVec2(width - 38, toast.answers.empty() ? (height - close_size) / 2 : padding - 8));
  ButtonLook look;
  look.quiet = true;
  look.icon = Icon::close;
  look.width = look.height = close_size;
  if (button(frame, "toast.close." + number, "", look)) toast.until = 0;
  look = {};
  look.primary = true;
  ImGui::SetCursorPos(ImVec2(padding, height - layout.control_height - padding + 2));
  for (const Prompt::Answer& answer : toast.answers) {
    if (button(frame, answer.name, answer.words, look)) {
      answer_ = answer.name;
      toast.until = 0;
    }
    look.primary = false;
    ImGui::SameLine(0, 8);
  }
  frame.controls.record("toast." + number, x, y, x + width, y + height);
  ImGui::End();
  ImGui::PopStyleVar();
  ImGui::PopStyleColor(2);
  top = y - gap_between;
}

}  // namespace babble::ui
