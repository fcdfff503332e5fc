// How a gradient changes the parameters.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/models/parameters.h"
#include "core/settings/settings.h"

namespace babble {

/// The factor of gradient clipping, min(1, limit/norm) (d2l §8.5); `limit` 0: off.
double clip_scale(double norm, double limit) noexcept;

/// θ ← θ − rate · scale · g. `touched` are the only ranges in which g may differ from zero; empty:
/// all.
void sgd_step(Parameters& parameters, const Parameters& gradient, double rate, double scale = 1,
              std::span<const Range> touched = {}) noexcept;

class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// One update with a gradient that is to be multiplied by `scale` (clip_scale) on the way.
  virtual void step(Parameters& parameters, const Parameters& gradient, double rate, double scale,
                    std::span<const Range> touched) noexcept = 0;
  /// Whether a step with a gradient of this norm keeps the parameters in the range of float32.
  virtual bool can_step(double norm, double rate) const noexcept = 0;
  /// A setting that may change while training has a new value.
  virtual void settings_changed(const Settings&) {}
  /// What it remembers of former steps, as named tensors; names begin with "optimizer.".
  virtual std::vector<Tensor> state() const { return {}; }
  /// Throws Error where the tensors are not those of state().
  virtual void restore(std::span<const Tensor> tensors);
};

/// Stochastic gradient descent, the optimizer of both courses.
class Sgd final : public Optimizer {
 public:
  void step(Parameters& parameters, const Parameters& gradient, double rate, double scale,
            std::span<const Range> touched) noexcept override {
    sgd_step(parameters, gradient, rate, scale, touched);
  }
  bool can_step(double norm, double rate) const noexcept override;
};

/// The optimizer of the settings, for parameters of these names and shapes.
std::unique_ptr<Optimizer> make_optimizer(const Settings& settings,
                                          const std::vector<TensorSpec>& parameters);

}  // namespace babble
