// Menus.
#pragma once

#include <string_view>

#include "ui/base/frame.h"
#include "ui/base/imgui_all.h"

namespace babble::ui {

/// Places the popup that begins next at a button: below it, or above it where it would leave the
/// screen. Their right edges meet.
void place_menu(ImVec2 button_low, ImVec2 button_high);

/// One line of a menu, with a note in small print below; a click closes the menu.
bool menu_item(Frame& frame, std::string_view name, std::string_view words, std::string_view note,
               bool chosen);

}  // namespace babble::ui
