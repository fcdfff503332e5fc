// Snapshots as JSON, for window.babble.state() and the tests.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "app/protocol/snapshot.h"

namespace babble::app {

/// The fields that snapshot_fields.h names; numbers as in core/settings/settings_json.h.
/// `with_tables` adds the large ones: counts, W, log P, hidden states. json_text writes the result.
nlohmann::ordered_json snapshot_json(const Snapshot& snapshot, bool with_tables = false);

}  // namespace babble::app
