// Softmax and cross-entropy of rows of scores, the way all models of the core compute them.
#pragma once

#include <cstddef>
#include <span>

#include "core/base/token_id.h"
#include "core/math/matrix.h"

namespace babble {

/// The score of a column that only fills a vector up: its probability is exactly 0.
constexpr float padding_logit = -1e30f;

/// p_j = exp(s_j) / sum_k exp(s_k), shifted by the largest score so that nothing overflows (d2l
/// §4.5). `probabilities` may be the same memory as `scores`. A score of -inf gives probability 0.
void softmax(std::span<const float> scores, std::span<float> probabilities) noexcept;

/// log sum_k exp(s_k), in float32 exponentials summed in float32.
double log_sum_exp(std::span<const float> scores) noexcept;

/// out_k = exp(s_k - largest score) of a row of `size` scores; the two may be the same memory.
struct RowExponentials {
  float largest = 0;  ///< score
  float sum = 1;      ///< of out
};
RowExponentials exponentials_of_row(const float* scores, std::ptrdiff_t size, float* out) noexcept;

/// What a row of scores adds to the cross-entropy, which is log sum - target (d2l §3.4, §4.5).
struct RowLoss {
  float sum = 1;     ///< sum_k exp(s_k - largest score)
  float target = 0;  ///< s_y - largest score
};
/// Of a row of `size` scores, which are overwritten.
RowLoss row_loss(float* scores, std::ptrdiff_t size, TokenId target) noexcept;
/// Cross-entropy and its gradient in one pass: a row of `size` scores becomes
/// share·(softmax(s)_j - [j = y]). With share 1/R that is the gradient of the mean over R rows.
RowLoss row_loss_and_gradient(float* scores, std::ptrdiff_t size, TokenId target,
                              float share) noexcept;
/// The sum of the rows' cross-entropies in nats, added up in their order.
double sum_of_losses(std::span<const RowLoss> rows) noexcept;

}  // namespace babble
