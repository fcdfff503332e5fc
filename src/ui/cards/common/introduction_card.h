// The card that opens every chapter: a title and a paragraph that says what to look at.
#pragma once

#include <functional>
#include <string_view>

#include "ui/base/frame.h"

namespace babble::ui {

/// `controls` draws what stands below the paragraph.
void introduction_card(Frame& frame, std::string_view title, std::string_view words,
                       const std::function<void()>& controls = {});

}  // namespace babble::ui
