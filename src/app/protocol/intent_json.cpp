#include "app/protocol/intent_json.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "app/protocol/intent_fields.h"
#include "app/protocol/json_writer.h"
#include "core/base/error.h"
#include "core/base/json_text.h"
#include "core/base/shown_text.h"
#include "core/models/model_kind.h"

namespace babble::app {
namespace {

using Json = nlohmann::ordered_json;

// In the order of the variant.
constexpr const char* names[] = {"play",
                                 "pause",
                                 "step",
                                 "reset",
                                 "activate",
                                 "set",
                                 "limit_speed",
                                 "open_builtin",
                                 "open_bytes",
                                 "generate",
                                 "score_word",
                                 "sample_step",
                                 "inspect_hidden_state",
                                 "inspect_batch",
                                 "save_run",
                                 "rename_run",
                                 "remove_run",
                                 "restore_run",
                                 "subscribe",
                                 "run_preset",
                                 "save_checkpoint",
                                 "undo",
                                 "open_link",
                                 "ngrams",
                                 "save_session",
                                 "trace_example",
                                 "cancel_load",
                                 "evaluate_test",
                                 "start_sweep",
                                 "stop_sweep",
                                 "race",
                                 "silence_heads",
                                 "score_text"};
static_assert(std::size(names) == std::variant_size_v<Intent>);

[[noreturn]] void refuse(const char* field, const char* wanted) {
  throw Error("The field \"" + std::string(field) + "\" of the intent has to be " + wanted + ".");
}

class Reader {
 public:
  explicit Reader(const Json& json) : json_(json) {}

  void operator()(const char* field, bool& value) {
    if (const Json* found = find(field)) {
      if (!found->is_boolean()) refuse(field, "true or false");
      value = found->get<bool>();
    }
  }
  void operator()(const char* field, int& value) {
    if (const Json* found = find(field)) value = static_cast<int>(whole(field, *found, -1e9, 1e9));
  }
  void operator()(const char* field, std::uint64_t& value) {
    if (const Json* found = find(field))
      value = static_cast<std::uint64_t>(whole(field, *found, 0, 9007199254740992.0));
  }
  void operator()(const char* field, std::int64_t& value) {
    if (const Json* found = find(field))
      value =
          static_cast<std::int64_t>(whole(field, *found, -9007199254740992.0, 9007199254740992.0));
  }
  void operator()(const char* field, double& value) {
    if (const Json* found = find(field)) {
      if (!found->is_number()) refuse(field, "a number");
      value = found->get<double>();
    }
  }
  // A script may write 64 or true for a setting; the settings table judges the text.
  void operator()(const char* field, std::string& value) {
    if (const Json* found = find(field)) {
      if (found->is_string())
        value = found->get<std::string>();
      else if (found->is_number() || found->is_boolean())
        value = found->dump();
      else
        refuse(field, "text");
    }
  }
  void operator()(const char* field, ModelKind& value) {
    if (const Json* found = find(field)) {
      if (!found->is_string()) refuse(field, "\"count\", \"neural\" or \"rnn\"");
      value = model_kind(found->get<std::string>());
    }
  }

  std::size_t known() const { return known_; }  ///< fields of the JSON that were asked for

 private:
  const Json* find(const char* field) {
    const auto found = json_.find(field);
    if (found == json_.end()) return nullptr;
    ++known_;
    return &*found;
  }
  static double whole(const char* field, const Json& json, double least, double most) {
    const double value = json.is_number() ? json.get<double>() : std::nan("");
    if (!(value >= least && value <= most) || std::floor(value) != value)
      refuse(field, "a whole number");
    return value;
  }

  const Json& json_;
  std::size_t known_ = 0;
};

template <std::size_t index = 0>
Intent read(const std::string& type, const Json& json) {
  if constexpr (index < std::variant_size_v<Intent>) {
    if (type != names[index]) return read<index + 1>(type, json);
    std::variant_alternative_t<index, Intent> intent;
    Reader reader(json);
    if constexpr (!std::is_empty_v<decltype(intent)>) fields(reader, intent);
    if (reader.known() + 1 != json.size()) {
      const auto known = JsonWriter().json_of(intent);
      for (const auto& [key, value] : json.items())
        if (key != "type" && !known.contains(key))
          throw Error("The intent " + in_quotes(type) + " has no field " + in_quotes(key) + ".");
    }
    return intent;
  } else {
    std::string known;
    for (const char* name : names) known += (known.empty() ? "" : ", ") + std::string(name);
    throw Error("There is no intent " + in_quotes(type) + "; there are " + known + ".");
  }
}

}  // namespace

Intent parse_intent(std::string_view text) {
  const Json json = parse_json(text);
  if (!json.is_object())
    throw Error("An intent has to be a JSON object such as {\"type\":\"play\"}.");
  const auto type = json.find("type");
  if (type == json.end() || !type->is_string())
    throw Error("The intent has no \"type\", such as {\"type\":\"play\"}.");
  return read(type->get<std::string>(), json);
}

std::string intent_text(const Intent& intent) {
  nlohmann::ordered_json json = {{"type", names[intent.index()]}};
  json.update(std::visit([](const auto& one) { return JsonWriter().json_of(one); }, intent));
  return json_text(json);
}

}  // namespace babble::app
