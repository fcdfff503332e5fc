// JSON as text and as values. The one place that reads it: of the library's reader there is a copy
// for each kind of text and each kind of value that it is used with, and each adds to the page's
// weight.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace babble {

/// The value of a JSON text; is_discarded() where it is not JSON.
nlohmann::json parse_json(std::string_view text);

/// The text of a JSON value on one line. Bytes that are not UTF-8 are replaced, so that it never
/// fails.
std::string json_text(const nlohmann::ordered_json& value);

}  // namespace babble
