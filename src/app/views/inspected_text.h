// A text that a model reads for a picture of what happens inside.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "app/views/view.h"

namespace babble::app {

/// The first `most` tokens of the text; in a corpus of lines the boundary token comes first. Where
/// the vocabulary lacks a character, `error` becomes a sentence and the result is empty.
std::vector<TokenId> tokens_of_text(const OpenModel& open, const std::string& text,
                                    std::size_t most, std::string& error);

/// The three likeliest tokens of a distribution, the likeliest first.
std::vector<HiddenStateView::Guess> likeliest(std::span<const float> probabilities,
                                              const Vocabulary& vocabulary);

/// A picture of a text that is typed; refreshed ten times a second while the model trains.
class TextView : public View {
 public:
  void request(std::string text) {
    text_ = std::move(text);
    invalidate();
  }

 protected:
  TextView() : View(0.1) {}
  const std::string& text() const { return text_; }
  /// A number for the next picture.
  std::uint64_t next_revision() { return ++revision_; }

 private:
  std::string text_;
  std::uint64_t revision_ = 0;
};

}  // namespace babble::app
