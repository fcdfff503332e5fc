// Saves runs for comparison, checkpoints as files, and the session for a later visit.
#include <algorithm>

#include "app/session/session.h"
#include "core/base/error.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

constexpr std::int64_t least_steps = 50;     // of a run that is saved automatically
constexpr double evaluation_to_save = 0.15;  // seconds

/// The name of a file without extension, of letters, digits and dashes only.
std::string file_stem(const std::string& text) {
  std::string stem;
  for (const char c : text.substr(0, text.rfind('.'))) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain)
      stem += c;
    else if (!stem.empty() && stem.back() != '-')
      stem += '-';
  }
  while (!stem.empty() && stem.back() == '-') stem.pop_back();
  return stem.empty() ? "text" : stem.substr(0, 40);
}

}  // namespace

void Session::save_run(ModelRun& one, const std::string& name, bool automatic) {
  if (one.evaluation_stale()) evaluate(one, evaluation_to_save);
  if (one.samples_stale()) one.redraw_samples();
  show_models();
  // Counting again takes no time, so its checkpoint is not needed.
  std::string checkpoint;
  if (one.has_trained()) checkpoint = save_checkpoint(*one.trainer());
  saved_runs_.save(snapshot_.model(one.kind()), snapshot_.corpus, name, automatic,
                   std::move(checkpoint));
}

void Session::save_automatically(ModelRun& one) {
  if (!corpus_ || !one.has_trained() || one.steps() < least_steps) return;
  // A run that was restored and left as it was is not saved again.
  const auto& saved = saved_runs_.list();
  const bool is_saved = std::any_of(saved.begin(), saved.end(), [&](const auto& run) {
    return run->kind == one.kind() && run->steps == one.steps() &&
           run->settings == one.settings() && run->corpus_fingerprint == corpus_->fingerprint() &&
           run->loss == one.trainer()->last().loss;
  });
  if (!is_saved) save_run(one, "", true);
}

void Session::handle(const SaveRun& request) {
  ModelRun& one = run(request.model);
  if (!one.exists() || (one.capabilities().trained && one.steps() == 0))
    throw Error("There is no run to save yet: train the model first.");
  save_run(one, request.name, false);
}

void Session::handle(const RenameRun& rename) { saved_runs_.rename(rename.id, rename.name); }

void Session::handle(const RemoveRun& remove) { saved_runs_.remove(remove.id); }

void Session::handle(const RestoreRun& request) {
  // Copies: opening may save the present run and drop this one to make room.
  const std::string bytes = saved_runs_.checkpoint(request.id);
  const std::string name = saved_runs_.run(request.id).name;
  open_checkpoint(name, bytes);
}

void Session::handle(const SaveCheckpoint&) {
  const ModelRun& one = active();
  if (one.trainer() == nullptr)
    throw Error(one.loaded() ? "This model was opened from a file and has not changed since."
                             : "There is no model to save yet: train one first.");
  Artifact& artifact = snapshot_.artifact;
  artifact.bytes = SharedBytes(save_checkpoint(*one.trainer()));
  artifact.id += 1;
  artifact.file_name = "babble-" + std::string(model_info(one.kind()).id) + '-' +
                       file_stem(corpus_->name()) + "-step-" + std::to_string(one.steps()) +
                       ".safetensors";
  artifact.media_type = "application/octet-stream";
}

void Session::handle(const SaveSession&) {
  ++snapshot_.sessions_saved;
  if (auto saved = saver_.save(source_, snapshot_.corpus.revision, runs_, active_))
    snapshot_.saved_session = std::move(*saved);
}

}  // namespace babble::app
