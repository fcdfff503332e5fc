#include "app/session/text_load_queue.h"

#include <utility>

namespace babble::app {
namespace {

constexpr std::size_t load_at_once = 1u << 20;  // bytes; about ten milliseconds in a browser

}  // namespace

void TextLoadQueue::begin(TextLoad load, const Say& say) {
  load_.emplace(std::move(load));
  try {
    while (load_->present().source.bytes.size() <= load_at_once)
      if (!load_->advance(say)) return load_.reset();
  } catch (...) {
    load_.reset();
    throw;
  }
}

void TextLoadQueue::advance(double end, const Clock& clock, const Say& say) {
  try {
    do {
      if (!load_->advance(say)) return load_.reset();
    } while (clock() < end);
  } catch (...) {
    load_.reset();
    throw;
  }
}

TextLoadView TextLoadQueue::view() const {
  return {load_->present().source.name, load_->bytes_read(), load_->bytes()};
}

std::optional<Intent> TextLoadQueue::next() {
  if (loading() || waiting_.empty()) return std::nullopt;
  Intent intent = std::move(waiting_.front());
  waiting_.pop_front();
  return intent;
}

}  // namespace babble::app
