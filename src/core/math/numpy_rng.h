// The one thing that scikit-learn's train_test_split needs of numpy.
#pragma once

#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace babble {

/// numpy.random.RandomState(seed).permutation(count).
std::vector<std::uint32_t> numpy_permutation(std::uint32_t seed, std::uint32_t count);

/// The same in pieces, for millions.
class NumpyPermutation {
 public:
  NumpyPermutation(std::uint32_t seed, std::uint32_t count);
  /// Works on the next piece. False once all is done.
  bool advance();
  double progress() const;  ///< 0..1
  std::vector<std::uint32_t> take() { return std::move(order_); }

 private:
  std::mt19937 twister_;
  std::vector<std::uint32_t> order_;
  std::uint32_t left_;  // places from 0 on that were not dealt with yet
};

}  // namespace babble
