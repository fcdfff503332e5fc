// What the registry knows of the RNN.
#pragma once

#include "core/models/model_info.h"

namespace babble {

const ModelInfo& rnn_info();
/// Its part of a program in PyTorch.
PytorchPart rnn_pytorch(const PytorchFacts& facts);

}  // namespace babble
