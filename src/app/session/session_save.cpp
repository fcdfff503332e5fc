// Runs that are kept to be compared with.
#include "app/session/session.h"
#include "core/base/error.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

constexpr std::int64_t worth_keeping = 50;   // steps
constexpr double evaluation_to_keep = 0.15;  // seconds

}  // namespace

void Session::keep(ModelRun& one, const std::string& name, bool automatic) {
  if (one.evaluation_stale()) evaluate(one, evaluation_to_keep);
  if (one.samples_stale()) one.redraw_samples();
  view_models();
  // Counting is done again in a blink: there is nothing to go back to.
  std::string checkpoint;
  if (one.trainer() != nullptr && one.kind() != model_kind("count"))
    checkpoint = save_checkpoint(*one.trainer());
  saved_runs_.keep(view_.model(one.kind()), view_.corpus, name, automatic, std::move(checkpoint));
  changed_ = true;
}

void Session::save_automatically(ModelRun& one) {
  if (!corpus_ || one.kind() == model_kind("count") || one.trainer() == nullptr) return;
  if (one.steps() < worth_keeping) return;
  // Returning to a run and leaving it again as it was makes no second one of it.
  for (const auto& run : saved_runs_.list())
    if (run->kind == one.kind() && run->steps == one.steps() && run->settings == one.settings() &&
        run->corpus_fingerprint == corpus_->fingerprint() &&
        run->loss == one.trainer()->last().loss)
      return;
  keep(one, "", true);
}

void Session::carry_out(const SaveRun& wish) {
  ModelRun& one = desk(wish.model);
  if (!one.exists() || (one.kind() != model_kind("count") && one.steps() == 0))
    throw Error("There is no run to keep yet: train the model first.");
  keep(one, wish.name, false);
}

void Session::carry_out(const RenameRun& rename) { saved_runs_.rename(rename.id, rename.name); }

void Session::carry_out(const RemoveRun& remove) { saved_runs_.remove(remove.id); }

void Session::carry_out(const RestoreRun& back) {
  // By value: text_load may keep the present run, and that may make room by forgetting this one.
  const std::string bytes = saved_runs_.checkpoint(back.id);
  const std::string name = saved_runs_.run(back.id).name;
  open_checkpoint(name, bytes);
}

}  // namespace babble::app
