// Softmax and cross-entropy of rows of scores, the way all models of the core compute them.
#pragma once

#include <cstddef>
#include <span>

#include "core/matrix.h"
#include "core/vocabulary.h"

namespace babble {

/// p_j = exp(s_j) / sum_k exp(s_k), shifted by the largest score so that nothing overflows (d2l
/// §4.5). `probabilities` may be the same memory as `scores`. A score of -inf gives probability 0.
void softmax(std::span<const float> scores, std::span<float> probabilities) noexcept;

/// log sum_k exp(s_k), in float32 exponentials summed in float32.
double log_sum_exp(std::span<const float> scores) noexcept;

/// Cross-entropy and its gradient in one pass over R rows of V scores (d2l §3.4, §4.5):
///   loss = mean over rows of (log sum_k exp(s_rk) - s_r,y_r)
///   d loss / d s_rj = (softmax(s_r)_j - [j = y_r]) / R
/// `scores` R×V are replaced by that gradient. Returns the mean loss in nats.
double cross_entropy_backward(Matrix& scores, std::span<const TokenId> targets) noexcept;

/// The sum over rows of the cross-entropy, without a gradient. `scores` R×V are overwritten.
double cross_entropy_sum(Matrix& scores, std::span<const TokenId> targets) noexcept;

}  // namespace babble
