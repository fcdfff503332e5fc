// numpy's permutation, which scikit-learn's train_test_split uses.
#pragma once

#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace babble {

/// numpy.random.RandomState(seed).permutation(count).
std::vector<std::uint32_t> numpy_permutation(std::uint32_t seed, std::uint32_t count);

/// numpy_permutation in slices of a few milliseconds, for millions of elements.
class NumpyPermutation {
 public:
  NumpyPermutation(std::uint32_t seed, std::uint32_t count);
  /// Does the next slice of the work. False once all is done.
  bool advance();
  double progress() const;  ///< 0..1
  std::vector<std::uint32_t> take() { return std::move(order_); }

 private:
  std::mt19937 twister_;
  std::vector<std::uint32_t> order_;
  std::uint32_t left_;  // elements from 0 on that are not shuffled yet
};

}  // namespace babble
