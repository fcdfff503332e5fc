// What the registry knows of the GRU.
#pragma once

#include "core/models/model_info.h"

namespace babble {

const ModelInfo& gru_info();
/// Its part of a program in PyTorch.
PytorchPart gru_pytorch(const PytorchFacts& facts);

}  // namespace babble
