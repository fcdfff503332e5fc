// What the registry knows of the transformer.
#pragma once

#include "core/models/model_info.h"

namespace babble {

const ModelInfo& transformer_info();

}  // namespace babble
