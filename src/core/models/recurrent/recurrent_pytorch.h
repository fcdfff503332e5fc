// The parts of a program in PyTorch that the RNN, the GRU and the LSTM share.
#pragma once

#include <string_view>

#include "core/models/pytorch_part.h"

namespace babble {

/// `gates` as in RecurrentParameters; `step` are the lines that make h (and c) of the token x[:, t]
/// and of the state, indented by 12.
PytorchPart recurrent_pytorch(const PytorchFacts& facts, std::string_view gates, bool cell,
                              std::string_view sentence, std::string_view step);

}  // namespace babble
