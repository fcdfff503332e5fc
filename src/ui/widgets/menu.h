// Menus.
#pragma once

#include <string_view>

#include "ui/base/frame.h"

namespace babble::ui {

/// One line of a menu, with a note in small print below; a click closes the menu.
bool menu_item(Frame& frame, std::string_view name, std::string_view words, std::string_view note,
               bool chosen);

}  // namespace babble::ui
