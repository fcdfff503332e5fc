#include "core/numpy_rng.h"

#include <numeric>
#include <random>
#include <utility>

namespace babble {

std::vector<std::uint32_t> numpy_permutation(std::uint32_t seed, std::uint32_t count) {
  // A RandomState with an integer seed is the plain twister with its usual seeding.
  std::mt19937 twister(seed);
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0u);
  // Fisher-Yates from the end; the partner of i is drawn from 0..i by masking an output to as many
  // bits as i has and drawing again while it is too large.
  for (std::uint32_t i = count; i-- > 1;) {
    std::uint32_t mask = i;
    for (const int shift : {1, 2, 4, 8, 16}) mask |= mask >> shift;
    std::uint32_t j;
    do {
      j = static_cast<std::uint32_t>(twister()) & mask;
    } while (j > i);
    std::swap(order[i], order[j]);
  }
  return order;
}

}  // namespace babble
