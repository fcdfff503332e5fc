#include "ui/base/input_text.h"

namespace babble::ui {
namespace {

// ImGui writes into the string's own memory and asks here when it needs more.
int resize(ImGuiInputTextCallbackData* data) {
  if (data->EventFlag == ImGuiInputTextFlags_CallbackResize) {
    auto& value = *static_cast<std::string*>(data->UserData);
    value.resize(static_cast<std::size_t>(data->BufTextLen));
    data->Buf = value.data();
  }
  return 0;
}

}  // namespace

bool input_text(const char* label, const char* hint, std::string& value,
                ImGuiInputTextFlags flags) {
  return ImGui::InputTextWithHint(label, hint, value.data(), value.capacity() + 1,
                                  flags | ImGuiInputTextFlags_CallbackResize, resize, &value);
}

bool input_text_multiline(const char* label, std::string& value, ImVec2 size) {
  return ImGui::InputTextMultiline(label, value.data(), value.capacity() + 1, size,
                                   ImGuiInputTextFlags_CallbackResize, resize, &value);
}

}  // namespace babble::ui
