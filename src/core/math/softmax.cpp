#include "core/math/softmax.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/math/simd.h"

namespace babble {
namespace {

float max_of(const float* row, Index size) noexcept {
  if (size < simd::width) return *std::max_element(row, row + size);
  simd::Vec max = simd::load(row);
  Index i = simd::width;
  for (; i + simd::width <= size; i += simd::width) {
    max = simd::max(max, simd::load(row + i));
  }
  // The last vector overlaps the one before it.
  if (i < size) max = simd::max(max, simd::load(row + size - simd::width));
  return simd::reduce_max(max);
}

/// out_i = exp(row_i - shift). Returns the sum. The two may be the same memory.
float exponentials(const float* row, Index size, float shift, float* out) noexcept {
  simd::Vec sum = {};
  Index i = 0;
  for (; i + simd::width <= size; i += simd::width) {
    const simd::Vec value = simd::exp(simd::load(row + i) - shift);
    simd::store(out + i, value);
    sum += value;
  }
  if (i < size) {
    float rest[simd::width];
    std::fill(rest, rest + simd::width, padding_logit);
    std::copy(row + i, row + size, rest);
    const simd::Vec value = simd::exp(simd::load(rest) - shift);
    simd::store(rest, value);
    std::copy(rest, rest + (size - i), out + i);
    sum += value;
  }
  return simd::reduce_sum(sum);
}

void multiply(float* row, Index size, float factor) noexcept {
  for (Index i = 0; i < size; ++i) row[i] *= factor;
}

/// The sum of the logarithms of many numbers from 1 to 65535, with one logarithm for 32 of them.
class SumOfLogs {
 public:
  void add(float value) noexcept {
    product_ *= static_cast<double>(value);
    if (++count_ % 32 == 0) flush();
  }
  double sum() noexcept {
    flush();
    return sum_;
  }

 private:
  void flush() noexcept {
    sum_ += std::log(product_);
    product_ = 1;
  }
  double product_ = 1, sum_ = 0;
  int count_ = 0;
};

}  // namespace

RowExponentials row_exponentials(const float* logits, std::ptrdiff_t size, float* out) noexcept {
  const float max = max_of(logits, size);
  return {.max = max, .sum = exponentials(logits, size, max, out)};
}

void softmax(std::span<const float> logits, std::span<float> probabilities) noexcept {
  assert(!logits.empty() && logits.size() == probabilities.size());
  const auto size = static_cast<Index>(logits.size());
  const float sum = row_exponentials(logits.data(), size, probabilities.data()).sum;
  multiply(probabilities.data(), size, 1.0f / sum);
}

double log_sum_exp(std::span<const float> logits) noexcept {
  const auto size = static_cast<Index>(logits.size());
  const float max = max_of(logits.data(), size);
  double sum = 0;
  for (const float logit : logits) sum += std::exp(static_cast<double>(logit - max));
  return static_cast<double>(max) + std::log(sum);
}

RowLoss row_loss(float* logits, std::ptrdiff_t size, TokenId target) noexcept {
  if (target == no_target) return {};
  const float logit = logits[target];
  const RowExponentials row = row_exponentials(logits, size, logits);
  return {.sum = row.sum, .target = logit - row.max};
}

RowLoss row_loss_and_gradient(float* logits, std::ptrdiff_t size, TokenId target,
                              float scale) noexcept {
  if (target == no_target) {
    std::fill_n(logits, size, 0.0f);
    return {};
  }
  const RowLoss loss = row_loss(logits, size, target);
  multiply(logits, size, scale / loss.sum);
  logits[target] -= scale;
  return loss;
}

double sum_of_losses(std::span<const RowLoss> rows) noexcept {
  SumOfLogs logs;
  double target_sum = 0;
  for (const RowLoss& row : rows) {
    logs.add(row.sum);
    target_sum += static_cast<double>(row.target);
  }
  return logs.sum() - target_sum;
}

}  // namespace babble
