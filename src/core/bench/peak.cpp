#include "core/bench/peak.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <numeric>
#include <vector>

#include "core/math/simd.h"

namespace babble {
namespace {

using simd::Vec;

constexpr int rounds_at_once = 4096;
constexpr int most_chains = 16;

// A small function that is not unrolled, so that V8 keeps everything in registers. sum <- sum·b + c
// converges to c/(1 - b): neither huge nor denormal, which would change the speed.
template <int chains>
[[gnu::noinline]] double run_chains(float* sums, float b_value, float c_value) noexcept {
  const Vec b = simd::broadcast(b_value), c = simd::broadcast(c_value);
  Vec sum[chains];
  for (int i = 0; i < chains; ++i) sum[i] = simd::load(sums + i * simd::width);
  for (int round = 0; round < rounds_at_once; ++round) {
    for (int i = 0; i < chains; ++i) sum[i] = simd::multiply_add(sum[i], b, c);
  }
  for (int i = 0; i < chains; ++i) simd::store(sums + i * simd::width, sum[i]);
  return 2.0 * rounds_at_once * chains * simd::width;
}

using Chains = double (*)(float* sums, float b, float c) noexcept;

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Floating-point operations a second.
double rate_of(Chains run, double seconds) {
  float sums[most_chains * simd::width];
  for (float& sum : sums) sum = 1;
  const auto begin = Clock::now();
  double elapsed = 0, done = 0;
  do {
    done += run(sums, 0.999f, 0.001f);
    elapsed = seconds_since(begin);
  } while (elapsed < seconds || elapsed <= 0);
  // Reading the sums keeps the compiler from removing the loop.
  return sums[0] > 0 ? done / elapsed : 0;
}

}  // namespace

// Enough chains to hide the latency of one behind the others, few enough to stay in registers: of
// the 32 of AVX-512 16; of the 16 of AVX2 and wasm 12 and the two operands, or fewer where the
// engine wants some for itself (Chromium 150).
double measure_peak(double seconds) {
  if constexpr (simd::width == 16) return rate_of(run_chains<16>, seconds);
  return std::max({rate_of(run_chains<12>, seconds / 3), rate_of(run_chains<10>, seconds / 3),
                   rate_of(run_chains<8>, seconds / 3)});
}

double measure_peak(double seconds, ThreadPool* pool) {
  if (!pool) return measure_peak(seconds);
  std::vector<double> done(static_cast<std::size_t>(pool->size()));
  const auto begin = Clock::now();
  pool->parallel_for(pool->size(), [&](int i) {
    const auto start = Clock::now();
    const double rate = measure_peak(seconds);
    done[static_cast<std::size_t>(i)] = rate * seconds_since(start);
  });
  return std::accumulate(done.begin(), done.end(), 0.0) / seconds_since(begin);
}

}  // namespace babble
