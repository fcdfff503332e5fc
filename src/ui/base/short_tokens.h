// Tokens for places that have room for one character: the labels and cells of heat maps.
#pragma once

#include <string>
#include <vector>

#include "app/protocol/snapshot.h"

namespace babble::ui {

/// The token itself, or "∅" for what is longer than one character, such as "<unk>".
std::string short_token(const std::string& token);

/// All of a corpus.
class ShortTokens {
 public:
  const std::vector<std::string>& of(const app::CorpusView& corpus);

 private:
  std::vector<std::string> tokens_;
  std::uint64_t revision_ = 0;
};

}  // namespace babble::ui
