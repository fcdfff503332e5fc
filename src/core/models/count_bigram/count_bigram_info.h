// What the registry knows of the count bigram.
#pragma once

#include "core/models/model_info.h"

namespace babble {

const ModelInfo& count_bigram_info();
/// Its part of a program in PyTorch.
PytorchPart count_bigram_pytorch(const PytorchFacts& facts);

}  // namespace babble
