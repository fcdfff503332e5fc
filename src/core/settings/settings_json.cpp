#include "core/settings/settings_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/numbers.h"

namespace babble {

nlohmann::ordered_json json_number(double value) {
  if (std::isnan(value)) return nullptr;
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return value;
}

nlohmann::ordered_json json_settings(const Settings& settings) {
  auto json = nlohmann::ordered_json::object();
  for (const SettingRow& row : settings_table()) {
    const std::string text = row.get(settings);
    auto& place = json[std::string(row.key)];
    switch (row.type) {
      case SettingType::integer:
        place = parse_integer(text).value_or(0);
        break;
      case SettingType::real:
        place = json_number(parse_real(text).value_or(std::nan("")));
        break;
      case SettingType::boolean:
        place = text == "true";
        break;
      case SettingType::choice:
      case SettingType::text:
        place = text;
        break;
    }
  }
  return json;
}

}  // namespace babble
