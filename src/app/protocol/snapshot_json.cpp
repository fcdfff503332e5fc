#include "app/protocol/snapshot_json.h"

#include "app/protocol/json_writer.h"
#include "app/protocol/snapshot_fields.h"

namespace babble::app {

nlohmann::ordered_json snapshot_json(const Snapshot& snapshot, bool with_tables) {
  return JsonWriter(with_tables).json_of(snapshot);
}

}  // namespace babble::app
