// A run that a reset, another text or another setting has replaced is kept, once; and what is there
// is kept for a later visit.
#include <utility>

#include "app/session/session.h"
#include "core/base/error.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

constexpr std::size_t most_kept_text = 8u << 20;  // bytes; browsers give a page that much gladly

std::string run_words(const ModelRun& one) {
  return std::string(one.kind() == model_kind("rnn") ? "RNN" : "neural bigram") + " at step " +
         std::to_string(one.steps());
}

}  // namespace

void Session::set_aside(const std::vector<ModelRun*>& desks) {
  std::string words;
  std::vector<ModelRun> trained;
  for (ModelRun* one : desks) {
    // The count bigram is counted again in no time; a loaded model is still in its file.
    if (one->kind() == model_kind("count") || one->trainer() == nullptr || one->steps() == 0)
      continue;
    save_automatically(*one);
    words += (words.empty() ? "the " : " and the ") + run_words(*one);
    trained.push_back(std::move(*one));
    *one = ModelRun(trained.back().kind(), clock_);
    one->set_settings(trained.back().settings());
    one->set_sample_options(trained.back().sample_options());
  }
  if (trained.empty()) return;
  undo_ = UndoEntry{source_, corpus_, data_, active_, std::move(trained)};
  view_.undo = words;
  words[0] = 'T';
  notice(words + (undo_->desks.size() > 1 ? " were set aside." : " was set aside."));
  view_.notices.back().offers_undo = true;
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
  run_changed(one);
}

void Session::carry_out(const Undo&) {
  if (!undo_) throw Error("There is nothing to undo: no trained model was reset.");
  UndoEntry old = std::move(*undo_);
  undo_.reset();
  const std::string words = std::exchange(view_.undo, "");
  stop_training();
  forget_preset();
  const bool same_corpus = old.corpus == corpus_;
  if (!same_corpus) {
    install(std::move(old.source), old.corpus, old.data);
  } else {
    std::vector<ModelRun*> replaced;
    for (const ModelRun& one : old.desks) replaced.push_back(&desk(one.kind()));
    set_aside(replaced);
  }
  active_ = old.active;
  ensure(desk(model_kind("count")));
  for (ModelRun& one : old.desks) {
    const ModelKind kind = one.kind();
    desk(kind) = std::move(one);
    run_changed(desk(kind));
  }
  ensure(active());
  score_word();
  notice("Back again: " + words + ".");
}

void Session::carry_out(const SaveSession&) {
  ++view_.sessions_saved;
  const bool own_text = source_.owned && source_.bytes.size() <= most_kept_text;
  const bool text_returns = own_text || !source_.builtin.empty();
  std::string state = std::to_string(view_.corpus.revision);
  std::string words;
  std::vector<const ModelRun*> trained;
  for (const ModelRun& one : runs_) {
    state += ' ' + std::to_string(one.steps());
    if (one.kind() == model_kind("count") || one.trainer() == nullptr || one.steps() == 0) continue;
    words += (words.empty() ? "the " : " and the ") + run_words(one);
    trained.push_back(&one);
    if (trained.size() == 2 && trained[0] == &active()) std::swap(trained[0], trained[1]);
  }
  if (!corpus_ || !text_returns || (trained.empty() && !own_text) || state == saved_state_) return;
  SavedSession next;
  next.id = view_.saved_session.id + 1;
  next.title = (words.empty() ? "" : words + " on ") + source_.name;
  if (own_text) next.corpus = {source_.name, SharedBytes(*source_.owned)};
  for (const ModelRun* one : trained)
    next.models.push_back({std::string(model_info(one->kind()).id) + ".safetensors",
                           SharedBytes(save_checkpoint(*one->trainer()))});
  view_.saved_session = std::move(next);
  saved_state_ = std::move(state);
}

}  // namespace babble::app
