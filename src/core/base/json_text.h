// Parses and writes JSON. All parsing goes through this file: the library's parser is a template,
// and each further instantiation would add to the size of the web page. So does each further kind
// of value: objects keep the order of their keys everywhere.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace babble {

/// Parses a JSON text. The result is_discarded() if it is not JSON.
nlohmann::ordered_json parse_json(std::string_view text);

/// Writes a JSON value on one line. Replaces bytes that are not UTF-8 and never throws.
std::string json_text(const nlohmann::ordered_json& value);

}  // namespace babble
