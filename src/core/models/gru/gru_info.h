// What the registry knows of the GRU.
#pragma once

#include "core/models/model_info.h"

namespace babble {

const ModelInfo& gru_info();

}  // namespace babble
