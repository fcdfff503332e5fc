#include "app/session/session.h"

#include <chrono>
#include <new>
#include <utility>
#include <variant>

#include "core/base/error.h"
#include "core/base/shown_text.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

constexpr int most_samples = 1000;
constexpr int longest_sample = 10000;  // tokens

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Part of a file's name: letters, digits and dashes only.
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

Session::Session(Clock clock) : clock_(clock ? std::move(clock) : Clock(steady_seconds)) {
  for (const ModelKind kind : model_kinds()) runs_.emplace_back(kind, clock_);
  apply(OpenBuiltin{"names"});
  while (work(50)) {
  }
}

void Session::carry_out_now(Intent intent) {
  guarded([&] { std::visit([this](auto& one) { carry_out(std::move(one)); }, intent); });
  if (!reading_) idle();
  changed_ = true;
}

bool Session::guarded(const std::function<void()>& action) {
  try {
    action();
    return true;
  } catch (const Error& error) {
    notice(error.what(), true);
  } catch (const std::bad_alloc&) {
    notice("There is not enough memory for this.", true);
  }
  return false;
}

void Session::carry_out(const Play&) {
  if (!may_train()) return;
  steps_left_ = 0;
  playing_ = true;
  due_ = clock_();
}

void Session::carry_out(const Pause&) { stop_training(); }

void Session::carry_out(const Step& step) {
  if (step.count < 1) throw Error("The number of steps has to be 1 or more.");
  if (!may_train()) return;
  playing_ = false;
  if (steps_left_ == 0) due_ = clock_();
  steps_left_ += step.count;
}

void Session::carry_out(const Reset&) {
  if (!corpus_) return;
  stop_training();
  forget_preset();
  Settings settings = active().settings();
  copy_data_settings(settings, data_);
  restart(active(), settings);
}

void Session::carry_out(const Activate& activate) {
  if (activate.model != active_) stop_training();
  active_ = activate.model;
  ensure(active());
  score_word();
}

void Session::carry_out(const Set& set) {
  const SettingRow* row = find_setting(set.key);
  if (row != nullptr && row->is_data) return set_data(set.key, set.value);
  // A setting that the active model does not have (k beside λ in one chapter) is for those that do.
  bool any = false;
  for (ModelRun& one : runs_) {
    const bool meant = row == nullptr || !model_info(active_).uses(row->key)
                           ? row && model_info(one.kind()).uses(row->key)
                           : &one == &active();
    if (!meant) continue;
    any = true;
    Settings settings = one.settings();
    set_setting(settings, set.key, set.value);
    if (settings == one.settings()) continue;
    if (preset_ && preset_->preset().model == one.kind()) forget_preset();
    if (one.exists() && !row->resets_model) {
      one.set_live(set.key, set.value);
      if (one.kind() == model_kind("count")) {
        one.probabilities_changed();
        run_changed(one);
      }
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
  if (!any) {
    Settings unused;
    set_setting(unused, set.key, set.value);  // says what is wrong with the key
  }
}

void Session::carry_out(const LimitSpeed& limit) {
  if (!(limit.steps_per_second >= 0 && limit.steps_per_second <= 1e9))
    throw Error("The speed limit has to be 0 (none) or a number of steps per second.");
  view_.steps_per_second_limit = limit.steps_per_second;
  due_ = clock_();
}

void Session::carry_out(const OpenBuiltin& open) { open_text(builtin_source(open.name)); }

void Session::carry_out(OpenBytes open) {
  if (looks_like_checkpoint(open.bytes)) return open_checkpoint(open.name, open.bytes);
  Source source;
  source.name = open.name.empty() ? "text" : open.name;
  source.owned = std::make_shared<const std::string>(std::move(open.bytes));
  source.bytes = *source.owned;
  open_text(std::move(source));
}

void Session::carry_out(const Generate& generate) {
  ensure(active());
  if (!active().exists()) throw Error(active().unavailable());
  if (generate.count < 1 || generate.count > most_samples)
    throw Error("The number of samples has to be 1 to " + std::to_string(most_samples) + ".");
  if (generate.length > longest_sample)
    throw Error("A sample can be " + std::to_string(longest_sample) + " tokens long at most.");
  SampleOptions options;
  options.count = generate.count;
  options.prefix = generate.prefix;
  options.greedy = generate.greedy;
  options.temperature = generate.temperature;
  options.length = generate.length;
  options.seed = generate.seed;
  active().draw_samples(options);
}

void Session::carry_out(const ScoreWord& request) {
  word_ = request.word;
  score_word();
}

void Session::carry_out(const SampleStep& walk) {
  const ModelRun& count = desk(model_kind("count"));
  if (!count.exists()) throw Error(count.unavailable());
  step_sampler_.walk(static_cast<const CountBigram&>(count.model()), count.vocabulary(),
                     count.corpus_kind(), walk);
}

void Session::carry_out(const InspectHiddenState& inspect) {
  inspected_ = inspect.text;
  hidden_step_ = -1;
}

void Session::carry_out(const Ngrams& wanted) {
  NgramUnit unit = corpus_->kind() == CorpusKind::lines ? NgramUnit::characters : NgramUnit::words;
  if (wanted.unit == "characters")
    unit = NgramUnit::characters;
  else if (wanted.unit == "words")
    unit = NgramUnit::words;
  else if (!wanted.unit.empty())
    throw Error("n-grams are counted over \"characters\" or \"words\", not over \"" +
                wanted.unit.substr(0, 40) + "\".");
  const std::array<double, 3> epsilon{wanted.e1, wanted.e2, wanted.e3};
  for (const double e : epsilon)
    if (!(e >= 0 && e <= 1e9)) throw Error("Each ε has to be a number from 0 to 1,000,000,000.");
  ngrams_.ask(unit, wanted.gram, epsilon);
}

void Session::carry_out(const InspectBatch& look) {
  batches_wanted_ = look;
  batches_stale_ = true;
}

void Session::carry_out(const TraceExample& pair) {
  const int size = corpus_->vocabulary().size();
  const auto known = [&](int id) { return id >= 0 && id < size; };
  if (pair.current != -1 && !(known(pair.current) && known(pair.next)))
    throw Error("The ids of a pair have to be 0 to " + std::to_string(size - 1) + ".");
  example_ = pair;
}

void Session::carry_out(const Subscribe& watch) {
  if (watch.hidden && !subscription_.hidden) hidden_step_ = -1;
  subscription_ = watch;
  matrices_stale_ = true;
}

void Session::carry_out(const RunPreset& run) {
  const Preset* preset = find_preset(run.id);
  if (preset == nullptr)
    throw Error("There is no run of a course called " + in_quotes(run.id) + ".");
  run_preset(*preset);
}

void Session::carry_out(const SaveCheckpoint&) {
  const ModelRun& one = active();
  if (one.trainer() == nullptr)
    throw Error(one.loaded() ? "This model was opened from a file and has not changed since."
                             : "There is no model to save yet: train one first.");
  view_.artifact.id += 1;
  view_.artifact.file_name = "babble-" + std::string(model_info(one.kind()).id) + '-' +
                             file_stem(corpus_->name()) + "-step-" + std::to_string(one.steps()) +
                             ".safetensors";
  view_.artifact.media_type = "application/octet-stream";
  view_.artifact.bytes = SharedBytes(save_checkpoint(*one.trainer()));
}

}  // namespace babble::app
