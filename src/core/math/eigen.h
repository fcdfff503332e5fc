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
