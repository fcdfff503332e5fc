// PyTorch's AVX2 kernel for normal samples, bit for bit.
#pragma once

namespace babble {

/// Replaces 16 uniform samples in [0, 1) by 16 samples of N(mean, std²). Box-Muller: the first
/// eight give the radii, the last eight the angles.
void torch_normal_block(float* values, float mean, float std) noexcept;

}  // namespace babble
