// AdamW (Loshchilov and Hutter 2019), as torch.optim.AdamW computes it.
#pragma once

#include <cstdint>
#include <vector>

#include "core/training/optimizer.h"

namespace babble {

/// g the clipped gradient, t the number of the step, all operations element by element:
///   θ ← (1 − rate·decay) θ
///   m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²
///   θ ← θ − rate · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + 10⁻⁸)
class AdamW final : public Optimizer {
 public:
  /// Allocates m and v for parameters of these names and shapes.
  AdamW(const Settings& settings, const std::vector<TensorSpec>& specs);

  void step(Parameters& parameters, const Parameters& gradient, double rate, double scale,
            std::span<const Range> touched) noexcept override;
  bool can_step(double norm, double rate) const noexcept override;
  void settings_changed(const Settings& settings) override { decay_ = settings.weight_decay; }

  /// optimizer.step (one whole number), optimizer.exp_avg.NAME (m), optimizer.exp_avg_sq.NAME (v).
  std::vector<Tensor> state() const override;
  void restore(std::span<const Tensor> tensors) override;

 private:
  double beta1_, beta2_, decay_;
  std::int64_t steps_ = 0;
  Parameters mean_, square_;  // m, v
};

}  // namespace babble
