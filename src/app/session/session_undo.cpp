// Trained runs that were replaced can be restored, once.
#include <utility>

#include "app/session/session.h"
#include "core/base/error.h"

namespace babble::app {

void Session::set_aside(const std::vector<ModelRun*>& runs, const std::string& text) {
  std::string words = text.empty() ? "" : "the text " + text;
  std::vector<ModelRun> trained;
  for (ModelRun* one : runs) {
    if (!one->has_trained()) continue;
    save_automatically(*one);
    words += (words.empty() ? "" : " and ") + one->phrase();
    trained.push_back(std::move(*one));
    *one = ModelRun(trained.back().kind(), clock_);
    one->set_settings(trained.back().settings());
    one->set_sample_options(trained.back().sample_options());
  }
  if (words.empty()) return;
  undo_ = UndoEntry{source_, corpus_, data_, active_, std::move(trained)};
  snapshot_.undo = words;
  words[0] = 'T';
  notice(words + (undo_->runs.size() + (text.empty() ? 0 : 1) > 1 ? " were set aside."
                                                                  : " was set aside."));
  snapshot_.notices.edit().back().offers_undo = true;
}

void Session::replace(ModelRun& one, ModelRun fresh) {
  set_aside({&one});
  one = std::move(fresh);
}

void Session::restart(ModelRun& one, const Settings& settings) {
  ModelRun fresh(one.kind(), clock_);
  fresh.set_sample_options(one.sample_options());
  fresh.start(corpus_, settings);  // throws before anything is replaced
  replace(one, std::move(fresh));
  draw_first_samples(one);
}

void Session::handle(const Undo&) {
  if (!undo_) throw Error("There is nothing to undo: no trained model was reset.");
  UndoEntry old = std::move(*undo_);
  undo_.reset();
  const std::string words = std::exchange(snapshot_.undo, "");
  stop_training();
  forget_preset();
  if (old.corpus != corpus_) {
    install(std::move(old.source), old.corpus, old.data);
  } else {
    std::vector<ModelRun*> replaced;
    for (const ModelRun& one : old.runs) replaced.push_back(&run(one.kind()));
    set_aside(replaced);
  }
  active_ = old.active;
  ensure_counted();
  for (ModelRun& one : old.runs) {
    ModelRun& restored = run(one.kind());
    restored = std::move(one);
    draw_first_samples(restored);
  }
  ensure(active());
  notice("Restored " + words + ".");
}

}  // namespace babble::app
