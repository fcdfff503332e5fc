// The number of a token in its vocabulary (core/data/vocabulary.h).
#pragma once

#include <cstdint>

namespace babble {

using TokenId = std::uint16_t;

}  // namespace babble
