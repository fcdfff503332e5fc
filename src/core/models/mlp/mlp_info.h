// What the registry knows of the MLP.
#pragma once

#include "core/models/model_info.h"

namespace babble {

const ModelInfo& mlp_info();
/// Its part of a program in PyTorch.
PytorchPart mlp_pytorch(const PytorchFacts& facts);

}  // namespace babble
