// Snapshots as JSON, for window.babble.state() and the tests.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "app/protocol/snapshot.h"

namespace babble::app {

/// All of a snapshot under the names of snapshot.h; figures as in core/settings/settings_json.h.
/// Each model stands under its name in "models", with "perplexity" beside "nll". The large tables
/// (counts, W, log P, hidden states) are there only if asked for; of an artifact there is its size.
nlohmann::ordered_json snapshot_json(const Snapshot& snapshot, bool with_tables = false);

}  // namespace babble::app
