// What the registry knows of the neural bigram.
#pragma once

#include "core/models/model_info.h"

namespace babble {

const ModelInfo& neural_bigram_info();
/// Its part of a program in PyTorch.
PytorchPart neural_bigram_pytorch(const PytorchFacts& facts);

}  // namespace babble
