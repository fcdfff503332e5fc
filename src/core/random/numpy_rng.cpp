#include "core/random/numpy_rng.h"

#include <numeric>

namespace babble {
namespace {

constexpr std::uint32_t slice = 1u << 17;

}  // namespace

std::vector<std::uint32_t> numpy_permutation(std::uint32_t seed, std::uint32_t count) {
  NumpyPermutation permutation(seed, count);
  while (permutation.advance()) {
  }
  return permutation.take();
}

// A RandomState with an integer seed is MT19937 with its standard seeding.
NumpyPermutation::NumpyPermutation(std::uint32_t seed, std::uint32_t count)
    : twister_(seed), order_(count), left_(count) {
  std::iota(order_.begin(), order_.end(), 0u);
}

// Fisher-Yates from the end. The partner of i is drawn from 0..i by rejection: outputs are masked
// to the number of bits of i until one is not larger than i.
bool NumpyPermutation::advance() {
  for (std::uint32_t most = slice; left_ > 1 && most > 0; --most) {
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
