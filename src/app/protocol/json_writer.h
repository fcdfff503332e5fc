// Writes structs as JSON whose fields intent_fields.h or snapshot_fields.h name.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/models/registry.h"
#include "core/settings/settings_json.h"

namespace babble::app {

class JsonWriter {
 public:
  using Json = nlohmann::ordered_json;

  explicit JsonWriter(bool with_tables = false) : with_tables_(with_tables) {}

  template <class Value>
  void operator()(std::string_view name, const Value& value) {
    json_[std::string(name)] = json_of(value);
  }
  template <class Value>
  void table(std::string_view name, const Value& value) {
    if (with_tables_) (*this)(name, value);
  }

  template <class Value>
  Json json_of(const Value& value) const {
    if constexpr (std::is_same_v<Value, bool> || std::is_convertible_v<Value, std::string_view>) {
      return value;
    } else if constexpr (std::is_floating_point_v<Value>) {
      return json_number(static_cast<double>(value));
    } else if constexpr (std::is_integral_v<Value>) {
      return value;
    } else if constexpr (std::is_same_v<Value, ModelKind>) {
      return model_info(value).id;
    } else if constexpr (std::is_same_v<Value, Settings>) {
      return json_settings(value);
    } else if constexpr (requires { value.begin(); }) {
      Json list = Json::array();
      for (const auto& item : value) list.push_back(json_of(item));
      return list;
    } else if constexpr (requires { *value; }) {
      return value == nullptr ? Json() : json_of(*value);
    } else {
      JsonWriter writer(with_tables_);
      if constexpr (!std::is_empty_v<Value>) fields(writer, value);
      return std::move(writer.json_);
    }
  }

 private:
  bool with_tables_;
  Json json_ = Json::object();
};

}  // namespace babble::app
