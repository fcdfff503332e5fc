// Layer norm (torch.nn.LayerNorm) and RMS norm without their learned gain and shift, which
// core/math/linear.h folds into the layer that follows:
//   layer norm  n = (x − mean x)·s,  s = 1/√(mean (x − mean x)² + ε)
//   RMS norm    n = x·s,             s = 1/√(mean x² + ε)                       ε = 1e-5
#pragma once

#include "core/math/packed_matrix.h"

namespace babble {

/// Whether the mean is subtracted first: layer norm, or RMS norm.
enum class Centre : bool { no, yes };

/// One row of `columns` numbers. Both rows have zeros up to a multiple of the vector width, and may
/// be the same memory. Returns s.
float normalize(Centre centre, const float* x, Index columns, float* n) noexcept;

/// `rows` rows x (row-major, as above) to interleaved rows n, and s of each row in `scales`. `rows`
/// is a multiple of `interleave`.
void normalize_forward(Centre centre, const float* x, Index x_stride, Index rows, Index columns,
                       float* n, Index n_stride, float* scales) noexcept;

/// dx += s·(dn − mean dn − n·mean(dn∘n)), without the first mean for RMS norm. dx and dn are
/// row-major with zeros up to a multiple of the vector width; dx keeps them.
void normalize_backward(Centre centre, const float* dn, Index dn_stride, Index rows, Index columns,
                        const float* n, Index n_stride, const float* scales, float* dx,
                        Index dx_stride) noexcept;

}  // namespace babble
