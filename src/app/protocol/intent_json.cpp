#include "app/protocol/intent_json.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "core/base/error.h"
#include "core/base/json_text.h"
#include "core/base/shown_text.h"
#include "core/models/registry.h"
#include "core/settings/settings_json.h"

namespace babble::app {
namespace {

using Json = nlohmann::json;

// One table for both directions: each struct names its fields to a visitor.
template <class Visitor>
void fields(Visitor&, Play&) {}
template <class Visitor>
void fields(Visitor&, Pause&) {}
template <class Visitor>
void fields(Visitor& visit, Step& step) {
  visit("count", step.count);
}
template <class Visitor>
void fields(Visitor&, Reset&) {}
template <class Visitor>
void fields(Visitor& visit, Activate& activate) {
  visit("model", activate.model);
}
template <class Visitor>
void fields(Visitor& visit, Set& set) {
  visit("key", set.key);
  visit("value", set.value);
}
template <class Visitor>
void fields(Visitor& visit, LimitSpeed& limit) {
  visit("steps_per_second", limit.steps_per_second);
}
template <class Visitor>
void fields(Visitor& visit, OpenBuiltin& open) {
  visit("name", open.name);
}
template <class Visitor>
void fields(Visitor& visit, OpenBytes& open) {
  visit("name", open.name);
  visit("text", open.bytes);
}
template <class Visitor>
void fields(Visitor& visit, Generate& generate) {
  visit("count", generate.count);
  visit("prefix", generate.prefix);
  visit("greedy", generate.greedy);
  visit("temperature", generate.temperature);
  visit("length", generate.length);
  visit("seed", generate.seed);
}
template <class Visitor>
void fields(Visitor& visit, ScoreWord& score_word) {
  visit("word", score_word.word);
}
template <class Visitor>
void fields(Visitor& visit, SampleStep& walk) {
  visit("restart", walk.restart);
  visit("seed", walk.seed);
  visit("reseed", walk.reseed);
  visit("count", walk.count);
}
template <class Visitor>
void fields(Visitor& visit, InspectHiddenState& inspect) {
  visit("text", inspect.text);
}
template <class Visitor>
void fields(Visitor& visit, Ngrams& ngrams) {
  visit("unit", ngrams.unit);
  visit("gram", ngrams.gram);
  visit("e1", ngrams.e1);
  visit("e2", ngrams.e2);
  visit("e3", ngrams.e3);
}
template <class Visitor>
void fields(Visitor& visit, InspectBatch& look) {
  visit("toy", look.toy);
  visit("batch", look.batch);
  visit("time_steps", look.time_steps);
  visit("random", look.random);
  visit("offset", look.offset);
  visit("seed", look.seed);
  visit("index", look.index);
  visit("row", look.row);
}
template <class Visitor>
void fields(Visitor& visit, SaveRun& keep) {
  visit("model", keep.model);
  visit("name", keep.name);
}
template <class Visitor>
void fields(Visitor& visit, RenameRun& rename) {
  visit("id", rename.id);
  visit("name", rename.name);
}
template <class Visitor>
void fields(Visitor& visit, RemoveRun& remove) {
  visit("id", remove.id);
}
template <class Visitor>
void fields(Visitor& visit, RestoreRun& back) {
  visit("id", back.id);
}
template <class Visitor>
void fields(Visitor& visit, TraceExample& pair) {
  visit("current", pair.current);
  visit("next", pair.next);
}
template <class Visitor>
void fields(Visitor& visit, Subscribe& watch) {
  visit("matrices", watch.matrices);
  visit("hidden", watch.hidden);
  visit("ngrams", watch.ngrams);
}
template <class Visitor>
void fields(Visitor& visit, RunPreset& run) {
  visit("id", run.id);
}
template <class Visitor>
void fields(Visitor&, SaveCheckpoint&) {}
template <class Visitor>
void fields(Visitor&, Undo&) {}
template <class Visitor>
void fields(Visitor&, SaveSession&) {}
template <class Visitor>
void fields(Visitor&, CancelLoad&) {}
template <class Visitor>
void fields(Visitor& visit, OpenLink& open) {
  visit("text", open.text);
}

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
                                 "cancel_load"};
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

struct Writer {
  nlohmann::ordered_json json;
  void operator()(const char* field, ModelKind value) { json[field] = model_info(value).id; }
  void operator()(const char* field, double value) { json[field] = json_number(value); }
  template <class Value>
  void operator()(const char* field, const Value& value) {
    json[field] = value;
  }
};

template <std::size_t index = 0>
Intent read(const std::string& type, const Json& json) {
  if constexpr (index < std::variant_size_v<Intent>) {
    if (type != names[index]) return read<index + 1>(type, json);
    std::variant_alternative_t<index, Intent> intent;
    Reader reader(json);
    fields(reader, intent);
    if (reader.known() + 1 != json.size()) {
      Writer known;
      fields(known, intent);
      for (const auto& [key, value] : json.items())
        if (key != "type" && !known.json.contains(key))
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
  Writer writer;
  writer.json["type"] = names[intent.index()];
  std::visit(
      [&](const auto& one) {
        auto copy = one;
        fields(writer, copy);
      },
      intent);
  return json_text(writer.json);
}

}  // namespace babble::app
