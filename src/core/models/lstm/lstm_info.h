// What the registry knows of the LSTM.
#pragma once

#include "core/models/model_info.h"

namespace babble {

const ModelInfo& lstm_info();
/// Its part of a program in PyTorch.
PytorchPart lstm_pytorch(const PytorchFacts& facts);

}  // namespace babble
