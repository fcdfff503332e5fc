// The runs of the courses: settings, and the figures that must come out. A new one is an entry
// here.
#pragma once

#include <vector>

#include "core/presets/presets.h"

namespace babble {

/// In the order in which a chapter shows them.
std::vector<Preset> preset_table();

}  // namespace babble
