// The random numbers that PyTorch 1.13's CPU generator gives for a seed, bit for bit, so that
// a lecture run in Python and a run here start from the same weights and draw the same names.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace babble {

/// MT19937 with PyTorch's ways of turning its 32-bit outputs into distributions. All calls take
/// from one stream in order; the only other state is one spare normal sample.
class TorchRng {
 public:
  explicit TorchRng(std::uint64_t value) { seed(value); }

  /// torch.manual_seed: the low 32 bits count. Empties the spare normal.
  void seed(std::uint64_t value);

  std::uint32_t random_u32();
  std::uint64_t random_u64();  ///< two outputs, the first is the high half
  float uniform();             ///< torch.rand float32: 24 bits of one output, in [0, 1)
  double uniform_double();     ///< torch.rand float64: 53 bits of two outputs, in [0, 1)

  /// TensorView.uniform_(low, high) on float32.
  void fill_uniform(std::span<float> out, double low, double high);

  /// TensorView.normal_(mean, std) on float32. PyTorch has two unrelated methods: fewer than 16
  /// elements are drawn one by one, 16 or more in blocks. `out` must be the whole tensor.
  /// randn(n) * s gives the bits of fill_normal(out, 0, s) only for n >= 16; below, multiply.
  void fill_normal(std::span<float> out, double mean = 0, double std = 1);

  /// torch.nn.init.xavier_uniform_ of a rows×columns matrix: U(-a, a), a = sqrt(6/(rows+columns)).
  void fill_xavier_uniform(std::span<float> out, int rows, int columns);

  /// torch.randint(range) for 0 < range < 2^32: one output modulo range.
  std::uint32_t random_below(std::uint32_t range);

  /// torch.randperm(count).
  std::vector<std::uint32_t> permutation(std::uint32_t count);
  /// Its steps begin … end - 1 on an order that began as 0, 1, 2 …
  void permute(std::span<std::uint32_t> order, std::size_t begin, std::size_t end);

  /// torch.multinomial(weights, 1, replacement=True). The weights need not sum to 1; they must
  /// be finite, not negative and not all zero. Weights of zero are never drawn.
  std::size_t multinomial(std::span<const float> weights);

  /// The same with as many draws as `out` has places, in one call.
  void multinomial(std::span<const float> weights, std::span<std::int64_t> out);

  /// The exact state as text (spare normal included); restore throws Error if it is not one.
  std::string save() const;
  void restore(std::string_view state);

  bool operator==(const TorchRng&) const = default;

 private:
  static constexpr std::size_t word_count = 624;

  void refill();
  double normal_one();

  std::array<std::uint32_t, word_count> words_{};
  std::size_t used_ = word_count;  ///< words of the current 624 that have been given out
  std::optional<double> spare_normal_;
};

/// What multinomial draws from: running sums in float32, divided by the last, whose entry is
/// then exactly 1. Shown by the page's visible sampler; the token drawn for a uniform number u is
/// the first whose sum is >= u. `out` has the size of `weights`.
void cumulative_weights(std::span<const float> weights, std::span<float> out);

}  // namespace babble
