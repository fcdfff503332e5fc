#include "core/math/numpy_rng.h"

#include <numeric>

namespace babble {
namespace {

constexpr std::uint32_t piece = 1u << 17;

}  // namespace

std::vector<std::uint32_t> numpy_permutation(std::uint32_t seed, std::uint32_t count) {
  NumpyPermutation permutation(seed, count);
  while (permutation.advance()) {
  }
  return permutation.take();
}

// A RandomState with an integer seed is the plain twister with its usual seeding.
NumpyPermutation::NumpyPermutation(std::uint32_t seed, std::uint32_t count)
    : twister_(seed), order_(count), left_(count) {
  std::iota(order_.begin(), order_.end(), 0u);
}

// Fisher-Yates from the end; the partner of i is drawn from 0..i by masking an output to as many
// bits as i has and drawing again while it is too large.
bool NumpyPermutation::advance() {
  for (std::uint32_t most = piece; left_ > 1 && most > 0; --most) {
    const std::uint32_t i = --left_;
    std::uint32_t mask = i;
    for (const int shift : {1, 2, 4, 8, 16}) mask |= mask >> shift;
    std::uint32_t j;
    do {
      j = static_cast<std::uint32_t>(twister_()) & mask;
    } while (j > i);
    std::swap(order_[i], order_[j]);
  }
  return left_ > 1;
}

double NumpyPermutation::progress() const {
  return order_.empty() ? 1 : 1 - static_cast<double>(left_) / static_cast<double>(order_.size());
}

}  // namespace babble
