// The loss and the product with a one-hot vector in the ways that a learner meets them.
#pragma once

#include <string>

#include "ui/base/frame.h"

namespace babble::ui {

void draw_spellings_card(Frame& frame);
/// A sentence for screen readers; empty where there is nothing.
std::string describe_spellings(const app::SpellingsView& view);

}  // namespace babble::ui
