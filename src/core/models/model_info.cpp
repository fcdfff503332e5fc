#include "core/models/model_info.h"

#include <algorithm>
#include <iterator>

#include "core/base/error.h"

namespace babble {
namespace {

constexpr std::string_view more_trained_settings[] = {
    "learning_rate_schedule", "optimizer", "weight_decay", "beta1", "beta2", "generator"};

}  // namespace

std::vector<std::string_view> trained_settings(std::initializer_list<std::string_view> own) {
  std::vector<std::string_view> keys{"learning_rate"};
  keys.insert(keys.end(), std::begin(more_trained_settings), std::end(more_trained_settings));
  keys.insert(keys.end(), own);
  return keys;
}

std::string training_summary(const Settings& settings, const Settings& defaults) {
  std::string text;
  for (const std::string_view key : more_trained_settings) {
    const SettingRow& row = *find_setting(key);
    const std::string value = row.get(settings);
    if (value == row.get(defaults) || (row.applies && !row.applies(settings))) continue;
    text += ", " + std::string(row.symbol) + (row.symbol.empty() ? "" : " ") + value;
  }
  return text;
}

bool ModelInfo::uses(std::string_view key) const {
  const SettingRow* row = find_setting(key);
  if (row == nullptr) return false;
  return row->is_data || std::find(settings.begin(), settings.end(), row->key) != settings.end();
}

std::span<const std::string_view> ModelInfo::choices_of(const SettingRow& row) const {
  for (const Choices& own : choices)
    if (own.key == row.key) return own.values;
  return row.choices;
}

void ModelInfo::check_settings(const Settings& values) const {
  for (const auto& [key, accepted] : choices) {
    const SettingRow* row = find_setting(key);
    if (std::find(accepted.begin(), accepted.end(), row->get(values)) == accepted.end()) {
      throw Error(std::string(row->label) + " must be " + alternatives(accepted) + " for the " +
                  std::string(title) + ".");
    }
  }
  if (values.batch_size < 1 && uses("batch_size") && !capabilities.full_batch) {
    throw Error(setting_label("batch_size") + " must be at least 1 for the " + std::string(title) +
                ". Only the neural bigram can use 0, which means all pairs at once.");
  }
  if (check) check(values);
}

}  // namespace babble
