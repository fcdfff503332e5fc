// Numbers and settings in the JSON that the command prints and that scripts of the page read.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/settings/settings.h"

namespace babble {

/// A number as JSON, which has neither NaN nor infinity: null for NaN, "inf" and "-inf".
nlohmann::ordered_json json_number(double value);

/// All settings by key: numbers and booleans as such, the others as text that set_setting accepts.
nlohmann::ordered_json json_settings(const Settings& settings);

}  // namespace babble
