// The state of things in words.
#pragma once

#include <string>
#include <string_view>

#include "app/protocol/snapshot.h"

namespace babble::ui {

/// A few words for the bar at the top; `brief` where there is little room.
std::string status_words(const app::Snapshot& snapshot, bool brief);

/// Whole sentences for those who do not see the screen: model, step, loss, newest samples.
std::string spoken_status(const app::Snapshot& snapshot);

}  // namespace babble::ui
