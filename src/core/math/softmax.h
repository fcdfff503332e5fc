// Softmax and cross-entropy of rows of logits, for all models.
#pragma once

#include <cstddef>
#include <span>

#include "core/base/token_id.h"
#include "core/math/matrix.h"

namespace babble {

/// The logit of a padding column; its probability is exactly 0.
constexpr float padding_logit = -1e30f;

/// p_j = exp(z_j) / sum_k exp(z_k), with the maximum subtracted first (d2l §4.5). The two may be
/// the same memory, which must not be empty. A logit of -inf gives probability 0.
void softmax(std::span<const float> logits, std::span<float> probabilities) noexcept;

/// log sum_k exp(z_k) of float32 logits, summed in double.
double log_sum_exp(std::span<const float> logits) noexcept;

/// out_k = exp(z_k - max) of a row of `size` logits. The two may be the same memory.
struct RowExponentials {
  float max = 0;  ///< max_k z_k
  float sum = 1;  ///< sum_k out_k
};
RowExponentials row_exponentials(const float* logits, std::ptrdiff_t size, float* out) noexcept;

/// The cross-entropy of a row, log(sum) - target, before the logarithm (d2l §3.4, §4.5).
struct RowLoss {
  float sum = 1;     ///< sum_k exp(z_k - max)
  float target = 0;  ///< z_y - max
};
/// The loss of a row of `size` logits; overwrites them. 0 where the target is no_target.
RowLoss row_loss(float* logits, std::ptrdiff_t size, TokenId target) noexcept;
/// The loss of a row and its gradient, which replaces the logits:
/// dz_j = scale·(softmax(z)_j - [j = y]). Scale 1/R gives the gradient of the mean over R rows.
/// Both are 0 where the target is no_target.
RowLoss row_loss_and_gradient(float* logits, std::ptrdiff_t size, TokenId target,
                              float scale) noexcept;
/// The sum of the rows' cross-entropies in nats, added in their order.
double sum_of_losses(std::span<const RowLoss> rows) noexcept;

}  // namespace babble
