// What the rows of the table of settings get and set their fields with.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/base/error.h"
#include "core/base/numbers.h"
#include "core/settings/settings.h"

namespace babble {

/// Throws Error with the allowed values.
[[noreturn]] inline void refuse_setting(const SettingRow& row) {
  throw Error(std::string(row.label) + " must be " + allowed_values(row) + ".");
}

// A getter and a setter for each type; `field` is the member of Settings.

template <auto field>
std::string get_integer(const Settings& settings) {
  return std::to_string(settings.*field);
}

template <auto field>
void set_integer(Settings& settings, const SettingRow& row, std::string_view text) {
  auto value = parse_integer(text);
  if (!value) {  // also accepts "1e4" and "32.0"
    const auto real = parse_real(text);
    if (real && std::floor(*real) == *real && std::abs(*real) < 0x1p53)
      value = static_cast<std::int64_t>(*real);
  }
  if (!value || static_cast<double>(*value) < row.minimum ||
      static_cast<double>(*value) > row.maximum)
    refuse_setting(row);
  using Type = std::remove_reference_t<decltype(settings.*field)>;
  settings.*field = static_cast<Type>(*value);
}

template <auto field>
std::string get_real(const Settings& settings) {
  return real_text(settings.*field);
}

template <auto field>
void set_real(Settings& settings, const SettingRow& row, std::string_view text) {
  const auto value = parse_real(text);
  if (!value || *value < row.minimum || *value > row.maximum) refuse_setting(row);
  settings.*field = *value == 0 ? 0.0 : *value;  // no -0
}

template <auto field, const auto& names>
std::string get_choice(const Settings& settings) {
  return std::string(names[static_cast<std::size_t>(settings.*field)]);
}

template <auto field, const auto& names>
void set_choice(Settings& settings, const SettingRow& row, std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) refuse_setting(row);
  using Type = std::remove_reference_t<decltype(settings.*field)>;
  settings.*field = static_cast<Type>(found - names.begin());
}

template <auto field>
std::string get_boolean(const Settings& settings) {
  return settings.*field ? "true" : "false";
}

template <auto field>
void set_boolean(Settings& settings, const SettingRow& row, std::string_view text) {
  if (text == "true" || text == "1" || text == "on" || text == "yes") {
    settings.*field = true;
  } else if (text == "false" || text == "0" || text == "off" || text == "no") {
    settings.*field = false;
  } else {
    refuse_setting(row);
  }
}

}  // namespace babble
