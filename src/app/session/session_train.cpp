// What the session does between intents: load, train, evaluate, draw samples, compute views.
#include <algorithm>
#include <bit>
#include <limits>
#include <new>

#include "app/session/session.h"
#include "core/base/error.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

constexpr double evaluation_while_training = 0.05;  // seconds
constexpr double catch_up = 0.25;  // seconds by which training may lag behind a speed limit

}  // namespace

void Session::handle(const Play&) {
  if (!may_train()) return;
  steps_left_ = 0;
  playing_ = true;
  due_ = clock_();
}

void Session::handle(const Pause&) { stop_training(); }

void Session::handle(const Step& step) {
  if (step.count < 1) throw Error("The number of steps has to be 1 or more.");
  if (!may_train()) return;
  playing_ = false;
  if (steps_left_ == 0) due_ = clock_();
  steps_left_ += step.count;
}

void Session::handle(const LimitSpeed& limit) {
  if (!(limit.steps_per_second >= 0 && limit.steps_per_second <= 1e9))
    throw Error("The speed limit has to be 0 (none) or a number of steps per second.");
  snapshot_.steps_per_second_limit = limit.steps_per_second;
  due_ = clock_();
}

void Session::handle(const EvaluateTest& request) {
  ModelRun& one = run(request.model);
  if (one.trainer() == nullptr)
    throw Error("Open the text of this model, or train it, to evaluate it on the test part.");
  if (&one == &active() || race_) stop_training();
  one.ask_for_test();
}

bool Session::may_train() {
  if (race_) stop_training();
  ensure(active());
  const ModelRun& run = active();
  if (!run.exists()) throw Error(run.unavailable());
  if (run.loaded() != nullptr)
    throw Error("To train this model further, open its text \"" + run.loaded()->corpus_name +
                "\", or reset the model to start anew on the current text.");
  if (run.can_train()) return true;
  if (!run.trainer()->diverged().empty()) throw Error(run.trainer()->diverged());
  if (!run.capabilities().trained)
    notice("Counting takes one step, and it is done.");
  else
    notice("The " + std::string(model_info(run.kind()).title) +
           " has trained all its epochs. Raise the number of epochs, or reset the model.");
  return false;
}

bool Session::training() const { return (playing_ || steps_left_ > 0) && trainee().can_train(); }

void Session::stop_training() {
  playing_ = false;
  steps_left_ = 0;
  race_.reset();
  snapshot_.race.running = false;
  for (ModelRun& one : runs_) one.interrupt_rate();
}

const ModelRun* Session::stale_run() const {
  for (const ModelRun& run : runs_)
    if (run.evaluation_stale() || run.samples_stale()) return &run;
  return nullptr;
}

double Session::seconds_until_work() const {
  if (loads_.loading() || stale_view(false) != nullptr || sweep_) return 0;
  if (training()) return snapshot_.steps_per_second_limit <= 0 ? 0 : std::max(0.0, due_ - clock_());
  return stale_run() != nullptr || stale_view(true) != nullptr
             ? 0
             : std::numeric_limits<double>::infinity();
}

bool Session::work(double milliseconds) {
  const double end = clock_() + milliseconds / 1000;
  if (loads_.loading()) {
    continue_load(end);
  } else if (View* slow = stale_view(false)) {
    refresh(*slow, end);
  } else if (sweep_ && !(sweep_waits_ && training())) {  // in turns with the usual training
    sweep_waits_ = true;
    advance_sweep(end);
  } else if (training()) {
    sweep_waits_ = false;
    try {
      train(end);
    } catch (const std::bad_alloc&) {
      stop_training();
      notice("There is not enough memory to train the " + std::string(model_info(active_).title) +
                 ". Training is paused.",
             true);
    }
  } else if (const ModelRun* stale = stale_run()) {
    ModelRun& one = run(stale->kind());
    if (one.samples_stale())
      one.redraw_samples();
    else
      evaluate(one, evaluation_budget_);
  } else if (View* quick = stale_view(true)) {
    refresh(*quick, end);
  } else {
    return false;
  }
  changed_ = true;
  return true;
}

void Session::train(double end) {
  ModelRun& one = run(trainee().kind());
  const double limit = snapshot_.steps_per_second_limit;
  std::int64_t chunk = 1;  // steps between two readings of the clock
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
    one.refresh_samples();
    if (one.dev_curve_due()) extend_dev_curve(one);
    now = clock_();
    if (now >= end) break;
  }
  if (one.evaluation_due()) evaluate(one, evaluation_while_training);
  const bool over = !race_ || !next_racer();
  if (!one.can_train()) {
    if (over) stop_training();
    if (!one.trainer()->diverged().empty())
      notice(one.trainer()->diverged(), true);
    else
      notice("The " + std::string(model_info(one.kind()).title) + " has trained all its epochs.");
  } else if ((race_ && over) || !training()) {
    stop_training();
  }
}

void Session::evaluate(ModelRun& one, double seconds) {
  evaluating(one, [&] {
    one.evaluate(*evaluator_, seconds);
    one.extend_dev_curve(*evaluator_);  // so that it ends where training pauses
  });
}

void Session::extend_dev_curve(ModelRun& one) {
  evaluating(one, [&] { one.extend_dev_curve(*evaluator_); });
}

void Session::evaluating(ModelRun& one, const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    if (one.fail_evaluation()) notice(error.what(), true);
  } catch (const std::bad_alloc&) {
    if (one.fail_evaluation())
      notice("There is not enough memory to evaluate the " +
                 std::string(model_info(one.kind()).title) + ".",
             true);
  }
}

}  // namespace babble::app
