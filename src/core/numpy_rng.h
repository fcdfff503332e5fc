// The one thing that scikit-learn's train_test_split needs of numpy.
#pragma once

#include <cstdint>
#include <vector>

namespace babble {

/// numpy.random.RandomState(seed).permutation(count).
std::vector<std::uint32_t> numpy_permutation(std::uint32_t seed, std::uint32_t count);

}  // namespace babble
