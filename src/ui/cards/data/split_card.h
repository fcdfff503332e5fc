// The parts of the corpus: training, dev and test.
#pragma once

#include "ui/base/frame.h"

namespace babble::ui {

void split_card(Frame& frame);

}  // namespace babble::ui
