// The running sums of one row from 0 to 1, the number drawn, and a lens where it fell.
#pragma once

#include "ui/base/frame.h"

namespace babble::ui {

/// `progress` of the draw, 0 to 1: the number slides in, then the letter that it fell on lights up.
/// Needs step.sums.
void draw_sample_step_bar(Frame& frame, const app::SampleStepView& step, double progress);

}  // namespace babble::ui
