// A text on its way to become the open one: what is read, and what is done with it then.
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

/// The bytes of a text, kept to prepare it anew when a data setting changes.
struct Source {
  std::string name;
  std::shared_ptr<const std::string> owned;  ///< null for a built-in text
  std::string_view bytes;
  std::string builtin;  ///< "names", "tale", or empty
};

/// Texts that are read one after the other until one is what was wanted.
class TextLoad {
 public:
  enum class OnError { give_up, try_next, say_and_try_next };
  struct Attempt {
    Source source;
    Settings data;  ///< how to prepare it
    OnError on_error = OnError::give_up;
  };
  /// Whether this corpus, of the attempt with this number, is what was wanted: then it has been
  /// made the open one. May throw Error, which ends the text_load.
  using Take = std::function<bool(std::size_t, Attempt&, std::shared_ptr<const Corpus>)>;

  /// `otherwise` is what to do where no attempt was taken.
  TextLoad(std::vector<Attempt> attempts, Take take, std::function<void()> otherwise = {});

  const Attempt& present() const { return attempts_[at_]; }
  /// Reads the next piece of the present attempt. False once all is done. Throws Error. `say` is
  /// told why an attempt failed that is followed by another.
  bool advance(const std::function<void(const char*)>& say);
  std::uint64_t bytes() const { return bytes_; }      ///< of all attempts together
  std::uint64_t bytes_read() const { return read_; }  ///< never falling

 private:
  std::vector<Attempt> attempts_;
  Take take_;
  std::function<void()> otherwise_;
  std::size_t at_ = 0;
  std::optional<CorpusReader> reader_;
  std::uint64_t bytes_ = 0, read_ = 0, before_ = 0;  // before_: of the attempts that are over
};

}  // namespace babble::app
