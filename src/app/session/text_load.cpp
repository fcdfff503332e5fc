#include "app/session/text_load.h"

#include <algorithm>

#include "core/base/error.h"

namespace babble::app {

TextLoad::TextLoad(std::vector<Attempt> attempts, Accept accept, std::function<void()> otherwise)
    : attempts_(std::move(attempts)), accept_(std::move(accept)), otherwise_(std::move(otherwise)) {
  bool is_expected = true;  // not only a fallback
  for (const Attempt& attempt : attempts_) {
    if (is_expected) bytes_ += attempt.source.bytes.size();
    is_expected = attempt.on_error != OnError::report_and_try_next;
  }
}

bool TextLoad::advance(const std::function<void(const char*)>& report) {
  Attempt& attempt = attempts_[at_];
  std::shared_ptr<const Corpus> corpus;
  const std::size_t size = attempt.source.bytes.size();
  try {
    if (!reader_) reader_.emplace(attempt.source.bytes, attempt.data, attempt.source.name);
    const bool more = reader_->advance();
    const auto read = static_cast<std::uint64_t>(reader_->progress() * static_cast<double>(size));
    read_ = std::max(read_, std::min(bytes_, before_ + read));
    if (more) return true;
    corpus = std::make_shared<const Corpus>(reader_->take());
  } catch (const Error& error) {
    if (attempt.on_error == OnError::fail) throw;
    if (attempt.on_error == OnError::report_and_try_next) report(error.what());
  }
  reader_.reset();
  before_ += size;
  if (corpus && accept_(at_, attempt, std::move(corpus))) return false;
  if (++at_ < attempts_.size()) return true;
  if (otherwise_) otherwise_();
  return false;
}

}  // namespace babble::app
