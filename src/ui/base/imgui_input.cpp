#include "ui/base/imgui_input.h"

#include "ui/base/imgui_all.h"

namespace babble::ui {

#if IMGUI_VERSION_NUM >= 18900  // 1.87 brought the events, 1.89 today's names of keys

namespace {

ImGuiKey named_key(int key) {
  if (key >= 'a' && key <= 'z') return static_cast<ImGuiKey>(ImGuiKey_A + key - 'a');
  if (key >= '0' && key <= '9') return static_cast<ImGuiKey>(ImGuiKey_0 + key - '0');
  switch (key) {
    case key_backspace:
      return ImGuiKey_Backspace;
    case key_tab:
      return ImGuiKey_Tab;
    case key_enter:
      return ImGuiKey_Enter;
    case key_escape:
      return ImGuiKey_Escape;
    case ' ':
      return ImGuiKey_Space;
    case key_delete:
      return ImGuiKey_Delete;
    case key_left:
      return ImGuiKey_LeftArrow;
    case key_right:
      return ImGuiKey_RightArrow;
    case key_up:
      return ImGuiKey_UpArrow;
    case key_down:
      return ImGuiKey_DownArrow;
    case key_page_up:
      return ImGuiKey_PageUp;
    case key_page_down:
      return ImGuiKey_PageDown;
    case key_home:
      return ImGuiKey_Home;
    case key_end:
      return ImGuiKey_End;
    case key_insert:
      return ImGuiKey_Insert;
    case key_keypad_enter:
      return ImGuiKey_KeypadEnter;
    default:
      return ImGuiKey_None;
  }
}

}  // namespace

void map_keys(ImGuiIO&) {}

void input_position(ImGuiIO& io, float x, float y) { io.AddMousePosEvent(x, y); }
void input_button(ImGuiIO& io, int button, bool down) { io.AddMouseButtonEvent(button, down); }
void input_wheel(ImGuiIO& io, float dx, float dy) { io.AddMouseWheelEvent(dx, dy); }
void input_key(ImGuiIO& io, int key, bool down) { io.AddKeyEvent(named_key(key), down); }
void input_modifiers(ImGuiIO& io, bool ctrl, bool shift, bool alt, bool super) {
  io.AddKeyEvent(ImGuiMod_Ctrl, ctrl);
  io.AddKeyEvent(ImGuiMod_Shift, shift);
  io.AddKeyEvent(ImGuiMod_Alt, alt);
  io.AddKeyEvent(ImGuiMod_Super, super);
}
// All at once: InputQueue has already spread the events over frames.
void apply_input() { ImGui::UpdateInputEvents(false); }

bool is_key_down(int key) {
  return named_key(key) != ImGuiKey_None && ImGui::IsKeyDown(named_key(key));
}
bool is_key_pressed(int key, bool repeat) { return ImGui::IsKeyPressed(named_key(key), repeat); }

void keep_wheel() { ImGui::SetItemKeyOwner(ImGuiKey_MouseWheelY); }

Caret caret_position() {
  const ImVec2 at = ImGui::GetCurrentContext()->PlatformImeData.InputPos;
  return {at.x, at.y};
}

#else  // 1.86

void map_keys(ImGuiIO& io) {
  io.KeyMap[ImGuiKey_Tab] = key_tab;
  io.KeyMap[ImGuiKey_LeftArrow] = key_left;
  io.KeyMap[ImGuiKey_RightArrow] = key_right;
  io.KeyMap[ImGuiKey_UpArrow] = key_up;
  io.KeyMap[ImGuiKey_DownArrow] = key_down;
  io.KeyMap[ImGuiKey_PageUp] = key_page_up;
  io.KeyMap[ImGuiKey_PageDown] = key_page_down;
  io.KeyMap[ImGuiKey_Home] = key_home;
  io.KeyMap[ImGuiKey_End] = key_end;
  io.KeyMap[ImGuiKey_Insert] = key_insert;
  io.KeyMap[ImGuiKey_Delete] = key_delete;
  io.KeyMap[ImGuiKey_Backspace] = key_backspace;
  io.KeyMap[ImGuiKey_Space] = ' ';
  io.KeyMap[ImGuiKey_Enter] = key_enter;
  io.KeyMap[ImGuiKey_Escape] = key_escape;
  io.KeyMap[ImGuiKey_KeyPadEnter] = key_keypad_enter;
  io.KeyMap[ImGuiKey_A] = 'a';
  io.KeyMap[ImGuiKey_C] = 'c';
  io.KeyMap[ImGuiKey_V] = 'v';
  io.KeyMap[ImGuiKey_X] = 'x';
  io.KeyMap[ImGuiKey_Y] = 'y';
  io.KeyMap[ImGuiKey_Z] = 'z';
}

void input_position(ImGuiIO& io, float x, float y) { io.MousePos = ImVec2(x, y); }
void input_button(ImGuiIO& io, int button, bool down) { io.MouseDown[button] = down; }
void input_wheel(ImGuiIO& io, float dx, float dy) {
  io.MouseWheelH += dx;
  io.MouseWheel += dy;
}
void input_key(ImGuiIO& io, int key, bool down) { io.KeysDown[key] = down; }
void input_modifiers(ImGuiIO& io, bool ctrl, bool shift, bool alt, bool super) {
  io.KeyCtrl = ctrl;
  io.KeyShift = shift;
  io.KeyAlt = alt;
  io.KeySuper = super;
}
void apply_input() {}

bool is_key_down(int key) { return ImGui::GetIO().KeysDown[key]; }
bool is_key_pressed(int key, bool repeat) { return ImGui::IsKeyPressed(key, repeat); }

void keep_wheel() { ImGui::SetItemUsingMouseWheel(); }

Caret caret_position() {
  const ImVec2 at = ImGui::GetCurrentContext()->PlatformImePos;
  return {at.x, at.y};
}

#endif

}  // namespace babble::ui
