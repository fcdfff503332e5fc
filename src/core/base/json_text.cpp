#include "core/base/json_text.h"

#include <nlohmann/json.hpp>

namespace babble {

nlohmann::ordered_json parse_json(std::string_view text) {
  return nlohmann::ordered_json::parse(text.data(), text.data() + text.size(), nullptr,
                                       /*allow_exceptions=*/false);
}

std::string json_text(const nlohmann::ordered_json& value) {
  return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace babble
