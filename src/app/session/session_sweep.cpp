// Several runs in one go: sweeps of a setting, and races of models.
#include <algorithm>
#include <limits>
#include <new>
#include <utility>

#include "app/session/session.h"
#include "core/base/error.h"
#include "core/models/model_size.h"
#include "core/models/registry.h"
#include "core/training/checkpoint.h"

namespace babble::app {
namespace {

constexpr std::int64_t sweep_pairs = 20000;  // of each part, that a network is evaluated on

/// The kinds of a list of ids, each once.
std::vector<ModelKind> racers(const std::string& ids) {
  std::vector<ModelKind> kinds;
  for (std::size_t begin = 0; begin < ids.size();) {
    const std::size_t end = std::min(ids.find(',', begin), ids.size());
    const ModelKind kind = model_kind(ids.substr(begin, end - begin));
    begin = end + 1;
    if (!model_info(kind).capabilities.trained)
      throw Error("The " + std::string(model_info(kind).title) + " takes no time to train.");
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) kinds.push_back(kind);
  }
  if (kinds.empty()) throw Error("Choose the models that are to race.");
  return kinds;
}

}  // namespace

void Session::handle(const StartSweep& request) {
  if (!corpus_) throw Error("Open a text first.");
  if (!(request.seconds >= 0)) throw Error("The seconds of a sweep have to be 0 or more.");
  Settings settings = run(request.model).settings();
  copy_data_settings(settings, data_);
  Sweep sweep(corpus_, request.model, settings, request.setting, request.values,
              request.seconds > 0 ? Sweep::until_ended : request.steps, sweep_pairs, source_.bytes);
  sweep_.emplace(std::move(sweep));
  sweep_seconds_ = 0;
  snapshot_.sweep = {.id = snapshot_.sweep.id + 1,
                     .kind = request.model,
                     .setting = std::string(sweep_->row().key),
                     .values = request.values,
                     .steps = request.steps,
                     .seconds = request.seconds,
                     .planned = sweep_->values().size(),
                     .running = true};
}

void Session::handle(const StopSweep&) {
  sweep_.reset();
  snapshot_.sweep.running = false;
}

void Session::advance_sweep(double end) {
  const double seconds = snapshot_.sweep.seconds;  // of each run; 0: by steps
  const std::size_t before = sweep_->runs().size();
  try {
    for (double now = clock_(); !sweep_->finished() && now < end;) {
      const bool ended = sweep_->advance();
      const double after = clock_();
      sweep_seconds_ += after - now;
      now = after;
      if (seconds > 0 && sweep_seconds_ >= seconds) sweep_->end_run();
      if (!ended) continue;
      save_sweep_run();
      sweep_seconds_ = 0;
      break;  // so that it is shown
    }
  } catch (const std::bad_alloc&) {
    notice("There is not enough memory for this sweep.", true);
    return handle(StopSweep{});
  }
  SweepView& view = snapshot_.sweep;
  if (sweep_->runs().size() != before) view.runs = sweep_->runs();
  view.best = sweep_->best();
  view.progress =
      seconds > 0 ? sweep_->progress(std::min(1.0, sweep_seconds_ / seconds)) : sweep_->progress();
  if (sweep_->finished()) handle(StopSweep{});
}

void Session::save_sweep_run() {
  const Trainer* ended = sweep_->ended();
  if (ended == nullptr) return;
  const SweepRun& result = sweep_->runs().back();
  const ModelInfo& info = model_info(sweep_->kind());
  std::string checkpoint = save_checkpoint(*ended);
  ModelRun shown(sweep_->kind(), clock_);
  shown.load(load_checkpoint(checkpoint), ended->shared_corpus());
  draw_first_samples(shown);
  ModelView view;
  shown.fill(view);
  view.seconds_trained = sweep_seconds_;
  view.nll = {result.train, result.dev, std::numeric_limits<double>::quiet_NaN()};
  view.evaluated_at = result.steps;
  view.nll_is_partial = !info.capabilities.bigram && snapshot_.corpus.train_tokens > sweep_pairs;
  if (!info.capabilities.trained) checkpoint.clear();  // counting again takes no time
  std::string name =
      std::string(info.short_label) + ", " + std::string(sweep_->row().label) + ' ' + result.value;
  if (name.size() > SavedRuns::longest_name) name.resize(SavedRuns::longest_name);
  CorpusView of = snapshot_.corpus;
  of.fingerprint = ended->corpus().fingerprint();
  saved_runs_.save(view, of, std::move(name), true, std::move(checkpoint));
}

void Session::handle(const Race& request) {
  if (!corpus_) throw Error("Open a text first.");
  if (!(request.seconds >= 0)) throw Error("The seconds of a race have to be 0 or more.");
  const std::vector<ModelKind> kinds = racers(request.models);
  const int size = corpus_->vocabulary().size();
  std::vector<ModelRun> fresh;
  std::vector<ModelRun*> replaced;
  for (const ModelKind kind : kinds) {
    ModelRun& one = run(kind);
    Settings settings = one.settings();
    copy_data_settings(settings, data_);
    if (request.equal_parameters && !fresh.empty())
      match_parameters(kind, size, settings, parameter_count(kinds[0], size, fresh[0].settings()));
    fresh.emplace_back(kind, clock_);
    fresh.back().set_sample_options(one.sample_options());
    fresh.back().start(corpus_, settings);  // throws before anything is replaced
    replaced.push_back(&one);
  }
  stop_training();
  forget_preset();
  set_aside(replaced);
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    *replaced[i] = std::move(fresh[i]);
    draw_first_samples(*replaced[i]);
  }
  handle(LimitSpeed{});
  race_ = RaceState{kinds, request.seconds, kinds[0]};
  snapshot_.race = {kinds, request.seconds, true};
  playing_ = true;
}

bool Session::next_racer() {
  const ModelRun* next = nullptr;
  for (const ModelKind kind : race_->models) {
    const ModelRun& one = run(kind);
    const bool has_time = race_->seconds <= 0 || one.seconds_trained() < race_->seconds;
    if (one.can_train() && has_time &&
        (next == nullptr || one.seconds_trained() < next->seconds_trained()))
      next = &one;
  }
  if (next == nullptr) return false;
  race_->now = next->kind();
  return true;
}

}  // namespace babble::app
