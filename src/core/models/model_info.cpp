#include "core/models/model_info.h"

#include <algorithm>
#include <iterator>

#include "core/base/error.h"

namespace babble {
namespace {

constexpr std::string_view more_trained_settings[] = {
    "learning_rate_schedule", "optimizer", "weight_decay", "beta1", "beta2", "generator"};

// A page has 2 GiB, which the text and its pictures share.
constexpr double largest_training = 1.25 * (1 << 30);

constexpr std::string_view size_settings[] = {
    "layers", "width", "hidden_size", "embedding", "block_size", "batch_size", "time_steps"};

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

void ModelInfo::check_memory(int vocabulary_size, const Settings& values, BatchShape shape) const {
  double parameters = 0;
  for (const TensorSpec& spec : tensors(vocabulary_size, values)) {
    double size = 1;
    for (const int extent : spec.shape) size *= std::max(extent, 0);  // any_extent: not known
    parameters += size;
  }
  const bool adamw = capabilities.trained && values.optimizer == OptimizerKind::adamw;
  double bytes = 4 * parameters * (adamw ? 5 : 3);
  if (workspace_bytes) bytes += workspace_bytes(vocabulary_size, values, shape);
  if (bytes <= largest_training) return;
  std::string smaller;
  for (const std::string_view key : size_settings) {
    if (!uses(key)) continue;
    if (!smaller.empty()) smaller += ", ";
    smaller += setting_label(key);
  }
  if (smaller.empty()) return;  // the vocabulary alone decides, and has a limit of its own
  const auto megabytes = [](double size) {
    return std::to_string(static_cast<std::int64_t>(size / 0x1p20));
  };
  throw Error("Training the " + std::string(title) + " would need " + megabytes(bytes) +
              " MB of memory, and at most " + megabytes(largest_training) +
              " MB are possible. Choose a smaller value of one of these: " + smaller + ".");
}

}  // namespace babble
