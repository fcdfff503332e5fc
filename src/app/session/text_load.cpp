#include "app/session/text_load.h"

#include <algorithm>

#include "core/base/error.h"

namespace babble::app {

TextLoad::TextLoad(std::vector<Attempt> attempts, Take take, std::function<void()> otherwise)
    : attempts_(std::move(attempts)), take_(std::move(take)), otherwise_(std::move(otherwise)) {
  bool is_expected = true;  // and not only in the place of one that fails
  for (const Attempt& attempt : attempts_) {
    if (is_expected) bytes_ += attempt.source.bytes.size();
    is_expected = attempt.on_error != OnError::say_and_try_next;
  }
}

bool TextLoad::advance(const std::function<void(const char*)>& say) {
  Attempt& attempt = attempts_[at_];
  std::shared_ptr<const Corpus> corpus;
  const std::size_t size = attempt.source.bytes.size();
  try {
    if (!reader_) reader_.emplace(attempt.source.bytes, attempt.data, attempt.source.name);
    const bool goes_on = reader_->advance();
    const auto read = static_cast<std::uint64_t>(reader_->progress() * static_cast<double>(size));
    read_ = std::max(read_, std::min(bytes_, before_ + read));
    if (goes_on) return true;
    corpus = std::make_shared<const Corpus>(reader_->take());
  } catch (const Error& error) {
    if (attempt.on_error == OnError::give_up) throw;
    if (attempt.on_error == OnError::say_and_try_next) say(error.what());
  }
  reader_.reset();
  before_ += size;
  if (corpus && take_(at_, attempt, std::move(corpus))) return false;
  if (++at_ < attempts_.size()) return true;
  if (otherwise_) otherwise_();
  return false;
}

}  // namespace babble::app
