#include "core/peak.h"

#include <chrono>

#include "core/simd.h"

namespace babble {
namespace {

using simd::Vec;

// Enough chains to hide the latency of one behind the others, few enough to stay in registers:
// 12 and the two operands of the 16 of AVX2 and wasm, 16 of the 32 of AVX-512.
constexpr int chains = simd::width == 16 ? 16 : 12;
constexpr int rounds_at_once = 4096;
constexpr double operations = 2.0 * rounds_at_once * chains * simd::width;

// A function of its own and small, so that V8 finds registers for all of it. sum <- sum·b + c
// comes to rest at c/(1 - b): neither huge nor denormal, which would change the speed.
[[gnu::noinline]] void run_chains(float* sums, float b_value, float c_value) noexcept {
  const Vec b = simd::splat(b_value), c = simd::splat(c_value);
  Vec sum[chains];
  for (int i = 0; i < chains; ++i) sum[i] = simd::load(sums + i * simd::width);
  for (int round = 0; round < rounds_at_once; round += 4) {
    for (int i = 0; i < chains; ++i) sum[i] = simd::multiply_add(sum[i], b, c);
    for (int i = 0; i < chains; ++i) sum[i] = simd::multiply_add(sum[i], b, c);
    for (int i = 0; i < chains; ++i) sum[i] = simd::multiply_add(sum[i], b, c);
    for (int i = 0; i < chains; ++i) sum[i] = simd::multiply_add(sum[i], b, c);
  }
  for (int i = 0; i < chains; ++i) simd::store(sums + i * simd::width, sum[i]);
}

}  // namespace

double measure_peak(double seconds) {
  using Clock = std::chrono::steady_clock;
  float sums[chains * simd::width];
  for (float& sum : sums) sum = 1;
  const auto begin = Clock::now();
  double elapsed = 0, done = 0;
  do {
    run_chains(sums, 0.999f, 0.001f);
    done += operations;
    elapsed = std::chrono::duration<double>(Clock::now() - begin).count();
  } while (elapsed < seconds || elapsed <= 0);
  // Reading the sums keeps the compiler from leaving the work out.
  return sums[0] > 0 ? done / elapsed : 0;
}

}  // namespace babble
