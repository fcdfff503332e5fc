// TextLoad a link: its text and its settings at once, touching nothing that is so already.
#include <utility>

#include "app/protocol/link.h"
#include "app/session/session.h"
#include "core/base/error.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

/// Whether two settings of a model differ in something that cannot change while it is trained.
bool needs_reset(const Settings& a, const Settings& b, ModelKind kind) {
  for (const SettingRow& row : settings_table())
    if ((model_info(kind).uses(row.key) || row.is_data) && row.resets_model &&
        row.get(a) != row.get(b))
      return true;
  return false;
}

bool same_data(const Settings& a, const Settings& b) {
  for (const SettingRow& row : settings_table())
    if (row.is_data && row.get(a) != row.get(b)) return false;
  return true;
}

}  // namespace

void Session::carry_out(const OpenLink& open) {
  // Said whatever comes of it: the screen waits with the link's views until its text is open.
  const std::shared_ptr<void> counted(nullptr, [this](void*) { ++view_.links_opened; });

  const Link link = parse_link(open.text);
  for (const std::string& sentence : link.refused) notice(sentence, true);
  const bool has_own = source_.builtin.empty();
  const bool wants_own = link.corpus == "own";
  Source source = wants_own && has_own
                      ? source_
                      : builtin_source(link.corpus.empty() || wants_own ? "names" : link.corpus);
  if (wants_own && !has_own)
    notice(
        "This link is about a text that is not in it: a link carries settings only. Open that text "
        "to see the same.");

  const Settings& data = link.settings[0];
  const bool same_text = corpus_ && source.builtin == source_.builtin;
  if (same_text && same_data(data, data_)) return set_from_link(link.settings);
  // With these data settings, or, saying why not, with the defaults.
  std::vector<TextLoad::Attempt> attempts{
      {source, data, TextLoad::OnError::say_and_try_next},
      {source, model_info(active_).defaults, TextLoad::OnError::give_up}};
  begin({std::move(attempts),
         [this, counted, wanted = link.settings](std::size_t, TextLoad::Attempt& attempt,
                                                 std::shared_ptr<const Corpus> corpus) {
           install(std::move(attempt.source), std::move(corpus), attempt.data);
           set_from_link(wanted);
           return true;
         }});
}

void Session::set_from_link(const std::vector<Settings>& all) {
  for (ModelRun& one : runs_) {
    Settings wanted = all[one.kind().index()];
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
        if (model_info(one.kind()).uses(row.key) && row.get(wanted) != row.get(one.settings()))
          one.set_live(std::string(row.key), row.get(wanted));
      if (one.kind() == model_kind("count")) {
        one.probabilities_changed();
        run_changed(one);
      }
    }
  }
  begin_runs();
}

}  // namespace babble::app
