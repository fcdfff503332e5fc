// The models of the program, in the order of the ladder. A new model is one line in registry.cpp.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/models/model_info.h"
#include "core/models/model_kind.h"

namespace babble {

/// All models.
std::span<const ModelKind> model_kinds();
const ModelInfo& model_info(ModelKind kind);
/// "count, neural or rnn"
std::string model_ids(std::string_view conjunction = "or");
/// By id. Throws Error that lists the ids.
ModelKind model_kind(std::string_view id);
/// The bigram that is counted, and the one that gradient descent trains (Capabilities::bigram).
ModelKind counted_bigram();
ModelKind trained_bigram();

}  // namespace babble
