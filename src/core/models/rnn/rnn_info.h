// What the registry knows of the RNN.
#pragma once

#include "core/models/model_info.h"

namespace babble {

const ModelInfo& rnn_info();

}  // namespace babble
