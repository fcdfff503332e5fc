// Vectors of float as wide as the processor's registers, from one source: GCC's and clang's vector
// extensions become wasm SIMD, SSE, AVX2 or AVX-512. And exp and tanh on them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace babble::simd {

#if defined(__AVX512F__)
constexpr int width = 16;
#elif defined(__AVX__)
constexpr int width = 8;
#else
constexpr int width = 4;
#endif

// may_alias and the alignment of a single float: a Vec is loaded from and stored to rows of floats.
using Vec = float __attribute__((vector_size(width * 4)));
using Mask = std::int32_t __attribute__((vector_size(width * 4)));
// A typedef: with `using` clang takes no alignment smaller than the type's own.
typedef float UnalignedVec __attribute__((vector_size(width * 4), aligned(4), may_alias));

inline Vec load(const float* from) noexcept { return *reinterpret_cast<const UnalignedVec*>(from); }
inline void store(float* to, Vec value) noexcept { *reinterpret_cast<UnalignedVec*>(to) = value; }
// Not Vec{} + value, which would have to turn -0 into 0.
inline Vec splat(float value) noexcept { return value - Vec{}; }

struct Pair {
  Vec first, second;
};
/// a0 b0 a1 b1 … in memory <-> a, b
inline Pair load_interleaved(const float* from) noexcept {
#if defined(__AVX__)
  Pair pair;
  for (int i = 0; i < width; ++i) {
    pair.first[i] = from[2 * i];
    pair.second[i] = from[2 * i + 1];
  }
  return pair;
#else
  const Vec low = load(from), high = load(from + width);
  return {__builtin_shufflevector(low, high, 0, 2, 4, 6),
          __builtin_shufflevector(low, high, 1, 3, 5, 7)};
#endif
}
inline void store_interleaved(float* to, Vec first, Vec second) noexcept {
#if defined(__AVX__)
  for (int i = 0; i < width; ++i) {
    to[2 * i] = first[i];
    to[2 * i + 1] = second[i];
  }
#else
  store(to, __builtin_shufflevector(first, second, 0, 4, 1, 5));
  store(to + width, __builtin_shufflevector(first, second, 2, 6, 3, 7));
#endif
}

/// From `rows` interleaved rows their first `columns` elements, one row after the other.
template <std::ptrdiff_t rows, std::ptrdiff_t columns>
inline void copy_tile(const float* from, float* to) noexcept {
#if !defined(__AVX__)
  if constexpr (rows == 2 && columns == 2) {
    const Vec both = load(from);
    store(to, __builtin_shufflevector(both, both, 0, 2, 1, 3));
    return;
  }
#endif
  for (std::ptrdiff_t r = 0; r < rows; ++r) {
    for (std::ptrdiff_t k = 0; k < columns; ++k) to[r * columns + k] = from[k * rows + r];
  }
}

/// a·b + c, rounded once where the processor can.
inline Vec multiply_add(Vec a, Vec b, Vec c) noexcept {
#if defined(BABBLE_RELAXED_SIMD)
  return reinterpret_cast<Vec>(__builtin_wasm_fma_f32x4(
      reinterpret_cast<__f32x4>(a), reinterpret_cast<__f32x4>(b), reinterpret_cast<__f32x4>(c)));
#else
  return a * b + c;
#endif
}

inline Vec select(Mask mask, Vec yes, Vec no) noexcept {
  return reinterpret_cast<Vec>((mask & reinterpret_cast<Mask>(yes)) |
                               (~mask & reinterpret_cast<Mask>(no)));
}
// A NaN in `a` stays one.
inline Vec smaller(Vec a, Vec b) noexcept { return b < a ? b : a; }
inline Vec larger(Vec a, Vec b) noexcept { return b > a ? b : a; }

inline float sum(Vec value) noexcept {
  float lanes[width];
  std::memcpy(lanes, &value, sizeof(value));
  for (int half = width / 2; half > 0; half /= 2) {
    for (int i = 0; i < half; ++i) lanes[i] += lanes[i + half];
  }
  return lanes[0];
}
inline float largest(Vec value) noexcept {
  float lanes[width];
  std::memcpy(lanes, &value, sizeof(value));
  for (int half = width / 2; half > 0; half /= 2) {
    for (int i = 0; i < half; ++i)
      lanes[i] = lanes[i] > lanes[i + half] ? lanes[i] : lanes[i + half];
  }
  return lanes[0];
}

/// e^x within 1.2 units of the last place for x <= 88; exactly 0 below -87, -inf included.
inline Vec exp(Vec x) noexcept {
  const Mask vanishes = x < -87.0f;
  x = larger(smaller(x, splat(88.0f)), splat(-87.0f));
  // x = n·ln 2 + r with |r| <= ln 2 / 2. Adding 1.5·2^23 rounds to a whole number, which then
  // stands in the lowest bits of the sum.
  const Vec shift = splat(12582912.0f);
  const Vec shifted = multiply_add(x, splat(1.44269504088896341f), shift);
  const Vec n = shifted - shift;
  // ln 2 in two parts: the first has so few digits that n times it is exact.
  Vec r = multiply_add(n, splat(-0.693359375f), x);
  r = multiply_add(n, splat(2.12194440e-4f), r);
  // e^r = 1 + r + r²·q(r), q fitted with a relative error of e^r below 3.1e-9.
  Vec q = splat(0.0013814615514f);
  q = multiply_add(q, r, splat(0.0083687097878f));
  q = multiply_add(q, r, splat(0.0416683873165f));
  q = multiply_add(q, r, splat(0.1666652069031f));
  q = multiply_add(q, r, splat(0.4999999345193f));
  const Vec power = multiply_add(q, r * r, r) + 1.0f;
  // times 2^n
  const Vec result = reinterpret_cast<Vec>(reinterpret_cast<Mask>(power) +
                                           (reinterpret_cast<Mask>(shifted) << 23));
  return select(vanishes, Vec{}, result);
}

/// tanh x within 6 units of the last place, at most 1; odd to the last bit.
inline Vec tanh(Vec x) noexcept {
  // x·p(x²)/q(x²), fitted for |x| <= 9.02 with a relative error of 2.1e-8; the rest is rounding.
  // Beyond that tanh x is 1 in float32.
  x = larger(smaller(x, splat(9.02f)), splat(-9.02f));
  const Vec square = x * x;
  Vec p = splat(1.3319198e-8f);
  p = multiply_add(p, square, splat(2.0583584e-5f));
  p = multiply_add(p, square, splat(3.4940413e-3f));
  p = multiply_add(p, square, splat(0.13379724f));
  p = multiply_add(p, square, splat(1.0f));
  Vec q = splat(7.7620746e-7f);
  q = multiply_add(q, square, splat(3.2831036e-4f));
  q = multiply_add(q, square, splat(2.5871100e-2f));
  q = multiply_add(q, square, splat(0.46713039f));
  q = multiply_add(q, square, splat(1.0f));
  return larger(smaller(x * p / q, splat(1.0f)), splat(-1.0f));
}

}  // namespace babble::simd
