// How this program was compiled, its kernels for the vectors that were chosen at its start: for
// `babble info`, benchmarks and the page's state.
#pragma once

#include <string>
#include <string_view>

namespace babble {

constexpr std::string_view version = "1.0";

struct BuildInfo {
  std::string compiler;      ///< "gcc 12.2.0"
  std::string target;        ///< "x86-64", "wasm32" ...
  std::string instructions;  ///< of the kernels: "AVX-512", "wasm SIMD" ...
  std::string simd;    ///< the same as an option: "sse2", "avx2", "avx512", "neon", for WebAssembly
                       ///< "plain" or "relaxed"
  bool fused = false;  ///< a·b + c is one instruction
  bool optimized = false;
  bool assertions = false;
};

BuildInfo build_info();

/// The build info in one line.
std::string build_text();

}  // namespace babble
