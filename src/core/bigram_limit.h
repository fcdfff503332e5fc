// Asked before V×V numbers are.
#pragma once

namespace babble {

/// Throws Error where V is above limits::max_bigram_vocabulary. In counts.cpp.
void check_bigram_vocabulary(int size);

}  // namespace babble
