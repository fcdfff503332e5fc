// How fast multiply-adds can be on this core at best: the yardstick that benchmarks are held to.
#pragma once

namespace babble {

/// Runs a loop of multiply-adds on registers only, with the vectors and the instructions of all
/// kernels (simd.h), for about `seconds`. Returns floating-point operations per second, two for
/// each multiply-add. One thread.
double measure_peak(double seconds);

}  // namespace babble
