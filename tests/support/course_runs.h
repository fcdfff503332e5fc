// Settings and text of the recorded runs on The Time Machine.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/data/corpus.h"
#include "core/models/registry.h"
#include "support/shared_data.h"

namespace babble::testing {

/// The settings of a run of rnn_train_timemachine.json and the files like it.
inline Settings course_settings(std::string_view model, const Json& run) {
  Settings settings = model_info(model_kind(model)).defaults;
  const auto set = [&](const char* key, const std::string& value) {
    set_setting(settings, key, value);
  };
  set("preprocessing", "d2l");
  set("split", "1,0,0");
  set("max_tokens", std::to_string(run["max_tokens"].get<int>()));
  set("hidden", std::to_string(run["hidden"].get<int>()));
  set("seed", std::to_string(run["seed"].get<int>()));
  set("batch", std::to_string(run["batch"].get<int>()));
  set("time_steps", std::to_string(run["steps"].get<int>()));
  set("learning_rate", std::to_string(run["rate"].get<double>()));
  set("clip", std::to_string(run["theta"].get<double>()));
  set("batching", run["sampling"].get<std::string>());
  return settings;
}

inline std::shared_ptr<const Corpus> time_machine(const Settings& settings) {
  return std::make_shared<const Corpus>(Corpus::from_text(
      read_bytes(shared_path("data/timemachine.txt")), settings, "timemachine.txt"));
}

}  // namespace babble::testing
