// What the registry knows of the neural trigram.
#pragma once

#include "core/models/model_info.h"

namespace babble {

const ModelInfo& neural_trigram_info();
/// Its part of a program in PyTorch.
PytorchPart neural_trigram_pytorch(const PytorchFacts& facts);

}  // namespace babble
