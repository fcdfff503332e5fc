#include "core/training/optimizer.h"

#include "core/base/error.h"
#include "core/training/adamw.h"

namespace babble {

double clip_scale(double norm, double limit) noexcept {
  return limit <= 0 || norm <= limit ? 1 : limit / norm;
}

void sgd_step(Parameters& parameters, const Parameters& gradient, double rate, double scale,
              std::span<const Range> touched) noexcept {
  const auto update = [&](auto values, auto slope) {
    if (scale == 1) {
      values -= static_cast<float>(rate) * slope;
    } else {
      // The clipped gradient is rounded to float32 before it is multiplied, as PyTorch does.
      values -= static_cast<float>(rate) * (static_cast<float>(scale) * slope);
    }
  };
  const Eigen::Index size = parameters.size();
  if (touched.empty()) {
    update(RowVectorMap(parameters.values().data(), size),
           ConstRowVectorMap(gradient.values().data(), size));
    return;
  }
  for (const auto& [begin, end] : touched) {
    update(RowVectorMap(parameters.values().data() + begin, end - begin),
           ConstRowVectorMap(gradient.values().data() + begin, end - begin));
  }
}

void Optimizer::restore(std::span<const Tensor> tensors) {
  if (!tensors.empty()) {
    throw Error("The saved run has the tensor '" + tensors.front().name +
                "', and its optimizer remembers nothing.");
  }
}

// Larger updates would soon leave the range of float32 (3.4e38).
bool Sgd::can_step(double norm, double rate) const noexcept { return norm * rate < 1e30; }

std::unique_ptr<Optimizer> make_optimizer(const Settings& settings,
                                          const std::vector<TensorSpec>& parameters) {
  if (settings.optimizer == OptimizerKind::adamw)
    return std::make_unique<AdamW>(settings, parameters);
  return std::make_unique<Sgd>();
}

}  // namespace babble
