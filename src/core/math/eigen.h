// Includes Eigen. For WebAssembly it enables Eigen's SSE kernels, which Emscripten translates to
// wasm SIMD and which are three times as fast as Eigen's generic code. The compiler flags for this
// are in src/cmake/BabbleFlags.cmake.
#pragma once

#ifdef __EMSCRIPTEN__

// The headers that Eigen includes must come before __GNUC__ is undefined below.
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

// With both __GNUC__ and SSE defined, Eigen would use x86 assembly.
#pragma push_macro("__GNUC__")
#undef __GNUC__
#include <Eigen/Core>
#pragma pop_macro("__GNUC__")

#else  // native

#include <Eigen/Core>

#endif
