// Loading a text: how to prepare it, and what to do with the corpus.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/data/corpus_reader.h"

namespace babble::app {

/// The bytes of a text, kept to prepare it again when a data setting changes.
struct Source {
  std::string name;
  std::shared_ptr<const std::string> owned;  ///< null for a built-in text
  std::string_view bytes;
  std::string builtin;  ///< "names", "tale", "word" (of a preset), or empty
};

/// Tries texts one after the other until one is accepted.
class TextLoad {
 public:
  enum class OnError { fail, try_next, report_and_try_next };
  struct Attempt {
    Source source;
    Settings data;  ///< how to prepare it
    OnError on_error = OnError::fail;
  };
  /// Receives the corpus of attempt number i. Returns whether it accepted it and made it the open
  /// one. May throw Error, which ends the load.
  using Accept = std::function<bool(std::size_t, Attempt&, std::shared_ptr<const Corpus>)>;

  /// `otherwise` runs if no attempt was accepted.
  TextLoad(std::vector<Attempt> attempts, Accept accept, std::function<void()> otherwise = {});

  const Attempt& present() const { return attempts_[at_]; }
  /// Reads the next piece. Returns false when the load is complete. Throws Error. `report` receives
  /// the error of an attempt with report_and_try_next.
  bool advance(const std::function<void(const char*)>& report);
  std::uint64_t bytes() const { return bytes_; }      ///< of all attempts together
  std::uint64_t bytes_read() const { return read_; }  ///< never decreases

 private:
  std::vector<Attempt> attempts_;
  Accept accept_;
  std::function<void()> otherwise_;
  std::size_t at_ = 0;
  std::optional<CorpusReader> reader_;
  std::uint64_t bytes_ = 0, read_ = 0, before_ = 0;  // before_: of the finished attempts
};

}  // namespace babble::app
