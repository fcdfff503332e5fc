// Chapter Compare: the trained models on a text that they were not trained on.
#pragma once

#include <string>

#include "ui/base/frame.h"

namespace babble::ui {

void draw_second_text_card(Frame& frame);
/// For screen readers; empty without figures.
std::string describe_second_text(const app::Snapshot& snapshot);

}  // namespace babble::ui
