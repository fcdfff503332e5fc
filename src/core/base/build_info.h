// How this binary was compiled: for `babble info`, benchmarks and the page's state.
#pragma once

#include <string>
#include <string_view>

namespace babble {

constexpr std::string_view version = "1.0";

struct BuildInfo {
  std::string compiler;  ///< "gcc 12.2.0"
  std::string target;    ///< "x86-64", "wasm32" ...
  std::string
      instructions;    ///< widest vector instructions compiled for: "AVX-512", "wasm SIMD" ...
  std::string simd;    ///< "native", or "plain" or "relaxed" for the two WebAssembly builds
  bool fused = false;  ///< a·b + c is one instruction
  bool optimized = false;
  bool assertions = false;
};

BuildInfo build_info();

/// The build info in one line.
std::string build_text();

}  // namespace babble
