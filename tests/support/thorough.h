// How many cases a test at random can afford.
#pragma once

namespace babble::testing {

/// False where the same code takes five to fifty times as long: under a sanitizer and as
/// WebAssembly.
#if defined(__EMSCRIPTEN__) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool thorough = false;
#else
constexpr bool thorough = true;
#endif

}  // namespace babble::testing
