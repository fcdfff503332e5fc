// What the registry knows of the n-grams.
#pragma once

#include "core/models/model_info.h"

namespace babble {

const ModelInfo& ngram_info();
/// Their part of a program in PyTorch.
PytorchPart ngram_pytorch(const PytorchFacts& facts);

}  // namespace babble
