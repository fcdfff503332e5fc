// What the registry knows of the MLP.
#pragma once

#include "core/models/model_info.h"

namespace babble {

const ModelInfo& mlp_info();

}  // namespace babble
