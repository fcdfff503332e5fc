// Intents as JSON, for the page's scripts: window.babble.post({type: "set", key: "hidden_size",
// value: 64}). intent_fields.h lists the types and their fields; every field may be left out.
#pragma once

#include <string>
#include <string_view>

#include "app/protocol/intents.h"

namespace babble::app {

/// Throws Error if the text is not JSON, has no known type, or has a field that is unknown or of
/// the wrong type.
Intent parse_intent(std::string_view json);

/// The JSON that parse_intent reads. Bytes of a file that are not UTF-8 are replaced.
std::string intent_text(const Intent& intent);

}  // namespace babble::app
