#include "core/math/activation.h"

namespace babble {
namespace {

using simd::Vec;

struct ActivationPoint {
  Vec value, slope;
};

// With u = √(2/π)(z + 0.044715 z³) and s = (1 + tanh u)/2 = 1/(1 + e^(−2u)):
// g = z·s, g' = s + z·s·(1 − s)·2u'.
ActivationPoint gelu(Vec z) noexcept {
  constexpr float a = 1.59576912160573f;  // 2·√(2/π)
  constexpr float b = a * 0.044715f;
  const Vec square = z * z;
  const Vec twice_u = z * (square * b + a);
  const Vec s = 1.0f / (simd::exp(-twice_u) + 1.0f);
  const Vec slope_of_twice_u = square * (3 * b) + a;
  const Vec g = z * s;
  return {g, s + g * (1.0f - s) * slope_of_twice_u};
}

ActivationPoint relu(Vec z) noexcept {
  const Vec zero = {};
  return {simd::max(z, zero), simd::select(z > zero, simd::broadcast(1.0f), zero)};
}

template <class Activate>
void forward_rows(Activate activate, const float* z, Index width, Index rows, float* g,
                  Index g_stride, float* slopes, Index slope_stride) noexcept {
  for (Index r = 0; r < rows; r += interleave) {
    for (Index v = 0; v < width; v += simd::width) {
      const ActivationPoint one = activate(simd::load(z + v));
      simd::store(slopes + v, one.slope);
      if constexpr (interleave == 1) {
        simd::store(g + v, one.value);
      } else {
        const ActivationPoint two = activate(simd::load(z + width + v));
        simd::store(slopes + slope_stride + v, two.slope);
        simd::store_interleaved(g + 2 * v, one.value, two.value);
      }
    }
    z += interleave * width;
    g += interleave * g_stride;
    slopes += interleave * slope_stride;
  }
}

}  // namespace

void activation_forward(ActivationKind kind, const float* z, Index width, Index rows, float* g,
                        Index g_stride, float* slopes, Index slope_stride) noexcept {
  if (kind == ActivationKind::gelu) {
    forward_rows([](Vec v) { return gelu(v); }, z, width, rows, g, g_stride, slopes, slope_stride);
  } else {
    forward_rows([](Vec v) { return relu(v); }, z, width, rows, g, g_stride, slopes, slope_stride);
  }
}

void activation_backward(const float* dg, Index width, Index rows, const float* slopes,
                         Index slope_stride, float* dz, Index dz_stride) noexcept {
  for (Index r = 0; r < rows; r += interleave) {
    for (Index v = 0; v < width; v += simd::width) {
      const Vec one = simd::load(dg + v) * simd::load(slopes + v);
      if constexpr (interleave == 1) {
        simd::store(dz + v, one);
      } else {
        const Vec two = simd::load(dg + width + v) * simd::load(slopes + slope_stride + v);
        simd::store_interleaved(dz + 2 * v, one, two);
      }
    }
    dg += interleave * width;
    slopes += interleave * slope_stride;
    dz += interleave * dz_stride;
  }
}

void activation_of(ActivationKind kind, float* row, Index size) noexcept {
  for (Index j = 0; j < size; j += simd::width) {
    const Vec z = simd::load(row + j);
    simd::store(row + j, (kind == ActivationKind::gelu ? gelu(z) : relu(z)).value);
  }
}

}  // namespace babble
