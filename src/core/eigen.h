#pragma once

// The one door to Eigen. Natively it is a plain include. For WebAssembly it turns on Eigen's SSE
// kernels, which Emscripten translates to wasm SIMD and which are three times as fast as what the
// compiler makes of Eigen's plain code. The flags that belong to it are in
// src/cmake/BabbleFlags.cmake.

#ifdef __EMSCRIPTEN__

// Everything that Eigen itself includes has to be seen before __GNUC__ disappears below.
#include <emmintrin.h>
#include <smmintrin.h>
#include <xmmintrin.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <climits>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iosfwd>
#include <iostream>
#include <limits>
#include <sstream>
#include <string>

#ifdef BABBLE_RELAXED_SIMD
// Relaxed SIMD has a·b + c in one instruction. Eigen asks for it by the names of x86's FMA; the
// three forms it uses seldom are spelled out with two roundings.
static inline __m128 _mm_fmadd_ps(__m128 a, __m128 b, __m128 c) {
  return reinterpret_cast<__m128>(
      __builtin_wasm_fma_f32x4(reinterpret_cast<__f32x4>(a), reinterpret_cast<__f32x4>(b),
                               reinterpret_cast<__f32x4>(c)));
}
static inline __m128 _mm_fmsub_ps(__m128 a, __m128 b, __m128 c) {
  return _mm_sub_ps(_mm_mul_ps(a, b), c);
}
static inline __m128d _mm_fmadd_pd(__m128d a, __m128d b, __m128d c) {
  return _mm_add_pd(_mm_mul_pd(a, b), c);
}
static inline __m128d _mm_fmsub_pd(__m128d a, __m128d b, __m128d c) {
  return _mm_sub_pd(_mm_mul_pd(a, b), c);
}
#define __FMA__ 1
#endif  // BABBLE_RELAXED_SIMD

// Eigen takes __GNUC__ beside SSE as leave to write x86 assembly.
#pragma push_macro("__GNUC__")
#undef __GNUC__
#include <Eigen/Core>
#pragma pop_macro("__GNUC__")

#else  // native

#include <Eigen/Core>

#endif

namespace babble {

// Row-major, so that memory has the order of the textbooks' formulas and of PyTorch's tensors.
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::VectorXf;
using RowVector = Eigen::RowVectorXf;

}  // namespace babble
