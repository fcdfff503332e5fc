#include "core/base/build_info.h"

namespace babble {

BuildInfo build_info() {
  BuildInfo info;
#if defined(__clang__)
  info.compiler = "clang " + std::to_string(__clang_major__) + '.' +
                  std::to_string(__clang_minor__) + '.' + std::to_string(__clang_patchlevel__);
#elif defined(__GNUC__)
  info.compiler = "gcc " + std::to_string(__GNUC__) + '.' + std::to_string(__GNUC_MINOR__) + '.' +
                  std::to_string(__GNUC_PATCHLEVEL__);
#else
  info.compiler = "unknown compiler";
#endif

#if defined(__wasm__)
  info.target = "wasm32";
  info.simd = "plain";
#if defined(BABBLE_RELAXED_SIMD)
  info.instructions = "wasm relaxed SIMD";
  info.simd = "relaxed";
  info.fused = true;
#elif defined(__wasm_simd128__)
  info.instructions = "wasm SIMD";
#else
  info.instructions = "none";
#endif
#elif defined(__x86_64__)
  info.target = "x86-64";
#if defined(__AVX512F__)
  info.instructions = "AVX-512";
  info.simd = "avx512";
#elif defined(__AVX2__)
  info.instructions = "AVX2";
  info.simd = "avx2";
#else
  info.instructions = "SSE2";
  info.simd = "sse2";
#endif
#if defined(__FMA__)
  info.fused = true;
#endif
#elif defined(__aarch64__)
  info.target = "aarch64";
  info.instructions = "NEON";
  info.simd = "neon";
  info.fused = true;
#else
  info.target = "unknown target";
  info.instructions = "unknown";
  info.simd = "unknown";
#endif

#if defined(__OPTIMIZE__)
  info.optimized = true;
#endif
#if !defined(NDEBUG)
  info.assertions = true;
#endif
  return info;
}

std::string build_text() {
  const BuildInfo info = build_info();
  return info.compiler + ", " + info.target + ", " + info.instructions +
         (info.fused ? " with fused multiply-add" : "") +
         (info.optimized ? "" : ", not optimized") + (info.assertions ? ", assertions on" : "");
}

}  // namespace babble
