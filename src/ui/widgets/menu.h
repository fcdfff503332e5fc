// Menus.
#pragma once

#include <string_view>

#include "ui/base/frame.h"

namespace babble::ui {

/// One line of a menu: words, and what they mean in small print.
bool menu_item(Frame& frame, std::string_view name, std::string_view words, std::string_view note,
               bool chosen);

}  // namespace babble::ui
