// What a chapter shows in words, for screen readers.
#pragma once

#include <string>
#include <string_view>

#include "app/protocol/snapshot.h"

namespace babble::ui {

/// What the chapter shows, in sentences, with the numbers that its pictures show.
std::string spoken_description(const app::Snapshot& snapshot, std::string_view chapter);

}  // namespace babble::ui
