// Intents as JSON: every field of every intent is written, read back and has its default.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "app/protocol/intent_json.h"
#include "core/base/error.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

using FieldJson = nlohmann::ordered_json;

struct AnyValue {
  template <class Value>
  operator Value() const;
};

/// How many fields an intent has.
template <class One, class... Values>
consteval std::size_t field_count() {
  if constexpr (requires { One{Values{}..., AnyValue{}}; })
    return field_count<One, Values..., AnyValue>();
  else
    return sizeof...(Values);
}

/// The fields of an intent, to compare all of them.
template <class One>
auto field_values(const One& one) {
  constexpr std::size_t count = field_count<One>();
  static_assert(count <= 10, "an intent with more fields needs another case here");
  if constexpr (count == 0) {
    return std::tuple();
  } else if constexpr (count == 1) {
    const auto& [a] = one;
    return std::tuple(a);
  } else if constexpr (count == 2) {
    const auto& [a, b] = one;
    return std::tuple(a, b);
  } else if constexpr (count == 3) {
    const auto& [a, b, c] = one;
    return std::tuple(a, b, c);
  } else if constexpr (count == 4) {
    const auto& [a, b, c, d] = one;
    return std::tuple(a, b, c, d);
  } else if constexpr (count == 5) {
    const auto& [a, b, c, d, e] = one;
    return std::tuple(a, b, c, d, e);
  } else if constexpr (count == 6) {
    const auto& [a, b, c, d, e, f] = one;
    return std::tuple(a, b, c, d, e, f);
  } else if constexpr (count == 7) {
    const auto& [a, b, c, d, e, f, g] = one;
    return std::tuple(a, b, c, d, e, f, g);
  } else if constexpr (count == 8) {
    const auto& [a, b, c, d, e, f, g, h] = one;
    return std::tuple(a, b, c, d, e, f, g, h);
  } else if constexpr (count == 9) {
    const auto& [a, b, c, d, e, f, g, h, i] = one;
    return std::tuple(a, b, c, d, e, f, g, h, i);
  } else {
    const auto& [a, b, c, d, e, f, g, h, i, j] = one;
    return std::tuple(a, b, c, d, e, f, g, h, i, j);
  }
}

/// Whether every field of an intent differs from its default.
template <class One>
bool every_field_is_set(const One& one) {
  const auto values = field_values(one), defaults = field_values(One{});
  return [&]<std::size_t... i>(std::index_sequence<i...>) {
    return ((std::get<i>(values) != std::get<i>(defaults)) && ...);
  }
  (std::make_index_sequence<field_count<One>()>());
}

/// One of each kind, with nothing at its default.
const Intent set_intents[] = {
    Play{},
    Pause{},
    Step{7},
    Reset{},
    Activate{model_kind("rnn")},
    Set{"split", "0.5,0.25,0.25"},
    LimitSpeed{12.5},
    OpenBuiltin{"tale"},
    OpenBytes{"a.txt", "käse\n\"quoted\""},
    Generate{3, "em", true, 0.5, 20, 42},
    ScoreWord{"andrejq"},
    SampleStep{true, 5, true, 3},
    InspectHiddenState{"time"},
    InspectBatch{true, 2, 5, true, 3, 9, 1, 2, true},
    SaveRun{model_kind("neural"), "mine"},
    RenameRun{3, "ours"},
    RemoveRun{4},
    RestoreRun{5},
    Subscribe{true, true, true, true, true, true, true, true, true, true},
    RunPreset{"one-word"},
    SaveCheckpoint{},
    Undo{},
    OpenLink{"seed=3"},
    Ngrams{"words", "the time", 0.5, 2, 3},
    SaveSession{},
    TraceExample{3, 5},
    CancelLoad{},
    EvaluateTest{model_kind("rnn")},
    StartSweep{model_kind("rnn"), "hidden_size", "8,16", 7, 2.5},
    StopSweep{},
    Race{"rnn,gru", 5, true},
    SilenceHeads{"1.2,3.1"},
    ScoreText{"tale"},
};

TEST(IntentFields, EachIsWrittenAndReadBack) {
  std::vector<bool> tried(std::variant_size_v<Intent>);
  for (const Intent& intent : set_intents) {
    const std::string text = intent_text(intent);
    SCOPED_TRACE(text);
    tried[intent.index()] = true;
    const Intent back = parse_intent(text);
    ASSERT_EQ(back.index(), intent.index());
    std::visit(
        [&]<class One>(const One& one) {
          EXPECT_TRUE(every_field_is_set(one)) << "the test proves nothing of a default";
          EXPECT_EQ(FieldJson::parse(text).size(), 1 + field_count<One>());
          EXPECT_EQ(field_values(std::get<One>(back)), field_values(one));
        },
        intent);
  }
  EXPECT_EQ(std::count(tried.begin(), tried.end(), false), 0) << "an intent is not tried";
}

TEST(IntentFields, OneAloneLeavesTheOthersAtTheirDefaults) {
  for (const Intent& intent : set_intents) {
    const FieldJson whole = FieldJson::parse(intent_text(intent));
    const FieldJson defaults = std::visit(
        []<class One>(const One&) { return FieldJson::parse(intent_text(One{})); }, intent);
    for (const auto& [name, value] : whole.items()) {
      if (name == "type") continue;
      const FieldJson alone = {{"type", whole["type"]}, {name, value}};
      FieldJson expected = defaults;
      expected[name] = value;
      EXPECT_EQ(FieldJson::parse(intent_text(parse_intent(alone.dump()))), expected) << alone;
    }
  }
}

