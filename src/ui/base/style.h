// ImGui's own colours and measures, set from our palette.
#pragma once

#include "ui/base/palette.h"

namespace babble::ui {

void apply_style(const Palette& palette, bool compact);

}  // namespace babble::ui
