// Stands in for core/models/registry.h until it has landed.
#pragma once

#include <string>
#include <string_view>

#include "core/settings/settings.h"
#include "ui/base/format.h"

namespace babble {

struct ModelCapabilities {
  bool trained, recurrent, epochs, full_batch, pair_table;
};

struct ModelInfo {
  ModelKind kind;
  std::string_view id, title;
  ModelCapabilities capabilities;
  bool uses(std::string_view key) const {
    const SettingRow* row = find_setting(key);
    return row != nullptr && row->applies_to(kind);
  }
  std::string summary(const Settings& s) const {
    using ui::significant;
    if (kind == ModelKind::count) return "k = " + significant(s.smoothing, 4);
    if (kind == ModelKind::neural)
      return "rate " + significant(s.learning_rate, 3) + ", λ " + significant(s.l2, 3) +
             (s.batch_size > 0 ? ", B " + std::to_string(s.batch_size) : "");
    return "H " + std::to_string(s.hidden_size) + ", B " + std::to_string(s.batch_size) + ", T " +
           std::to_string(s.time_steps) + ", rate " + significant(s.learning_rate, 3) +
           (s.max_grad_norm > 0 ? ", θ " + significant(s.max_grad_norm, 3) : ", no clipping");
  }
};

inline const ModelInfo& model_info(ModelKind kind) {
  static const ModelInfo all[] = {
      {ModelKind::count, "count", "Count bigram", {false, false, false, true, true}},
      {ModelKind::neural, "neural", "Neural bigram", {true, false, false, true, true}},
      {ModelKind::rnn, "rnn", "RNN", {true, true, true, false, false}}};
  return all[static_cast<int>(kind)];
}
inline ModelKind model_kind(std::string_view id) {
  return id == "count" ? ModelKind::count : id == "neural" ? ModelKind::neural : ModelKind::rnn;
}
inline std::size_t index_of(ModelKind kind) { return static_cast<std::size_t>(kind); }

}  // namespace babble