TEST(IntentFields, DefaultsAskForNothingUnusual) {
  const Generate generate;
  EXPECT_FALSE(generate.greedy);
  EXPECT_EQ(generate.prefix, "");
  EXPECT_EQ(generate.temperature, 1);
  EXPECT_EQ(generate.seed, Settings{}.seed);
  const SampleStep walk;
  EXPECT_FALSE(walk.restart);
  EXPECT_FALSE(walk.reseed);
  EXPECT_EQ(walk.count, 1);
  const InspectBatch look;
  EXPECT_FALSE(look.toy);
  EXPECT_FALSE(look.random || look.lines);
  EXPECT_EQ(look.offset, -1) << "drawn, as training does";
  EXPECT_EQ(look.index, 0);
  const Subscribe watch;
  EXPECT_FALSE(watch.matrices || watch.hidden || watch.ngrams || watch.attention);
  EXPECT_FALSE(watch.embedding || watch.activations || watch.window || watch.orders || watch.reach);
  EXPECT_EQ(Step{}.count, 1);
  EXPECT_EQ(LimitSpeed{}.steps_per_second, 0);
}

std::string intent_refusal(const FieldJson& json) {
  try {
    parse_intent(json.dump());
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(IntentFields, AWrongTypeIsRefusedByTheFieldsName) {
  for (const Intent& intent : set_intents) {
    const FieldJson whole = FieldJson::parse(intent_text(intent));
    for (const auto& [name, value] : whole.items()) {
      if (name == "type") continue;
      std::vector<FieldJson> wrong{FieldJson::array({1}), FieldJson::object(), FieldJson(nullptr)};
      if (!value.is_boolean() && !value.is_string()) wrong.push_back(true);
      if (!value.is_string()) wrong.push_back("three");
      if (value.is_boolean()) wrong.push_back(1);
      for (const FieldJson& one : wrong) {
        const FieldJson bad = {{"type", whole["type"]}, {name, one}};
        EXPECT_NE(intent_refusal(bad).find('"' + name + '"'), std::string::npos) << bad;
      }
    }
  }
}

TEST(IntentFields, AnUnknownFieldIsNamedAndNoOther) {
  for (const Intent& intent : set_intents) {
    FieldJson json = FieldJson::parse(intent_text(intent));
    json["colour"] = "red";
    const std::string sentence = intent_refusal(json);
    EXPECT_NE(sentence.find("\"colour\""), std::string::npos) << json;
    for (const auto& [name, value] : json.items()) {
      if (name == "colour" || name == "type" || json["type"] == name) continue;
      EXPECT_EQ(sentence.find('"' + name + '"'), std::string::npos) << sentence;
    }
  }
}

TEST(IntentFields, WholeNumbersReachAsFarAsTheirField) {
  const FieldJson step = FieldJson::parse(intent_text(Step{}));
  const auto with = [](FieldJson json, const char* name, const FieldJson& value) {
    json[name] = value;
    return json;
  };
  const auto count = [&](const FieldJson& value) {
    return std::get<Step>(parse_intent(with(step, "count", value).dump())).count;
  };
  EXPECT_EQ(count(1e9), 1'000'000'000);
  EXPECT_EQ(count(-1e9), -1'000'000'000);
  EXPECT_EQ(count(4.0), 4) << "a script's numbers are all real ones";
  EXPECT_NE(intent_refusal(with(step, "count", 4.5)), "");
  EXPECT_NE(intent_refusal(with(step, "count", 1e9 + 1)), "");
  EXPECT_NE(intent_refusal(with(step, "count", -1e9 - 1)), "");

  const FieldJson generate = FieldJson::parse(intent_text(Generate{}));
  const double largest = 9007199254740992.0;  // 2^53: a script's numbers are exact up to it
  const auto seed = [&](double value) {
    return std::get<Generate>(parse_intent(with(generate, "seed", value).dump())).seed;
  };
  EXPECT_EQ(seed(0), 0u);
  EXPECT_EQ(seed(largest), std::uint64_t{1} << 53);
  EXPECT_NE(intent_refusal(with(generate, "seed", -1)), "");
  EXPECT_NE(intent_refusal(with(generate, "seed", 2 * largest)), "");

  const FieldJson look = FieldJson::parse(intent_text(InspectBatch{}));
  const auto index = [&](double value) {
    return std::get<InspectBatch>(parse_intent(with(look, "index", value).dump())).index;
  };
  EXPECT_EQ(index(largest), std::int64_t{1} << 53);
  EXPECT_EQ(index(-largest), -(std::int64_t{1} << 53));
}

TEST(IntentFields, AnUnknownIntentIsToldAllThatThereAre) {
  const std::string sentence = intent_refusal({{"type", "dance"}});
  EXPECT_NE(sentence.find("\"dance\""), std::string::npos);
  for (const Intent& intent : set_intents) {
    const auto type = FieldJson::parse(intent_text(intent))["type"].get<std::string>();
    EXPECT_NE(sentence.find(type), std::string::npos) << type;
  }
}

}  // namespace
}  // namespace babble::app
