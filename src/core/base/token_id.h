// The number of a token in its vocabulary (core/data/vocabulary.h).
#pragma once

#include <cstdint>

namespace babble {

using TokenId = std::uint16_t;

/// In the labels of a mini-batch: nothing is expected here. No vocabulary has this id
/// (limits::max_vocabulary).
constexpr TokenId no_target = 0xFFFF;

}  // namespace babble
