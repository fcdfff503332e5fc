// Opens texts, checkpoints and links. All that can fail is done before anything is replaced.
#include <utility>
#include <vector>

#include "app/session/session.h"
#include "core/base/error.h"
#include "core/base/shown_text.h"
#include "core/data/builtin_corpora.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

bool same_data(const Settings& a, const Settings& b) {
  for (const SettingRow& row : settings_table())
    if (row.is_data && row.get(a) != row.get(b)) return false;
  return true;
}

/// Throws Error if training cannot resume.
void check_resumable(const Checkpoint& checkpoint, const std::shared_ptr<const Corpus>& corpus) {
  [[maybe_unused]] const Trainer trial(resume(checkpoint, corpus));
}

}  // namespace

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
  } else if (name == "word") {
    source.name = "one word (built in)";
    source.bytes = find_preset("one-word")->text;
  } else {
    throw Error("There is no built-in text " + in_quotes(name) +
                "; there are \"names\" and \"tale\".");
  }
  return source;
}

void Session::handle(const OpenBuiltin& open) { open_text(builtin_source(open.name)); }

void Session::handle(OpenBytes open) {
  if (looks_like_checkpoint(open.bytes)) return open_checkpoint(open.name, open.bytes);
  Source source;
  source.name = open.name.empty() ? "text" : open.name;
  source.owned = std::make_shared<const std::string>(std::move(open.bytes));
  source.bytes = *source.owned;
  open_text(std::move(source));
}

void Session::begin_load(TextLoad load) {
  loads_.begin(std::move(load), [this](const char* error) { notice(error, true); });
  if (!loads_.loading()) return;
  active().interrupt_rate();
  show_load();
}

void Session::continue_load(double end) {
  guarded([&] { loads_.advance(end, clock_, [this](const char* error) { notice(error, true); }); });
  if (loads_.loading()) return show_load();
  show_idle();
  due_ = clock_();
  apply_waiting();
}

void Session::show_load() {
  snapshot_.text_load = loads_.view();
  const TextLoadView& load = snapshot_.text_load;
  show_busy("Reading " + load.name,
            static_cast<double>(load.read) / static_cast<double>(load.bytes));
}

void Session::install(Source source, std::shared_ptr<const Corpus> corpus,
                      const Settings& data_settings) {
  stop_training();
  handle(StopSweep{});
  snapshot_.sweep = {.id = snapshot_.sweep.id};
  std::vector<ModelRun*> all;
  for (ModelRun& one : runs_) all.push_back(&one);
  const bool loses_text = source_.owned && source_.owned != source.owned;
  set_aside(all, loses_text ? source_.name : "");
  remember_text(source);
  source_ = std::move(source);
  corpus_ = std::move(corpus);
  evaluator_ = std::make_unique<Evaluator>(corpus_);
  copy_data_settings(data_, data_settings);
  for (ModelRun& one : runs_) {
    Settings settings = one.settings();
    copy_data_settings(settings, data_);
    one.clear();
    one.set_settings(settings);
  }
  forget_preset();
  for (View* view : views_) view->clear(snapshot_);
  ngrams_.request(Ngrams{}, corpus_->kind());
  show_corpus();
}

void Session::remember_text(const Source& next) {
  constexpr std::size_t most = 3;
  std::vector<SavedSession::Item>& recent = snapshot_.recent_texts.edit();
  std::erase_if(recent, [&](const auto& text) { return text.bytes.text() == next.bytes; });
  if (!source_.owned || source_.bytes == next.bytes || source_.bytes.size() > longest_saved_text)
    return;
  recent.insert(recent.begin(), {source_.name, SharedBytes(source_.owned)});
  if (recent.size() > most) recent.pop_back();
}

void Session::begin_runs() {
  ensure_counted();
  ensure(active());
  if (!active().exists()) notice(active().unavailable(), true);
}

void Session::open_text(Source source) {
  // A checkpoint that waits for its text can continue if this is it.
  std::vector<TextLoad::Attempt> attempts;
  std::vector<ModelKind> waiting;
  for (const ModelRun& one : runs_) {
    if (one.loaded() == nullptr) continue;
    attempts.push_back({source, one.loaded()->state.settings, TextLoad::OnError::try_next});
    waiting.push_back(one.kind());
  }
  Settings settings = data_;
  const Settings defaults = model_info(active_).defaults;
  settings.preprocessing = defaults.preprocessing;
  settings.max_tokens = defaults.max_tokens;
  settings.tokens = defaults.tokens;
  settings.min_freq = defaults.min_freq;
  if (settings.split.kind != Split::Kind::fractions) settings.split = defaults.split;
  attempts.push_back({std::move(source), settings});

  begin_load({std::move(attempts), [this, waiting](std::size_t number, TextLoad::Attempt& attempt,
                                                   std::shared_ptr<const Corpus> corpus) {
                if (number == waiting.size()) {
                  install(std::move(attempt.source), std::move(corpus), attempt.data);
                  for (ModelRun& one : runs_) one.set_sample_options(SampleOptions{});
                  begin_runs();
                  return true;
                }
                ModelRun& one = run(waiting[number]);
                const Checkpoint checkpoint = *one.loaded();
                if (!checkpoint.is_of(*corpus)) return false;
                check_resumable(checkpoint, corpus);
                install(std::move(attempt.source), corpus, attempt.data);
                one.load(checkpoint, corpus);
                draw_first_samples(one);
                begin_runs();
                notice("This is the text of the opened checkpoint, so its training can continue.");
                return true;
              }});
}

