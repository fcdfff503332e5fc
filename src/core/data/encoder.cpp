#include "core/data/encoder.h"

#include <algorithm>

#include "core/base/utf8.h"

namespace babble {

Encoder::Encoder(const Vocabulary& vocabulary) : ids_(128, TokenId{0}) {
  char32_t largest = 0;
  const auto first = static_cast<TokenId>(1);  // 0 is the mark or <unk>
  for (TokenId id = first; id < vocabulary.size(); ++id)
    largest = std::max(largest, vocabulary.code_point(id));
  ascii_ = largest < 128;
  if (!ascii_) ids_.resize(std::size_t{largest} + 1, TokenId{0});
  for (TokenId id = first; id < vocabulary.size(); ++id) ids_[vocabulary.code_point(id)] = id;
}

TokenId* Encoder::encode_ascii(std::string_view text, TokenId* out) const noexcept {
  const TokenId* ids = ids_.data();
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  for (std::size_t i = 0; i < text.size(); ++i) out[i] = ids[bytes[i]];
  return out + text.size();
}

TokenId* Encoder::encode_any(std::string_view text, TokenId* out) const noexcept {
  const TokenId* ids = ids_.data();
  for (std::size_t i = 0; i < text.size();) *out++ = ids[next_code_point(text, i)];
  return out;
}

}  // namespace babble
