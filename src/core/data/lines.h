// Where the lines of a stream ".emma.olivia." lie.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/token_id.h"

namespace babble {

/// The positions of the boundary tokens of a stream of lines; line i lies between boundary i and
/// i + 1. 4 bytes a line.
std::vector<std::uint32_t> line_boundaries(std::span<const TokenId> stream);

/// Writes the tokens before `position` to `window`, the last of them at its end. With `lines` the
/// window ends at the boundary token of the line. What is left of it is filled with id 0.
void fill_window(std::span<const TokenId> stream, std::size_t position, bool lines,
                 std::span<TokenId> window) noexcept;

}  // namespace babble
