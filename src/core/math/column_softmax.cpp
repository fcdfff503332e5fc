#include "core/math/column_softmax.h"

#include <cassert>

#include "core/math/simd.h"

namespace babble {

using simd::Vec;

void column_losses_and_gradients(float* logits, Index size, Index width,
                                 std::span<const TokenId> targets, float scale,
                                 std::span<RowLoss> losses) noexcept {
  const auto columns = static_cast<Index>(targets.size());
  assert(width % simd::width == 0 && columns <= width && losses.size() == targets.size());
  for (Index begin = 0; begin < columns; begin += simd::width) {
    float* const z = logits + begin;
    Vec max = simd::load(z);
    for (Index k = 1; k < size; ++k) max = simd::max(max, simd::load(z + k * width));
    float maxima[simd::width], sums[simd::width];
    simd::store(maxima, max);
    const Index end = columns - begin < simd::width ? columns - begin : simd::width;
    for (Index i = 0; i < end; ++i) {
      const auto b = static_cast<std::size_t>(begin + i);
      losses[b].target = z[targets[b] * width + i] - maxima[i];
    }
    Vec sum = {};
    for (Index k = 0; k < size; ++k) {
      const Vec value = simd::exp(simd::load(z + k * width) - max);
      simd::store(z + k * width, value);
      sum += value;
    }
    simd::store(sums, sum);
    const Vec factor = simd::broadcast(scale) / sum;
    for (Index k = 0; k < size; ++k) simd::store(z + k * width, simd::load(z + k * width) * factor);
    for (Index i = 0; i < end; ++i) {
      const auto b = static_cast<std::size_t>(begin + i);
      losses[b].sum = sums[i];
      z[targets[b] * width + i] -= scale;
    }
  }
}

}  // namespace babble
