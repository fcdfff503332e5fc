// SIMD vectors of float with exp, tanh and sigmoid. GCC's and clang's vector extensions compile to
// wasm SIMD, SSE, AVX2 or AVX-512; the width is that of the registers of the target.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace babble::simd {

// The two WebAssembly programs share all object files except the kernels. Different namespaces keep
// the linker from merging inline functions of the two.
#if defined(BABBLE_RELAXED_SIMD)
inline namespace relaxed {
#else
inline namespace plain {
#endif

#if defined(__AVX512F__)
constexpr int width = 16;
#elif defined(__AVX__)
constexpr int width = 8;
#else
constexpr int width = 4;
#endif

using Vec = float __attribute__((vector_size(width * 4)));
using Mask = std::int32_t __attribute__((vector_size(width * 4)));
// For loads and stores at any float. A typedef, since clang ignores a smaller alignment in `using`.
typedef float UnalignedVec __attribute__((vector_size(width * 4), aligned(4), may_alias));

inline Vec load(const float* from) noexcept { return *reinterpret_cast<const UnalignedVec*>(from); }
inline void store(float* to, Vec value) noexcept { *reinterpret_cast<UnalignedVec*>(to) = value; }
// Not value + Vec{}, which would turn -0 into 0.
inline Vec broadcast(float value) noexcept { return value - Vec{}; }

struct Pair {
  Vec first, second;
};
/// Memory a0 b0 a1 b1 … to and from the vectors a and b.
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

/// a·b + c; rounded once if the target has a fused multiply-add.
inline Vec multiply_add(Vec a, Vec b, Vec c) noexcept {
#if defined(BABBLE_RELAXED_SIMD)
  return BABBLE_RELAXED_MULTIPLY_ADD(a, b, c);  // src/cmake/BabbleRelaxed.cmake
#else
  return a * b + c;
#endif
}

inline Vec select(Mask mask, Vec yes, Vec no) noexcept {
  return reinterpret_cast<Vec>((mask & reinterpret_cast<Mask>(yes)) |
                               (~mask & reinterpret_cast<Mask>(no)));
}
// min and max keep a NaN in `a`.
inline Vec min(Vec a, Vec b) noexcept {
#if defined(__wasm_simd128__)
  return __builtin_wasm_pmin_f32x4(a, b);
#else
  return b < a ? b : a;
#endif
}
inline Vec max(Vec a, Vec b) noexcept {
#if defined(__wasm_simd128__)
  return __builtin_wasm_pmax_f32x4(a, b);
#else
  return b > a ? b : a;
#endif
}

/// Combines all lanes into one, the upper half with the lower half in each step.
template <class Combine>
inline float reduce(Vec value, Combine combine) noexcept {
  using Four = float __attribute__((vector_size(16)));
  Four fours[width / 4];
  std::memcpy(fours, &value, sizeof(value));
  for (int half = width / 8; half > 0; half /= 2) {
    for (int i = 0; i < half; ++i) fours[i] = combine(fours[i], fours[i + half]);
  }
  const Four last = fours[0];
  return combine(combine(last[0], last[2]), combine(last[1], last[3]));
}
inline float reduce_sum(Vec value) noexcept {
  return reduce(value, [](auto a, auto b) { return a + b; });
}

/// One step of reduce_sums: groups of `group` lanes of u, then of v, are halved by adding.
template <int group, int... lanes>
inline Vec add_halves(Vec u, Vec v) noexcept {
  constexpr int half = group / 2;
  return __builtin_shufflevector(u, v, (lanes / half * group + lanes % half)...) +
         __builtin_shufflevector(u, v, (lanes / half * group + lanes % half + half)...);
}
template <int group, int... lanes>
inline void reduce_sums(Vec* sums, int count) noexcept {
  for (int i = 0; 2 * i < count; ++i)
    sums[i] = add_halves<group, lanes...>(sums[2 * i], sums[2 * i + 1]);
  if constexpr (group > 2) reduce_sums<group / 2, lanes...>(sums, count / 2);
}
/// reduce_sum of `width` vectors at once, with the same roundings. Overwrites them.
inline Vec reduce_sums(Vec* sums) noexcept {
#if defined(__AVX512F__)
  reduce_sums<width, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15>(sums, width);
#elif defined(__AVX__)
  reduce_sums<width, 0, 1, 2, 3, 4, 5, 6, 7>(sums, width);
#else
  reduce_sums<width, 0, 1, 2, 3>(sums, width);
#endif
  return sums[0];
}
inline float reduce_max(Vec value) noexcept {
  return reduce(value, [](auto a, auto b) { return a > b ? a : b; });
}

/// The constants of exp and tanh. They are in memory, where one instruction loads them: V8 needs
/// four to rebuild a constant vector that it could not keep in one of its 16 registers.
struct Constants {
  float exp_min, exp_max, log2_e, shift, ln2_high, ln2_low, exp_q[5];
  float tanh_max, tanh_p[5], tanh_q[5];
  float precise_tanh_r[5];
};
extern const Constants constants;

/// e^x within 1.2 units of the last place for x <= 88; exactly 0 below -87, -inf included.
inline Vec exp(Vec x) noexcept {
  const Constants& c = constants;
  const Mask underflows = x < broadcast(c.exp_min);
  x = max(min(x, broadcast(c.exp_max)), broadcast(c.exp_min));
  // x = n·ln 2 + r with |r| <= ln 2 / 2. Adding 1.5·2^23 rounds to the integer n, which is then in
  // the lowest bits of the sum.
  const Vec shift = broadcast(c.shift);
  const Vec shifted = multiply_add(x, broadcast(c.log2_e), shift);
  const Vec n = shifted - shift;
  // ln 2 in two parts (Cody and Waite): n times the first part is exact.
  Vec r = multiply_add(n, broadcast(c.ln2_high), x);
  r = multiply_add(n, broadcast(c.ln2_low), r);
  // e^r = 1 + r + r²·q(r)
  Vec q = broadcast(c.exp_q[0]);
  for (int i = 1; i < 5; ++i) q = multiply_add(q, r, broadcast(c.exp_q[i]));
  const Vec power = multiply_add(q, r * r, r) + 1.0f;
  // times 2^n
  const Vec result = reinterpret_cast<Vec>(reinterpret_cast<Mask>(power) +
                                           (reinterpret_cast<Mask>(shifted) << 23));
  return select(underflows, Vec{}, result);
}

/// tanh x within 6 units of the last place, in [-1, 1]; tanh(-x) = -tanh x exactly.
inline Vec tanh(Vec x) noexcept {
  const Constants& c = constants;
  x = max(min(x, broadcast(c.tanh_max)), broadcast(-c.tanh_max));
  const Vec square = x * x;
  Vec p = broadcast(c.tanh_p[0]), q = broadcast(c.tanh_q[0]);
  for (int i = 1; i < 5; ++i) {
    p = multiply_add(p, square, broadcast(c.tanh_p[i]));
    q = multiply_add(q, square, broadcast(c.tanh_q[i]));
  }
  return max(min(x * p / q, broadcast(1.0f)), broadcast(-1.0f));
}

/// tanh x within 1.5 units of the last place, in [-1, 1]; tanh(-x) = -tanh x exactly. For units
/// that saturate: the error of 1 - tanh² is that of tanh, however small 1 - tanh² is.
inline Vec precise_tanh(Vec x) noexcept {
  const Constants& c = constants;
  const Vec magnitude = max(x, -x);
  // x + x³·r(x²) for |x| < 0.625; beyond, 1 - 2/(e^2|x| + 1), in which errors of e^x count little.
  const Vec square = x * x;
  Vec r = broadcast(c.precise_tanh_r[0]);
  for (int i = 1; i < 5; ++i) r = multiply_add(r, square, broadcast(c.precise_tanh_r[i]));
  const Vec small = multiply_add(r * square, x, x);
  const Vec bounded = min(magnitude, broadcast(c.tanh_max));
  const Vec large = 1.0f - 2.0f / (exp(bounded + bounded) + 1.0f);
  const Vec with_sign = select(x < Vec{}, -large, large);
  return select(magnitude < broadcast(0.625f), small, with_sign);
}

/// 1/(1 + e^-x) within 3 units of the last place, in [0, 1]; exactly 0 below -87, 1 from 17 on.
inline Vec sigmoid(Vec x) noexcept {
  const Vec e = exp(min(x, -x));  // of -|x|, so nothing overflows
  return select(x < Vec{}, e, broadcast(1.0f)) / (e + 1.0f);
}

}  // namespace relaxed or plain
}  // namespace babble::simd
