// Reduces the number of random cases where tests are slow.
#pragma once

namespace babble::testing {

/// False under sanitizers and in WebAssembly, where code takes five to fifty times as long.
#if defined(__EMSCRIPTEN__) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool thorough = false;
#else
constexpr bool thorough = true;
#endif

}  // namespace babble::testing
