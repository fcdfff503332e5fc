// Tokens for places that have room for a character or three: the labels and cells of heat maps.
#pragma once

#include <string>
#include <vector>

#include "app/protocol/snapshot.h"

namespace babble::ui {

/// The token itself, "ti…" for a long word, or "∅" for "<unk>" and for what has no glyph.
std::string short_token(const std::string& token);

/// "character" or "word", for what figures are per.
inline std::string token_unit(const app::CorpusView& corpus) {
  return corpus.words ? "word" : "character";
}

/// All of a corpus.
class ShortTokens {
 public:
  const std::vector<std::string>& of(const app::CorpusView& corpus);

 private:
  std::vector<std::string> tokens_;
  std::uint64_t revision_ = 0;
};

}  // namespace babble::ui
