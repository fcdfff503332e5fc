// Reading a text to open it, a piece at a time; and what waits for its end.
#include <utility>
#include <variant>

#include "app/session/session.h"

namespace babble::app {
namespace {

/// Bytes of a text that is read at once: some ten milliseconds in a browser.
constexpr std::size_t read_at_once = 1u << 20;

/// Whether an intent opens another text, so that the one which is being read is not wanted.
bool opens_another(const Intent& intent) {
  if (const auto* open = std::get_if<OpenBytes>(&intent))
    return !looks_like_checkpoint(open->bytes);
  return std::holds_alternative<OpenBuiltin>(intent);
}

/// What is not about the order of things: what is on the screen, and keeping what is open.
bool cannot_wait(const Intent& intent) {
  return std::holds_alternative<Subscribe>(intent) || std::holds_alternative<SaveSession>(intent) ||
         std::holds_alternative<CancelLoad>(intent);
}

}  // namespace

void Session::apply(Intent intent) {
  changed_ = true;
  if (!reading_ || cannot_wait(intent)) return carry_out_now(std::move(intent));
  if (opens_another(intent)) stop_reading();
  waiting_.push_back(std::move(intent));
  carry_out_waiting();
}

void Session::carry_out_waiting() {
  while (!reading_ && !waiting_.empty()) {
    Intent next = std::move(waiting_.front());
    waiting_.pop_front();
    carry_out_now(std::move(next));
  }
}

void Session::carry_out(const CancelLoad&) {
  if (!reading_) return;
  notice("Reading " + reading_->present().source.name +
         " was given up; everything is as it was before.");
  stop_reading();
  carry_out_waiting();
}

void Session::stop_reading() {
  reading_.reset();
  idle();
}

void Session::begin(TextLoad text_load) {
  reading_.emplace(std::move(text_load));
  const auto say = [this](const char* sentence) { notice(sentence, true); };
  try {
    while (reading_->present().source.bytes.size() <= read_at_once)
      if (!reading_->advance(say)) return reading_.reset();
  } catch (...) {
    reading_.reset();
    throw;
  }
  active().interrupt_rate();
  show_reading();
}

void Session::read_on(double end) {
  const auto say = [this](const char* sentence) { notice(sentence, true); };
  bool goes_on = true;
  do {
    if (!guarded([&] { goes_on = reading_->advance(say); })) goes_on = false;
  } while (goes_on && clock_() < end);
  changed_ = true;
  if (goes_on) return show_reading();
  stop_reading();
  due_ = clock_();
  carry_out_waiting();
}

void Session::show_reading() {
  view_.text_load = {reading_->present().source.name, reading_->bytes_read(), reading_->bytes()};
  busy("Reading " + view_.text_load.name,
       static_cast<double>(view_.text_load.read) / static_cast<double>(view_.text_load.bytes));
}

}  // namespace babble::app
