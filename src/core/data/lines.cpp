#include "core/data/lines.h"

#include <algorithm>

namespace babble {

std::vector<std::uint32_t> line_boundaries(std::span<const TokenId> stream) {
  std::vector<std::uint32_t> boundaries;
  boundaries.reserve(
      static_cast<std::size_t>(std::count(stream.begin(), stream.end(), TokenId{0})));
  for (std::size_t i = 0; i < stream.size(); ++i)
    if (stream[i] == 0) boundaries.push_back(static_cast<std::uint32_t>(i));
  return boundaries;
}

void fill_window(std::span<const TokenId> stream, std::size_t position, bool lines,
                 std::span<TokenId> window) noexcept {
  std::size_t left = window.size();
  while (left > 0 && position > 0) {
    const TokenId token = stream[--position];
    if (lines && token == 0) break;
    window[--left] = token;
  }
  std::fill_n(window.begin(), left, TokenId{0});
}

}  // namespace babble