void Session::open_checkpoint(const std::string& name, const std::string& bytes) {
  const auto checkpoint = std::make_shared<const Checkpoint>(load_checkpoint(bytes));
  const Settings& settings = checkpoint->state.settings;

  if (corpus_ && checkpoint->is_of(*corpus_)) {
    check_resumable(*checkpoint, corpus_);
    stop_training();
    copy_data_settings(data_, settings);  // other settings that prepare the same corpus
    for (ModelRun& one : runs_) {
      Settings own = one.settings();
      copy_data_settings(own, data_);
      one.set_settings(own);
    }
    return take_checkpoint(name, *checkpoint, corpus_);
  }
  // Its text may be the open one, prepared in another way, or a built-in one.
  std::vector<TextLoad::Attempt> attempts;
  for (const Source& source : {source_, builtin_source("names"), builtin_source("tale")})
    attempts.push_back({source, settings, TextLoad::OnError::try_next});
  begin_load({std::move(attempts),
              [this, name, checkpoint](std::size_t, TextLoad::Attempt& attempt,
                                       std::shared_ptr<const Corpus> corpus) {
                if (!checkpoint->is_of(*corpus)) return false;
                check_resumable(*checkpoint, corpus);
                install(attempt.source, corpus, attempt.data);
                take_checkpoint(name, *checkpoint, corpus);
                return true;
              },
              [this, name, checkpoint] { take_checkpoint(name, *checkpoint, nullptr); }});
}

void Session::take_checkpoint(const std::string& name, const Checkpoint& checkpoint,
                              const std::shared_ptr<const Corpus>& corpus) {
  ModelRun& one = run(checkpoint.state.kind);
  ModelRun fresh(checkpoint.state.kind, clock_);
  fresh.load(checkpoint, corpus);
  stop_training();
  replace(one, std::move(fresh));
  active_ = checkpoint.state.kind;
  ensure_counted();
  draw_first_samples(one);
  const std::string what = "Opened " + (name.empty() ? "the checkpoint" : name) + " at step " +
                           std::to_string(checkpoint.state.steps);
  notice(corpus ? what + ". Its training can continue."
                : what + ". The model can be sampled. To train it, open its text \"" +
                      checkpoint.corpus_name + "\".");
}

void Session::handle(const OpenLink& open) {
  // Counted when the link's text is open, or the load has failed: the interface waits for it.
  const std::shared_ptr<void> counted(nullptr, [this](void*) { ++snapshot_.links_opened; });

  const Link link = parse_link(open.text);
  for (const std::string& problem : link.refused) notice(problem, true);
  const bool has_own = source_.builtin.empty();
  const bool wants_own = link.corpus == "own";
  Source source = wants_own && has_own
                      ? source_
                      : builtin_source(link.corpus.empty() || wants_own ? "names" : link.corpus);
  if (wants_own && (!has_own || (!link.text_name.empty() && link.text_name != source_.name)))
    notice("This link was made with " +
           (link.text_name.empty() ? "another text" : "the text " + in_quotes(link.text_name)) +
           ". Links never contain a text: open it to see the same.");

  const Settings& data = link.settings.front();
  const bool same_text = corpus_ && source.builtin == source_.builtin;
  if (same_text && same_data(data, data_)) return set_from_link(link);
  // With the link's data settings or, if they are invalid for this text, with the defaults.
  std::vector<TextLoad::Attempt> attempts{
      {source, data, TextLoad::OnError::report_and_try_next},
      {source, model_info(active_).defaults, TextLoad::OnError::fail}};
  begin_load({std::move(attempts), [this, counted, link](std::size_t, TextLoad::Attempt& attempt,
                                                         std::shared_ptr<const Corpus> corpus) {
                install(std::move(attempt.source), std::move(corpus), attempt.data);
                set_from_link(link);
                return true;
              }});
}

}  // namespace babble::app
