// This file must be compiled with -ffp-contract=off: each std::fma below is a fused multiply-add in
// PyTorch's kernel, and PyTorch fuses no others.
#include "core/random/torch_normal.h"

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "core/base/bits.h"

namespace babble {
namespace {

// The polynomials are those of logf, sinf and cosf in the Cephes library (Stephen Moshier). As in
// vector code, both branches are computed and one is selected.

struct SineCosine {
  float sine, cosine;
};

/// c[0] x^(n-1) + ... + c[n-1], with fused multiply-adds.
template <std::size_t n>
float polynomial(const float (&c)[n], float x) noexcept {
  float sum = c[0];
  for (std::size_t i = 1; i < n; ++i) sum = std::fma(sum, x, c[i]);
  return sum;
}

/// ln x for a normal positive x.
float cephes_log(float x) noexcept {
  static constexpr float c[] = {7.0376836292e-2f,  -1.1514610310e-1f, 1.1676998740e-1f,
                                -1.2420140846e-1f, 1.4249322787e-1f,  -1.6668057665e-1f,
                                2.0000714765e-1f,  -2.4999993993e-1f, 3.3333331174e-1f};
  constexpr float ln2_high = 0.693359375f, ln2_low = -2.12194440e-4f;
  constexpr float sqrt_half = 0.707106781186547524f;

  // x = mantissa · 2^exponent with the mantissa in [0.5, 1), then moved to about [0.7, 1.4) - 1.
  const auto bits = bit_cast<std::uint32_t>(x);
  float exponent = static_cast<float>(static_cast<std::int32_t>(bits >> 23) - 126);
  float m = bit_cast<float>((bits & 0x007FFFFFu) | 0x3F000000u);
  const float twice = m < sqrt_half ? m : 0.0f;
  if (m < sqrt_half) exponent = exponent - 1.0f;
  m = (m - 1.0f) + twice;

  const float square = m * m;
  float y = polynomial(c, m) * m;
  y = std::fma(y, square, exponent * ln2_low);
  y = y - square * 0.5f;
  return std::fma(exponent, ln2_high, m + y);
}

/// Sine and cosine of x >= 0.
SineCosine cephes_sine_cosine(float x) noexcept {
  static constexpr float c[] = {2.443315711809948e-5f, -1.388731625493765e-3f,
                                4.166664568298827e-2f};
  static constexpr float s[] = {-1.9515295891e-4f, 8.3321608736e-3f, -1.6666654611e-1f};
  constexpr float four_over_pi = 1.27323954473516f;
  // π/4 in three parts, so that subtracting a multiple of it is exact.
  constexpr float part1 = -0.78515625f, part2 = -2.4187564849853515625e-4f,
                  part3 = -3.77489497744594108e-8f;

  // The octant, rounded up to an even number; the rest of x lies in [-π/4, π/4].
  const std::int32_t octant = (static_cast<std::int32_t>(x * four_over_pi) + 1) & ~1;
  const auto k = static_cast<float>(octant);
  x = std::fma(k, part1, x);
  x = std::fma(k, part2, x);
  x = std::fma(k, part3, x);

  const float square = x * x;
  float cosine = polynomial(c, square) * square;
  cosine = std::fma(cosine, square, -(square * 0.5f)) + 1.0f;
  float sine = polynomial(s, square) * square;
  sine = std::fma(sine, x, x);

  const bool exchange = (octant & 2) != 0;
  const float sine_size = exchange ? cosine : sine;
  const float cosine_size = exchange ? sine : cosine;
  const bool sine_negative = (octant & 4) != 0;
  const bool cosine_negative = ((octant - 2) & 4) == 0;
  return {sine_negative ? -sine_size : sine_size, cosine_negative ? -cosine_size : cosine_size};
}

}  // namespace

void torch_normal_block(float* values, float mean, float std) noexcept {
  constexpr float two_pi = 6.283185307179586f;
  for (int j = 0; j < 8; ++j) {
    const float u = 1.0f - values[j];  // in (0, 1]
    const float radius = std::sqrt(-2.0f * cephes_log(u));
    const auto [sine, cosine] = cephes_sine_cosine(two_pi * values[j + 8]);
    values[j] = std::fma(radius * cosine, std, mean);
    values[j + 8] = std::fma(radius * sine, std, mean);
  }
}

}  // namespace babble
