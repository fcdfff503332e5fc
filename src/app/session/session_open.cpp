// TextLoad texts and checkpoints. Everything that can fail is done before anything is replaced.
#include <utility>
#include <vector>

#include "app/session/session.h"
#include "core/base/error.h"
#include "core/base/shown_text.h"
#include "core/data/builtin_corpora.h"
#include "core/models/registry.h"

namespace babble::app {

void copy_data_settings(Settings& to, const Settings& from) {
  for (const SettingRow& row : settings_table())
    if (row.is_data) row.set(to, row, row.get(from));
}

Source Session::builtin_source(std::string_view name) {
  Source source;
  source.builtin = name;
  if (name == "names") {
    source.name = "names (built in)";
    source.bytes = builtin_names();
  } else if (name == "tale") {
    source.name = "tale (built in)";
    source.bytes = builtin_tale();
  } else {
    throw Error("There is no built-in text " + in_quotes(name) +
                "; there are \"names\" and \"tale\".");
  }
  return source;
}

void Session::open_text(Source source) {
  // A checkpoint that waits for its text can go on if this is it.
  std::vector<TextLoad::Attempt> attempts;
  std::vector<ModelKind> kinds;
  for (const ModelRun& one : runs_) {
    if (one.loaded() == nullptr) continue;
    attempts.push_back({source, one.loaded()->state.settings, TextLoad::OnError::try_next});
    kinds.push_back(one.kind());
  }
  Settings settings = data_;
  const Settings defaults = model_info(active_).defaults;
  settings.prepare = defaults.prepare;
  settings.max_tokens = defaults.max_tokens;
  if (settings.split.kind == Split::Kind::sklearn) settings.split = defaults.split;
  attempts.push_back({std::move(source), settings});

  begin({std::move(attempts), [this, kinds](std::size_t number, TextLoad::Attempt& attempt,
                                            std::shared_ptr<const Corpus> corpus) {
           if (number == kinds.size()) {
             install(std::move(attempt.source), std::move(corpus), attempt.data);
             for (ModelRun& one : runs_) one.forget_sample_options();
             begin_runs();
             return true;
           }
           ModelRun& one = desk(kinds[number]);
           const Checkpoint checkpoint = *one.loaded();
           if (corpus->fingerprint() != checkpoint.corpus_fingerprint) return false;
           // Throws before anything is replaced.
           [[maybe_unused]] const Trainer trial(resume(checkpoint, corpus));
           install(std::move(attempt.source), corpus, attempt.data);
           one.load(checkpoint, corpus);
           run_changed(one);
           begin_runs();
           notice("This is the text of the opened checkpoint: its training can go on.");
           return true;
         }});
}

void Session::begin_runs() {
  ensure(desk(model_kind("count")));
  ensure(active());
  score_word();
  if (!active().exists()) notice(active().unavailable(), true);
}

void Session::install(Source source, std::shared_ptr<const Corpus> corpus,
                      const Settings& data_settings) {
  stop_training();
  std::vector<ModelRun*> all;
  for (ModelRun& one : runs_) all.push_back(&one);
  set_aside(all);
  batches_stale_ = true;
  source_ = std::move(source);
  corpus_ = std::move(corpus);
  evaluator_.emplace(corpus_);
  copy_data_settings(data_, data_settings);
  step_sampler_.clear();
  hidden_step_ = -1;
  ngrams_.clear();
  carry_out(Ngrams{});
  example_ = TraceExample{};
  smoothing_known_ = false;
  view_.smoothing.reset();
  for (ModelRun& one : runs_) {
    Settings settings = one.settings();
    copy_data_settings(settings, data_);
    one.clear();
    one.set_settings(settings);
  }
  forget_preset();
  view_corpus();
}

void Session::run_preset(const Preset& preset) {
  Source source = source_;
  switch (preset.corpus) {
    case PresetCorpus::letters:
      source = Source{"one word (built in)", nullptr, preset.text, ""};
      break;
    case PresetCorpus::builtin_names:
      source = builtin_source("names");
      break;
    case PresetCorpus::builtin_tale:
      source = builtin_source("tale");
      break;
    case PresetCorpus::course_names:
    case PresetCorpus::course_time_machine:
      if (!preset_fits(preset, source.bytes))
        throw Error("This run needs " + std::string(preset_corpus_title(preset.corpus)) +
                    ": open that file first.");
      break;
  }
  std::vector<TextLoad::Attempt> attempts{{std::move(source), preset_settings(preset)}};
  begin({std::move(attempts), [this, &preset](std::size_t, TextLoad::Attempt& attempt,
                                              std::shared_ptr<const Corpus> corpus) {
           std::optional<BatchOrder> batch_order;
           if (!preset.offsets.empty()) batch_order = preset_batch_order(preset);
           ModelRun fresh(preset.model, clock_);
           fresh.start(corpus, attempt.data, std::move(batch_order));  // throws before all else
           install(std::move(attempt.source), std::move(corpus), attempt.data);
           begin_preset(preset, std::move(fresh));
           return true;
         }});
}

void Session::begin_preset(const Preset& preset, ModelRun fresh) {
  ModelRun& one = desk(preset.model);
  one = std::move(fresh);
  active_ = preset.model;
  ensure(desk(model_kind("count")));
  run_changed(one);

  preset_.emplace(preset);
  view_.preset.id = preset.id;
  observe_preset();
  due_ = clock_();
  playing_ = one.can_train();  // up to steps_to_goal()
}

void Session::forget_preset() {
  preset_.reset();
  view_.preset = PresetProgress{};
}

void Session::set_data(const std::string& key, const std::string& value) {
  Settings settings = data_;
  set_setting(settings, key, value);
  if (setting_text(settings, key) == setting_text(data_, key)) return;
  begin({{{source_, settings}},
         [this](std::size_t, TextLoad::Attempt& attempt, std::shared_ptr<const Corpus> corpus) {
           const bool was_playing = playing_;
           install(source_, std::move(corpus), attempt.data);
           begin_runs();
           playing_ = was_playing && active().can_train();
           return true;
         }});
}

void Session::open_checkpoint(const std::string& name, const std::string& bytes) {
  const auto checkpoint = std::make_shared<const Checkpoint>(load_checkpoint(bytes));
  const Settings& settings = checkpoint->state.settings;

  // Its text may be the open one, perhaps prepared in another way, or a built-in one.
  if (corpus_ && corpus_->fingerprint() == checkpoint->corpus_fingerprint) {
    [[maybe_unused]] const Trainer trial(resume(*checkpoint, corpus_));
    stop_training();
    copy_data_settings(data_, settings);  // other words for the same corpus
    for (ModelRun& one : runs_) {
      Settings own = one.settings();
      copy_data_settings(own, data_);
      one.set_settings(own);
    }
    return take_checkpoint(name, *checkpoint, corpus_);
  }
  std::vector<TextLoad::Attempt> attempts;
  for (const Source& source : {source_, builtin_source("names"), builtin_source("tale")})
    attempts.push_back({source, settings, TextLoad::OnError::try_next});
  begin({std::move(attempts),
         [this, name, checkpoint](std::size_t, TextLoad::Attempt& attempt,
                                  std::shared_ptr<const Corpus> corpus) {
           if (corpus->fingerprint() != checkpoint->corpus_fingerprint) return false;
           [[maybe_unused]] const Trainer trial(resume(*checkpoint, corpus));
           install(attempt.source, corpus, attempt.data);
           take_checkpoint(name, *checkpoint, corpus);
           return true;
         },
         [this, name, checkpoint] { take_checkpoint(name, *checkpoint, nullptr); }});
}

void Session::take_checkpoint(const std::string& name, const Checkpoint& checkpoint,
                              const std::shared_ptr<const Corpus>& corpus) {
  ModelRun& one = desk(checkpoint.state.kind);
  ModelRun fresh(checkpoint.state.kind, clock_);
  fresh.load(checkpoint, corpus);
  stop_training();
  replace(one, std::move(fresh));
  active_ = checkpoint.state.kind;
  ensure(desk(model_kind("count")));
  run_changed(one);
  const std::string what = "Opened " + (name.empty() ? "the checkpoint" : name) + " at step " +
                           std::to_string(checkpoint.state.steps);
  notice(corpus ? what + "; its training can go on."
                : what + ". Its text \"" + checkpoint.corpus_name +
                      "\" is not open: the model can be sampled, and trained again once that text "
                      "is opened.");
}

void Session::ensure(ModelRun& one) {
  if (one.exists() || !corpus_) return;
  try {
    one.start(corpus_, one.settings());
  } catch (const Error& error) {
    one.set_unavailable(error.what());
    return;
  }
  run_changed(one);
}

void Session::run_changed(ModelRun& one) {
  try {
    one.draw_samples(one.sample_options());
  } catch (const Error&) {  // a prefix that this vocabulary does not have
    one.forget_sample_options();
    one.redraw_samples();
  }
  if (one.kind() == model_kind("count") && one.trainer() != nullptr) {
    step_sampler_.clear();
    step_sampler_.show_start(static_cast<const CountBigram&>(one.model()), one.vocabulary(),
                             one.corpus_kind());
  }
  if (one.kind() == model_kind("rnn")) hidden_step_ = -1;
  matrices_stale_ = true;
  if (&one == &active()) score_word();
}

}  // namespace babble::app
