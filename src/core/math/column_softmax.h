// Softmax and cross-entropy of columns of logits: one SIMD lane an example, so that a small
// vocabulary needs neither padding nor sums across lanes (softmax.h has the same for rows).
#pragma once

#include <span>

#include "core/base/token_id.h"
#include "core/math/softmax.h"

namespace babble {

/// `logits` (size×width, row-major, `width` a multiple of the SIMD width) has one column an
/// example. Column b has the target targets[b] and the loss losses[b]; there are at most `width`
/// targets, and further columns are padding. Replaces the logits with their gradients,
/// dz_k = scale·(softmax(z)_k - [k = y]); those of the padding mean nothing.
void column_losses_and_gradients(float* logits, Index size, Index width,
                                 std::span<const TokenId> targets, float scale,
                                 std::span<RowLoss> losses) noexcept;

}  // namespace babble
