#include "app/session/session_saver.h"

#include <algorithm>
#include <utility>

#include "core/models/registry.h"

namespace babble::app {
std::optional<SavedSession> SessionSaver::save(const Source& source, std::uint64_t corpus_revision,
                                               const std::vector<ModelRun>& runs,
                                               ModelKind active) {
  const bool own_text = source.owned && source.bytes.size() <= longest_saved_text;
  if (!own_text && source.builtin.empty()) return std::nullopt;
  std::string state = std::to_string(corpus_revision), words;
  std::vector<const ModelRun*> trained;
  for (const ModelRun& run : runs) {
    if (!run.has_trained()) continue;
    state += ' ' + std::to_string(run.open().run) + ':' + std::to_string(run.steps());
    words += (words.empty() ? "" : " and ") + run.phrase();
    trained.push_back(&run);
  }
  if ((trained.empty() && !own_text) || state == state_) return std::nullopt;
  std::stable_partition(trained.begin(), trained.end(),
                        [&](const ModelRun* run) { return run->kind() != active; });
  SavedSession saved;
  saved.id = last_id_ + 1;
  saved.title = (words.empty() ? "" : words + " on ") + source.name;
  if (own_text) saved.corpus = {source.name, SharedBytes(source.owned)};
  for (const ModelRun* run : trained)
    saved.models.push_back({std::string(model_info(run->kind()).id) + ".safetensors",
                            SharedBytes(save_checkpoint(*run->trainer()))});
  last_id_ = saved.id;
  state_ = std::move(state);
  return saved;
}

}  // namespace babble::app
