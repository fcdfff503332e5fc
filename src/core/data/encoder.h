// Text to ids by table, for texts all of whose characters are in the vocabulary.
#pragma once

#include <string_view>
#include <vector>

#include "core/data/vocabulary.h"

namespace babble {

class Encoder {
 public:
  /// Where the vocabulary has a mark, a line feed becomes its id, 0.
  explicit Encoder(const Vocabulary& vocabulary);

  /// Writes the ids of valid UTF-8 at `out`, which needs room for text.size() of them. Returns the
  /// end of what was written.
  TokenId* encode(std::string_view text, TokenId* out) const noexcept {
    return ascii_ ? encode_ascii(text, out) : encode_any(text, out);
  }

 private:
  TokenId* encode_ascii(std::string_view text, TokenId* out) const noexcept;
  TokenId* encode_any(std::string_view text, TokenId* out) const noexcept;

  std::vector<TokenId> ids_;  // by code point, up to the largest of the vocabulary
  bool ascii_ = true;         // that is one of ASCII
};

}  // namespace babble
