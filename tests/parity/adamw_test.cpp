// AdamW against torch.optim.AdamW on the parameters and gradients of a transformer.
#include "core/training/adamw.h"

#include <gtest/gtest.h>

#include "support/tensors.h"

namespace babble {
namespace {

using testing::Json;

Parameters parameters_of(const Json& tensors) {
  std::vector<TensorSpec> specs;
  for (const auto& [name, tensor] : tensors.items())
    specs.push_back({name, tensor["shape"].get<std::vector<int>>()});
  Parameters parameters(std::move(specs));
  float* out = parameters.values().data();
  for (const auto& [name, tensor] : tensors.items())
    for (const float value : testing::floats(tensor["values"])) *out++ = value;
  return parameters;
}

TEST(AdamWParity, ThreeStepsAreThoseOfPyTorch) {
  BABBLE_NEEDS_SHARED("reference/transformer_step.json");
  const Json& reference = testing::shared_json("reference/transformer_step.json");
  Parameters parameters = parameters_of(reference["parameters"]);
  const Parameters gradient = parameters_of(reference["gradients"]);
  Settings settings;  // betas 0.9 and 0.99, decay 0.01
  AdamW optimizer(settings, parameters.specs());
  for (const Json& wanted : reference["after_adamw"]) {
    optimizer.step(parameters, gradient, 5e-4, 1, {});
    const Parameters after = parameters_of(wanted);
    const float largest = after.values().cwiseAbs().maxCoeff();
    EXPECT_LE((after.values() - parameters.values()).cwiseAbs().maxCoeff(), 1e-6f * largest);
    // The first step moves each parameter by about the rate, so this is what the check above sees.
    EXPECT_GT(
        (after.values() - parameters_of(reference["parameters"]).values()).cwiseAbs().maxCoeff(),
        4e-4f);
  }
}

}  // namespace
}  // namespace babble
