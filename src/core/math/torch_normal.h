// The block of 16 normals that PyTorch's AVX2 kernel makes of 16 uniforms.
#pragma once

namespace babble {

/// In place: 16 uniforms in [0, 1) become 16 samples of N(mean, std²). Box-Muller: the first
/// eight give the radii, the last eight the angles.
void torch_normal_block(float* values, float mean, float std) noexcept;

}  // namespace babble
