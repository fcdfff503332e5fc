// The peak rate of multiply-adds on this core, against which the benchmarks are measured.
#pragma once

#include "core/math/thread_pool.h"

namespace babble {

/// Runs a loop of multiply-adds on registers only, with the vectors and the instructions of all
/// kernels (simd.h), for about `seconds`. Returns floating-point operations per second, two for
/// each multiply-add. One thread.
double measure_peak(double seconds);

/// The same with all of the pool's threads at once, together; null: one thread. Where two of the
/// system's processors share one core's arithmetic, two threads have less than twice the peak.
double measure_peak(double seconds, ThreadPool* pool);

}  // namespace babble
