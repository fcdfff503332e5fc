// What the registry knows of the transformer.
#pragma once

#include "core/models/model_info.h"

namespace babble {

const ModelInfo& transformer_info();
/// Its part of a program in PyTorch.
PytorchPart transformer_pytorch(const PytorchFacts& facts);

}  // namespace babble
