// MT19937 of Matsumoto and Nishimura, whose outputs are the same in PyTorch, NumPy and Python; they
// differ in how a seed fills it and in what they make of the outputs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace babble {

/// Throws Error: a saved state of a generator cannot have been written by any.
[[noreturn]] void refuse_generator_state();

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

  static constexpr std::size_t word_count = 624;
  const std::array<std::uint32_t, word_count>& words() const { return words_; }
  std::size_t used() const { return used_; }  ///< how many of the words, at most word_count
  /// Throws Error if `used` is too large.
  void set(const std::array<std::uint32_t, word_count>& words, std::uint64_t used);
  /// The text of former checkpoints: "NAME <used> <bits of the spare normal sample, or -> <624
  /// words>", all numbers decimal. Returns the spare sample. Throws Error if the text is invalid.
  std::optional<double> restore(std::string_view state, std::string_view name);

  bool operator==(const MersenneTwister&) const = default;

 private:
  void refill();

  std::array<std::uint32_t, word_count> words_{};
  std::size_t used_ = word_count;
};

}  // namespace babble
