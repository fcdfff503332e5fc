#include "core/settings/settings.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/json_text.h"
#include "core/base/numbers.h"
#include "core/base/shown_text.h"

namespace babble {
namespace {

const SettingRow& row_of(std::string_view key) {
  if (const SettingRow* row = find_setting(key)) return *row;
  std::string known;
  for (const SettingRow& row : settings_table()) {
    if (!known.empty()) known += ", ";
    known += row.key;
  }
  throw Error("There is no setting " + in_quotes(key) + "; the settings are " + known + ".");
}

// Keys in links, flags and checkpoints of former versions, and what they are called now.
constexpr std::pair<std::string_view, std::string_view> former_keys[] = {
    {"hidden", "hidden_size"},
    {"batch", "batch_size"},
    {"clip", "max_grad_norm"},
    {"prepare", "preprocessing"}};

/// A limit as text; whole numbers have separators: 1,000,000.
std::string limit_text(double value) {
  if (std::floor(value) != value || std::abs(value) >= 1e15) return real_text(value);
  std::string text = std::to_string(static_cast<std::int64_t>(value));
  const std::size_t first_digit = value < 0 ? 1 : 0;
  for (std::size_t i = text.size(); i > first_digit + 3;) text.insert(i -= 3, 1, ',');
  return text;
}

}  // namespace

const SettingRow* find_setting(std::string_view key) {
  for (const auto& [former, present] : former_keys)
    if (former == key) key = present;
  for (const SettingRow& row : settings_table())
    if (row.key == key) return &row;
  return nullptr;
}

void set_setting(Settings& settings, std::string_view key, std::string_view value) {
  const SettingRow& row = row_of(key);
  row.set(settings, row, value);
}

void set_setting(Settings& settings, std::string_view assignment) {
  const std::size_t sign = assignment.find('=');
  if (sign == std::string_view::npos)
    throw Error(in_quotes(assignment) +
                " is not a setting. Write key=value, for example hidden_size=64.");
  set_setting(settings, assignment.substr(0, sign), assignment.substr(sign + 1));
}

std::string setting_text(const Settings& settings, std::string_view key) {
  return row_of(key).get(settings);
}

std::string setting_label(std::string_view key) { return std::string(row_of(key).label); }

double setting_number(const Settings& settings, std::string_view key) {
  const SettingRow& row = row_of(key);
  const std::string text = row.get(settings);
  if (row.type == SettingType::boolean) return text == "true" ? 1 : 0;
  return parse_real(text).value_or(std::nan(""));
}

std::string allowed_values(const SettingRow& row) {
  switch (row.type) {
    case SettingType::boolean:
      return "true or false";
    case SettingType::choice:
      return alternatives(row.choices);
    case SettingType::text:
      return std::string(row.allowed);
    case SettingType::integer:
    case SettingType::real:
      break;
  }
  std::string text = row.type == SettingType::integer ? "a whole number from " : "a number from ";
  text += limit_text(row.minimum) + " to " + limit_text(row.maximum);
  if (!row.zero_means.empty()) text += "; 0 means " + std::string(row.zero_means);
  return text;
}

std::string alternatives(std::span<const std::string_view> words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

std::string settings_json(const Settings& settings) {
  auto json = nlohmann::ordered_json::object();
  for (const SettingRow& row : settings_table()) json[std::string(row.key)] = row.get(settings);
  return json.dump();
}

Settings settings_from_json(std::string_view json, Settings settings) {
  const auto parsed = parse_json(json);
  if (!parsed.is_object()) throw Error("The saved settings are not a JSON object.");
  for (const auto& [key, value] : parsed.items()) {
    if (value.is_string())
      set_setting(settings, key, value.get_ref<const std::string&>());
    else if (value.is_number() || value.is_boolean())
      set_setting(settings, key, value.dump());
    else
      throw Error("The setting " + in_quotes(key) +
                  " in the saved settings is neither text nor a number.");
  }
  return settings;
}

}  // namespace babble
