// Texts as they come: the same table for the core, the session and the command.
#pragma once

#include <string>
#include <vector>

namespace babble::testing {

struct OddText {
  std::string name;
  std::string bytes;
  std::string refusal;  ///< what the sentence has in it; empty: the text is taken
  int vocabulary = 0;   ///< V where it is taken
  bool lines = false;   ///< taken as lines, else as running text
};

/// Up to 20 MB in all.
const std::vector<OddText>& odd_texts();

/// So many different characters, each twice in a row.
std::string text_of_characters(int distinct);

}  // namespace babble::testing
