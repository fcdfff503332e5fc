// ImGui's text fields over std::string.
#pragma once

#include <string>

#include "ui/base/imgui_all.h"

namespace babble::ui {

bool input_text(const char* label, const char* hint, std::string& value, ImGuiInputTextFlags flags);
bool input_text_multiline(const char* label, std::string& value, ImVec2 size);

}  // namespace babble::ui
