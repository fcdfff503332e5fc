// How many parameters a model has, before there is one.
#pragma once

#include <cstdint>

#include "core/models/model_kind.h"
#include "core/settings/settings.h"

namespace babble {

/// Numbers of a trained model for a vocabulary of V tokens.
std::int64_t parameter_count(ModelKind kind, int vocabulary_size, const Settings& settings);

/// Sets the hidden size, or the width of a model that has one, so that the number of parameters is
/// as close to `wanted` as can be. A model without either stays as it is.
void match_parameters(ModelKind kind, int vocabulary_size, Settings& settings, std::int64_t wanted);

}  // namespace babble
