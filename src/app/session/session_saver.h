// What a later visit needs to continue.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/protocol/snapshot.h"
#include "app/session/model_run.h"
#include "app/session/text_load.h"

namespace babble::app {

constexpr std::size_t longest_saved_text = 8u << 20;  // bytes, which every browser's store takes

class SessionSaver {
 public:
  /// The text, if it is not built in, and the trained models. None if nothing has changed since the
  /// session was last saved, if there is nothing to save, or if the text is larger than 8 MB.
  std::optional<SavedSession> save(const Source& source, std::uint64_t corpus_revision,
                                   const std::vector<ModelRun>& runs, ModelKind active);

 private:
  std::string state_;  // identifies what was saved last
  std::uint64_t last_id_ = 0;
};

}  // namespace babble::app
