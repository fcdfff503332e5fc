// What the program is doing, in words.
#pragma once

#include <string>
#include <vector>

#include "app/protocol/snapshot.h"

namespace babble::ui {

/// A few words for the bar at the top, from the longest version to the shortest.
std::vector<std::string> status_words(const app::Snapshot& snapshot);

/// Sentences for screen readers: model, step, loss, newest samples.
std::string spoken_status(const app::Snapshot& snapshot);

}  // namespace babble::ui
