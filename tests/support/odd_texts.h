// Unusual texts, for tests of the core, the session and the command.
#pragma once

#include <string>
#include <vector>

namespace babble::testing {

struct OddText {
  std::string name;
  std::string bytes;
  std::string refusal;  ///< part of the error; empty: the text is accepted
  int vocabulary = 0;   ///< V if it is accepted
  bool lines = false;   ///< read as lines, else as running text
};

/// All texts, up to 20 MB in total.
const std::vector<OddText>& odd_texts();

/// A text with this many different characters, each twice in a row.
std::string text_of_characters(int distinct);

}  // namespace babble::testing
