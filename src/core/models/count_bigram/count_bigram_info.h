// What the registry knows of the count bigram.
#pragma once

#include "core/models/model_info.h"

namespace babble {

const ModelInfo& count_bigram_info();

}  // namespace babble
