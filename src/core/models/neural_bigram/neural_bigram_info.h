// What the registry knows of the neural bigram.
#pragma once

#include "core/models/model_info.h"

namespace babble {

const ModelInfo& neural_bigram_info();

}  // namespace babble
