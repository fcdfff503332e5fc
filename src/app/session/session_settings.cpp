// Changes settings: at the next step, by starting the model anew, or by preparing the text again.
#include <utility>

#include "app/session/session.h"
#include "core/base/error.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

/// Whether the settings differ in one that cannot change while the model is trained.
bool needs_reset(const Settings& a, const Settings& b, ModelKind kind) {
  for (const SettingRow& row : settings_table())
    if ((model_info(kind).uses(row.key) || row.is_data) && row.resets_model &&
        row.get(a) != row.get(b))
      return true;
  return false;
}

}  // namespace

void Session::handle(const Set& set) {
  const SettingRow* row = find_setting(set.key);
  if (row == nullptr) {
    Settings unused;
    return set_setting(unused, set.key, set.value);  // throws
  }
  if (row->is_data) return set_data(set.key, set.value);
  // The active model's, or, if it has no such setting, that of every model that has it.
  for (ModelRun& one : runs_) {
    if (model_info(active_).uses(row->key) ? &one != &active()
                                           : !model_info(one.kind()).uses(row->key))
      continue;
    Settings settings = one.settings();
    set_setting(settings, set.key, set.value);
    if (settings == one.settings()) continue;
    if (preset_ && preset_->preset().model == one.kind()) forget_preset();
    if (one.exists() && !row->resets_model) {
      if (one.set_live(set.key, set.value)) draw_first_samples(one);
    } else if (one.exists()) {
      copy_data_settings(settings, data_);
      restart(one, settings);
    } else {
      model_info(one.kind()).check_settings(settings);
      one.set_settings(settings);
      one.clear();
      if (&one == &active()) {
        ensure(one);
        if (!one.unavailable().empty()) throw Error(one.unavailable());
      }
    }
  }
}

void Session::handle(const Reset&) {
  if (!corpus_) return;
  stop_training();
  forget_preset();
  Settings settings = active().settings();
  copy_data_settings(settings, data_);
  restart(active(), settings);
}

void Session::set_data(const std::string& key, const std::string& value) {
  Settings settings = data_;
  set_setting(settings, key, value);
  if (setting_text(settings, key) == setting_text(data_, key)) return;
  begin_load(
      {{{source_, settings}},
       [this](std::size_t, TextLoad::Attempt& attempt, std::shared_ptr<const Corpus> corpus) {
         const bool was_playing = playing_ && !race_;
         install(source_, std::move(corpus), attempt.data);
         begin_runs();
         playing_ = was_playing && active().can_train();
         return true;
       }});
}

void Session::set_from_link(const Link& link) {
  for (ModelRun& one : runs_) {
    Settings wanted = link.settings[one.kind().index()];
    copy_data_settings(wanted, data_);
    if (wanted == one.settings()) continue;
    if (preset_ && preset_->preset().model == one.kind()) forget_preset();
    if (!one.exists() || one.loaded() != nullptr) {
      one.clear();
      one.set_settings(wanted);
    } else if (needs_reset(wanted, one.settings(), one.kind())) {
      stop_training();
      restart(one, wanted);
    } else {
      for (const SettingRow& row : settings_table())
        if (model_info(one.kind()).uses(row.key) && row.get(wanted) != row.get(one.settings()) &&
            one.set_live(std::string(row.key), row.get(wanted)))
          draw_first_samples(one);
    }
  }
  begin_runs();
}

}  // namespace babble::app
