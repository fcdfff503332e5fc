#include "core/math/softmax.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/math/simd.h"

namespace babble {
namespace {

using Eigen::Index;

float largest_of(const float* row, Index size) noexcept {
  if (size < simd::width) return *std::max_element(row, row + size);
  simd::Vec largest = simd::load(row);
  Index i = simd::width;
  for (; i + simd::width <= size; i += simd::width) {
    largest = simd::max(largest, simd::load(row + i));
  }
  // The last vector may overlap the one before.
  if (i < size) largest = simd::max(largest, simd::load(row + size - simd::width));
  return simd::largest(largest);
}

/// out_i = exp(row_i - shift); returns their sum. The two may be the same memory.
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
    std::fill(rest, rest + simd::width, -1e30f);  // of which exp makes 0
    std::copy(row + i, row + size, rest);
    const simd::Vec value = simd::exp(simd::load(rest) - shift);
    simd::store(rest, value);
    std::copy(rest, rest + (size - i), out + i);
    sum += value;
  }
  return simd::sum(sum);
}

void scale(float* row, Index size, float factor) noexcept {
  for (Index i = 0; i < size; ++i) row[i] *= factor;
}

/// log of a product of many numbers between 1 and 65535, with one logarithm for 32 of them.
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

RowExponentials exponentials_of_row(const float* scores, std::ptrdiff_t size, float* out) noexcept {
  const float largest = largest_of(scores, size);
  return {.largest = largest, .sum = exponentials(scores, size, largest, out)};
}

void softmax(std::span<const float> scores, std::span<float> probabilities) noexcept {
  assert(!scores.empty() && scores.size() == probabilities.size());
  const auto size = static_cast<Index>(scores.size());
  const float sum = exponentials_of_row(scores.data(), size, probabilities.data()).sum;
  scale(probabilities.data(), size, 1.0f / sum);
}

double log_sum_exp(std::span<const float> scores) noexcept {
  const auto size = static_cast<Index>(scores.size());
  const float largest = largest_of(scores.data(), size);
  double sum = 0;
  for (const float score : scores) sum += std::exp(static_cast<double>(score - largest));
  return static_cast<double>(largest) + std::log(sum);
}

RowLoss row_loss(float* scores, std::ptrdiff_t size, TokenId target) noexcept {
  const float score = scores[target];
  const RowExponentials row = exponentials_of_row(scores, size, scores);
  return {.sum = row.sum, .target = score - row.largest};
}

RowLoss row_loss_and_gradient(float* scores, std::ptrdiff_t size, TokenId target,
                              float share) noexcept {
  const RowLoss entropy = row_loss(scores, size, target);
  scale(scores, size, share / entropy.sum);
  scores[target] -= share;
  return entropy;
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
