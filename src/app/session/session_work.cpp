// What the session does between intents: training, evaluating, drawing samples.
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "app/session/session.h"
#include "app/views/neural_bigram_views.h"
#include "core/base/error.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

constexpr double evaluation_while_training = 0.05;  // seconds
constexpr double catch_up = 0.25;  // seconds that a speed limit lets training lag behind, at most

std::string name_of(ModelKind kind) { return std::string(model_info(kind).title); }

}  // namespace

bool Session::may_train() {
  ensure(active());
  const ModelRun& one = active();
  if (!one.exists()) throw Error(one.unavailable());
  if (one.loaded() != nullptr)
    throw Error("To train this model further, open its text \"" + one.loaded()->corpus_name +
                "\"; or reset it to begin anew on the open one.");
  if (one.can_train()) return true;
  if (!one.trainer()->diverged().empty()) throw Error(one.trainer()->diverged());
  if (one.kind() == model_kind("count"))
    notice("Counting is done in one step: every pair has been counted.");
  else
    notice("The " + name_of(one.kind()) +
           " has trained all its epochs: allow it more, or reset it to begin anew.");
  return false;
}

bool Session::training() const { return (playing_ || steps_left_ > 0) && active().can_train(); }

void Session::stop_training() {
  playing_ = false;
  steps_left_ = 0;
  active().interrupt_rate();
}

const ModelRun* Session::stale_run() const {
  for (const ModelRun& one : runs_)
    if (one.evaluation_stale() || one.samples_stale()) return &one;
  return nullptr;
}

double Session::seconds_until_work() const {
  if (reading_) return 0;
  if (training()) {
    if (view_.steps_per_second_limit <= 0 || ngrams_stale()) return 0;
    return std::max(0.0, due_ - clock_());
  }
  return stale_run() != nullptr || hidden_stale() || ngrams_stale() || smoothing_stale()
             ? 0
             : std::numeric_limits<double>::infinity();
}

bool Session::work(double milliseconds) {
  if (reading_) {
    read_on(clock_() + milliseconds / 1000);
    return true;
  }
  if (ngrams_stale()) {
    count_ngrams(clock_() + milliseconds / 1000);
    return true;
  }
  if (smoothing_stale()) {
    view_.smoothing = view_smoothing(*evaluator_);
    smoothing_known_ = true;
    changed_ = true;
    return true;
  }
  if (training()) {
    train(clock_() + milliseconds / 1000);
    return true;
  }
  if (const ModelRun* stale = stale_run()) {
    ModelRun& one = desk(stale->kind());
    if (one.samples_stale()) {
      one.redraw_samples();
      if (&one == &active()) score_word();
    } else {
      evaluate(one, evaluation_budget_);
    }
    changed_ = true;
    return true;
  }
  if (hidden_stale()) {
    view_hidden();
    changed_ = true;
    return true;
  }
  return false;
}

void Session::train(double end) {
  ModelRun& one = active();
  const double limit = view_.steps_per_second_limit;
  std::int64_t chunk = 1;  // steps between two looks at the clock
  for (double now = clock_(); training();) {
    std::int64_t steps = chunk;
    if (limit > 0) {
      if (now < due_) break;
      due_ = std::max(due_, now - catch_up);
      steps = std::min(steps, 1 + static_cast<std::int64_t>((now - due_) * limit));
    }
    if (!playing_) steps = std::min(steps, steps_left_);
    const std::int64_t goal = steps_to_goal();
    if (goal > 0) steps = std::min(steps, goal);
    // Samples are drawn at powers of two: end there.
    const auto power = std::bit_ceil(static_cast<std::uint64_t>(one.steps()) + 1);
    steps = std::min(steps, static_cast<std::int64_t>(power) - one.steps());
    if (limit > 0) due_ += static_cast<double>(steps) / limit;

    for (std::int64_t i = 0; i < steps && one.can_train(); ++i) {
      one.step();
      if (preset_) observe_preset();
    }
    if (!playing_) steps_left_ -= steps;
    if (goal > 0 && steps == goal) stop_training();
    const double after = clock_();
    one.add_time(now, after);
    if (after - now < 0.0005) chunk = std::min<std::int64_t>(2 * chunk, 1024);
    if (one.refresh_samples()) score_word();
    now = clock_();
    if (now >= end) break;
  }
  if (one.kind() == model_kind("neural")) matrices_stale_ = true;
  if (one.evaluation_is_due()) evaluate(one, evaluation_while_training);
  if (!one.can_train()) {
    stop_training();
    if (!one.trainer()->diverged().empty())
      notice(one.trainer()->diverged(), true);
    else
      notice("The " + name_of(one.kind()) + " has trained all its epochs.");
  } else if (!training()) {
    stop_training();
  }
  changed_ = true;
}

std::int64_t Session::steps_to_goal() const {
  if (!preset_ || preset_->preset().model != active_) return 0;
  return std::max<std::int64_t>(0, preset_->preset().steps - active().steps());
}

bool Session::smoothing_stale() const {
  return subscription_.matrices && corpus_ && !smoothing_known_ &&
         desk(model_kind("count")).exists();
}

bool Session::ngrams_stale() const { return subscription_.ngrams && corpus_ && !ngrams_.counted(); }

void Session::count_ngrams(double end) {
  do {
    ngrams_.advance(source_.bytes, corpus_->prepared_as());
  } while (!ngrams_.counted() && clock_() < end);
  if (ngrams_.counted())
    idle();
  else
    busy("Counting n-grams", ngrams_.progress());
  changed_ = true;
}

void Session::observe_preset() {
  const ModelRun& one = desk(preset_->preset().model);
  if (one.trainer() == nullptr) return;
  preset_->observe(*one.trainer(), *evaluator_);
  view_.preset.rows = preset_->rows();
  view_.preset.complete = preset_->complete(*one.trainer());
}

void Session::evaluate(ModelRun& one, double seconds) {
  try {
    one.evaluate(*evaluator_, seconds);
  } catch (const Error& error) {
    one.give_up_evaluation();
    notice(error.what(), true);
  }
}

void Session::score_word() {
  view_.word = WordTableView{};
  view_.word.word = word_;
  if (word_.empty()) return;
  const ModelRun& one = active();
  if (!one.exists()) {
    view_.word.error = one.unavailable();
    return;
  }
  try {
    const WordTable table = word_table(one.model(), one.vocabulary(), one.corpus_kind(), word_);
    for (const babble::WordRow& row : table.rows)
      view_.word.rows.push_back({row.pair, row.p, row.logp});
    view_.word.log_likelihood = table.log_likelihood;
    view_.word.nll = table.nll;
    view_.word.perplexity = table.perplexity;
  } catch (const Error& error) {
    view_.word.error = error.what();
  }
}

}  // namespace babble::app
