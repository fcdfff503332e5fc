// The few symbols of the interface, drawn as vectors.
#pragma once

#include "ui/base/palette.h"

struct ImDrawList;
struct ImVec2;

namespace babble::ui {

enum class Icon {
  none,
  play,
  pause,
  step,
  reset,
  open,
  save,
  sun,
  moon,
  more,
  down,
  plus,
  minus,
  fit,
  dice,
  close,
  check,
  share,
  help,
};

/// Draws the symbol into a square of `size` around `center`.
void draw_icon(ImDrawList& list, Icon icon, const ImVec2& center, float size, Color color);

}  // namespace babble::ui
