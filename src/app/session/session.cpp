// Intents: their order, and what becomes of their errors.
#include "app/session/session.h"

#include <new>
#include <utility>
#include <variant>

#include "core/base/error.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

constexpr int most_samples = 1000;
constexpr int longest_sample = 10000;  // tokens
constexpr std::size_t most_notices = 8;

bool opens_another_text(const Intent& intent) {
  if (const auto* open = std::get_if<OpenBytes>(&intent))
    return !looks_like_checkpoint(open->bytes);
  return std::holds_alternative<OpenBuiltin>(intent);
}

/// Intents that do not depend on the text and are carried out while one loads.
bool is_immediate(const Intent& intent) {
  return std::holds_alternative<Subscribe>(intent) || std::holds_alternative<SaveSession>(intent) ||
         std::holds_alternative<CancelLoad>(intent);
}

}  // namespace

Session::Session(Clock clock) : clock_(clock ? std::move(clock) : Clock(steady_seconds)) {
  for (const ModelKind kind : model_kinds()) runs_.emplace_back(kind, clock_);
  apply(OpenBuiltin{"names"});
  while (work(50)) {
  }
}

void Session::apply(Intent intent) {
  changed_ = true;
  if (!loads_.loading() || is_immediate(intent)) return apply_now(std::move(intent));
  if (opens_another_text(intent)) {
    loads_.cancel();
    show_idle();
  }
  loads_.defer(std::move(intent));
  apply_waiting();
}

void Session::apply_now(Intent intent) {
  guarded([&] { std::visit([this](auto& one) { handle(std::move(one)); }, intent); });
  if (!loads_.loading()) show_idle();
  changed_ = true;
}

void Session::apply_waiting() {
  while (std::optional<Intent> intent = loads_.next()) apply_now(std::move(*intent));
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

void Session::handle(const Activate& activate) {
  if (activate.model != active_) stop_training();
  active_ = activate.model;
  ensure(active());
}

void Session::handle(const Generate& generate) {
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

void Session::handle(const CancelLoad&) {
  if (!loads_.loading()) return;
  notice("Loading " + loads_.view().name + " was canceled. The current text stays open.");
  loads_.cancel();
  show_idle();
  apply_waiting();
}

void Session::notice(std::string text, bool is_error) {
  std::vector<Notice>& notices = snapshot_.notices.edit();
  const std::uint64_t id = notices.empty() ? 1 : notices.back().id + 1;
  if (notices.size() == most_notices) notices.erase(notices.begin());
  notices.push_back({id, is_error, std::move(text)});
  changed_ = true;
}

void Session::show_busy(std::string text, double fraction) {
  snapshot_.busy = true;
  snapshot_.busy_text = std::move(text);
  snapshot_.busy_fraction = fraction;
}

void Session::show_idle() {
  snapshot_.busy = false;
  snapshot_.busy_text.clear();
  snapshot_.busy_fraction = 0;
  snapshot_.text_load = TextLoadView{};
}

void Session::ensure(ModelRun& run) {
  if (run.exists() || !corpus_) return;
  try {
    run.start(corpus_, run.settings());
  } catch (const Error& error) {
    return run.set_unavailable(error.what());
  }
  draw_first_samples(run);
}

void Session::ensure_counted() {
  // n-grams of a long text take seconds: they are counted when they become active.
  constexpr std::size_t short_text = 1u << 20;
  const bool all = corpus_ && corpus_->tokens(Part::train).size() <= short_text;
  for (ModelRun& one : runs_)
    if (!one.capabilities().trained && (all || one.capabilities().bigram)) ensure(one);
}

void Session::draw_first_samples(ModelRun& run) {
  try {
    run.draw_samples(run.sample_options());
  } catch (const Error&) {  // this vocabulary lacks a character of the prefix
    run.set_sample_options(SampleOptions{});
    run.redraw_samples();
  }
}

}  // namespace babble::app
