// A part of the window: the bar, the list of chapters, the content.
#pragma once

#include "ui/base/imgui_all.h"
#include "ui/base/palette.h"

namespace babble::ui {

/// Begins an ImGui window without decoration; ImGui::End() ends it.
void begin_area(const char* name, ImVec2 at, ImVec2 size, Color background);

}  // namespace babble::ui
