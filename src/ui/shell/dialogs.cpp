#include "ui/shell/dialogs.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "ui/base/imgui_input.h"
#include "ui/base/input_text.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

bool begin_dialog(Frame& frame, const char* name, float width) {
  const Layout& layout = frame.layout;
  ImGui::SetNextWindowPos(ImVec2(layout.width / 2, layout.height * 0.42f), ImGuiCond_Always,
                          ImVec2(0.5f, 0.5f));
  ImGui::SetNextWindowSize(ImVec2(std::min(width, layout.width - 24), 0));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(20, 18));
  const bool open = ImGui::BeginPopupModal(name, nullptr,
                                           ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                               ImGuiWindowFlags_NoSavedSettings |
                                               ImGuiWindowFlags_AlwaysAutoResize);
  ImGui::PopStyleVar();
  return open;
}

bool escape_pressed() { return is_key_pressed(key_escape, false); }

}  // namespace

void Dialogs::draw_path(Frame& frame) {
  if (!begin_dialog(frame, "open a file", 560)) return;
  text(frame, "Open a file", frame.palette.text, frame.fonts.strong);
  note(frame,
       "The path of a text (one example a line, or running text) or of a saved model. You can also "
       "drop a file on the window.");
  gap(2);
  if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
  text_field(frame, "dialog.path", path_, "/home/me/names.txt", ImGui::GetContentRegionAvail().x,
             true);
  const bool enter = is_key_pressed(key_enter, false);
  gap(4);
  ButtonLook look;
  look.primary = true;
  look.enabled = !path_.empty();
  if ((button(frame, "dialog.open", "Open", look) || enter) && !path_.empty()) {
    frame.requests.open_path = path_;
    ImGui::CloseCurrentPopup();
  }
  ImGui::SameLine(0, 8);
  if (button(frame, "dialog.cancel", "Cancel") || escape_pressed()) ImGui::CloseCurrentPopup();
  ImGui::EndPopup();
}

void Dialogs::draw_paste(Frame& frame) {
  if (!begin_dialog(frame, "paste a text", 640)) return;
  text(frame, "Paste a text", frame.palette.text, frame.fonts.strong);
  note(frame, "One example a line, or running text. It replaces the open corpus.");
  gap(2);
  if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
  ImGui::PushFont(frame.fonts.mono);
  input_text_multiline(
      "##pasted", pasted_,
      ImVec2(ImGui::GetContentRegionAvail().x, std::min(300.0f, frame.layout.height - 260)));
  ImGui::PopFont();
  frame.controls.record("dialog.text");
  gap(4);
  ButtonLook look;
  look.primary = true;
  look.enabled = !pasted_.empty();
  if (button(frame, "dialog.use", "Use this text", look)) {
    frame.post(app::OpenBytes{"pasted text", std::move(pasted_)});
    pasted_.clear();
    ImGui::CloseCurrentPopup();
  }
  ImGui::SameLine(0, 8);
  if (button(frame, "dialog.cancel", "Cancel") || escape_pressed()) ImGui::CloseCurrentPopup();
  ImGui::EndPopup();
}

void Dialogs::draw_keys(Frame& frame, std::size_t chapters,
                        std::span<const std::string_view> suppressible) {
  if (!begin_dialog(frame, "keys", 560)) return;
  const Palette& p = frame.palette;
  text(frame, "Keys", p.text, frame.fonts.title);
  const bool lesson = frame.url.suppressed("chapters");
  std::vector<std::pair<std::string_view, std::string_view>> keys = {
      {"Space", "play and pause"},
      {"S", "one step"},
      {"R", "start again from the seed"},
      {"U, Ctrl Z", "undo a reset, or a change that caused one"},
      {"?", "this list"},
      {"Tab", "leaves the picture for the controls of the page"},
  };
  const std::string digits = chapters < 10 ? "1 – " + std::to_string(chapters) : "1 – 9, 0";
  if (!lesson)
    keys.insert(keys.begin() + 4, {{digits, "the chapters"}, {"E", "exercises of the courses"}});
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (const auto& key : keys) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    draw_text(list, frame.fonts.small_strong, ImVec2(at.x, at.y + 1), p.accent, key.first);
    draw_text(list, frame.fonts.small, ImVec2(at.x + 92, at.y + 1), p.text, key.second);
    ImGui::Dummy(ImVec2(10, line_height(frame.fonts.small)));
  }
  gap(4);
  text(frame, "Links", p.text, frame.fonts.strong);
  note(frame,
       "The page’s address holds all settings and views; Share copies it. For a lesson, add &hide= "
       "and the names of what to hide, such as hide=seed,speed,walk:");
  std::string names = "setting.<name>";  // first, as a line may break at its full stop
  for (const std::string_view name : suppressible) names += ", " + std::string(name);
  wrapped_text(frame, names, p.text, frame.fonts.small);
  gap(4);
  if (button(frame, "dialog.close", "Close") || escape_pressed()) ImGui::CloseCurrentPopup();
  if (!lesson) {
    ImGui::SameLine(0, 8);
    ButtonLook look;
    look.quiet = true;
    if (button(frame, "tour.begin", "Take the tour", look)) {
      frame.requests.choice = "tour.begin";
      ImGui::CloseCurrentPopup();
    }
    ImGui::SameLine(0, 8);
    if (button(frame, "dialog.exercises", "Exercises", look)) {
      frame.requests.show_exercises = true;
      ImGui::CloseCurrentPopup();
    }
  }
  ImGui::EndPopup();
}

void Dialogs::draw(Frame& frame, const Capabilities& capabilities, std::size_t chapters,
                   std::span<const std::string_view> suppressible) {
  if (frame.requests.show_keys) {
    frame.requests.show_keys = false;
    ImGui::OpenPopup("keys");
  }
  if (frame.requests.open_file && !capabilities.file_picker) {
    frame.requests.open_file = false;
    ImGui::OpenPopup("open a file");
  }
  if (frame.requests.open_paste && !capabilities.paste_dialog) {
    frame.requests.open_paste = false;
    ImGui::OpenPopup("paste a text");
  }
  draw_path(frame);
  draw_paste(frame);
  draw_keys(frame, chapters, suppressible);
}

}  // namespace babble::ui
