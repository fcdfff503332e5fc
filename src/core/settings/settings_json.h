// How figures and settings look in the JSON that the command prints and the page's scripts read.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/settings/settings.h"

namespace babble {

/// JSON knows neither NaN nor infinity: null stands for a figure that does not exist, "inf" and
/// "-inf" for the infinities. Finite numbers are written with all their digits.
nlohmann::ordered_json json_number(double value);

/// Every setting under its key: numbers and booleans as such, the others as set_setting takes them.
nlohmann::ordered_json json_settings(const Settings& settings);

}  // namespace babble
