// MT19937 of Matsumoto and Nishimura, whose outputs are the same in PyTorch, NumPy and Python; they
// differ in how a seed fills it and in what they make of the outputs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace babble {

class MersenneTwister {
 public:
  /// init_genrand of the authors' code: PyTorch, and NumPy's RandomState.
  void seed(std::uint32_t value);
  /// init_by_array of the authors' code with one word: Python's random.seed below 2^32.
  void seed_by_array(std::uint32_t value);

  std::uint32_t next() {
    if (used_ >= word_count) refill();
    std::uint32_t y = words_[used_++];
    y ^= y >> 11;
    y ^= (y << 7) & 0x9D2C5680u;
    y ^= (y << 15) & 0xEFC60000u;
    return y ^ (y >> 18);
  }

  /// "NAME <used> <bits of the spare double, or -> <624 words>", all numbers decimal: the twister
  /// and the spare normal sample of its owner. restore() throws Error if the text is invalid.
  std::string save(std::string_view name, const double* spare) const;
  /// Returns whether there is a spare sample, which is then in `spare`.
  bool restore(std::string_view state, std::string_view name, double& spare);

  bool operator==(const MersenneTwister&) const = default;

 private:
  static constexpr std::size_t word_count = 624;
  void refill();

  std::array<std::uint32_t, word_count> words_{};
  std::size_t used_ = word_count;  ///< number of words used of the current 624
};

}  // namespace babble
