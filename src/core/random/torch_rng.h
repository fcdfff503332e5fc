// PyTorch 1.13's CPU random generator, bit for bit, so that a run in Python and a run here start
// from the same weights and draw the same samples.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/random/generator.h"
#include "core/random/mersenne_twister.h"

namespace babble {

/// MT19937 with PyTorch's distributions. The state is that of MT19937 and one spare normal sample.
class TorchRng final : public Generator {
 public:
  explicit TorchRng(std::uint64_t value) { seed(value); }

  /// torch.manual_seed, which uses the low 32 bits. Discards the spare normal sample.
  void seed(std::uint64_t value);

  std::uint32_t random_u32();
  std::uint64_t random_u64();  ///< two outputs; the first is the high half
  float uniform();             ///< torch.rand float32: 24 bits of one output, in [0, 1)
  double uniform_double();     ///< torch.rand float64: 53 bits of two outputs, in [0, 1)

  /// Tensor.uniform_(low, high) on float32.
  void fill_uniform(std::span<float> out, double low, double high) override;

  /// Tensor.normal_(mean, std) on float32. PyTorch draws fewer than 16 elements one by one and more
  /// in blocks, by another method, so `out` must be the whole tensor. For n < 16, randn(n) * s does
  /// not have the bits of fill_normal(out, 0, s): draw with std 1 and multiply.
  void fill_normal(std::span<float> out, double mean = 0, double std = 1) override;

  /// torch.randint(range) for 0 < range < 2^32: one output modulo range.
  std::uint32_t random_below(std::uint32_t range) override;

  /// torch.randperm(count).
  std::vector<std::uint32_t> permutation(std::uint32_t count) override;
  /// The steps begin … end - 1 of permutation() on an order that started as 0, 1, 2, …
  void permute(std::span<std::uint32_t> order, std::size_t begin, std::size_t end);

  /// torch.multinomial(weights, 1, replacement=True) as PyTorch 1.13 has it. The weights need not
  /// sum to 1; they must be finite, not negative and not all zero. A weight of zero is never drawn.
  std::size_t multinomial(std::span<const float> weights);
  std::size_t draw(std::span<const float> weights, bool) override { return multinomial(weights); }

  /// torch.multinomial(weights, 1), without replacement, where PyTorch has no MKL: the first of the
  /// largest w_i / q_i, where q_i ~ Exp(1) is drawn for every weight, in float64.
  std::size_t draw_by_race(std::span<const float> weights, bool) override;

  /// torch.multinomial(weights, out.size(), replacement=True).
  void multinomial(std::span<const float> weights, std::span<std::int64_t> out);

  /// torch.Generator.get_state(), its bytes in hexadecimal. restore() reads the text of former
  /// checkpoints too, and throws Error if the text is invalid.
  std::string save() const override;
  void restore(std::string_view state) override;
  std::unique_ptr<Generator> clone() const override { return std::make_unique<TorchRng>(*this); }

  bool operator==(const TorchRng&) const = default;

 private:
  double normal_one();

  MersenneTwister twister_;
  std::optional<double> spare_normal_;
};

/// The cumulative distribution that multinomial uses: running sums in float32, divided by the last,
/// which is then exactly 1. The token drawn for a uniform number u is the first whose sum is >= u.
/// `out` has the size of `weights`.
void cumulative_weights(std::span<const float> weights, std::span<float> out);

}  // namespace babble
