// Gives input to Dear ImGui. Up to 1.86 a program writes the state of pointer and keys, and chooses
// the indices of keys itself; later versions have names for the keys and take events.
#pragma once

struct ImGuiIO;

namespace babble::ui {

/// Keys. Printable ones have their lower-case ASCII code; all are from 1 to 511.
enum Key : int {
  key_backspace = 8,
  key_tab = 9,
  key_enter = 13,
  key_escape = 27,
  key_delete = 127,
  key_left = 256,
  key_right,
  key_up,
  key_down,
  key_page_up,
  key_page_down,
  key_home,
  key_end,
  key_insert,
  key_keypad_enter,
};

/// Call once after ImGui::CreateContext.
void map_keys(ImGuiIO& io);

/// The state that follows from this input is in `io` when apply_input returns.
void input_position(ImGuiIO& io, float x, float y);
void input_button(ImGuiIO& io, int button, bool down);
void input_wheel(ImGuiIO& io, float dx, float dy);
void input_key(ImGuiIO& io, int key, bool down);
void input_modifiers(ImGuiIO& io, bool ctrl, bool shift, bool alt, bool super);
void apply_input();

/// False for keys that ImGui does not know.
bool is_key_down(int key);
/// True in the frame in which the key went down; with `repeat` also while it is held, at intervals.
bool is_key_pressed(int key, bool repeat);

/// The wheel belongs to the last item while the pointer is on it, not to the window.
void keep_wheel();

struct Caret {
  float x, y;
};
/// Where the field that takes text has its caret.
Caret caret_position();

}  // namespace babble::ui
