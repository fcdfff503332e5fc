#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "app/protocol/intent_json.h"
#include "app/protocol/snapshot_json.h"
#include "app/session/session.h"
#include "core/base/error.h"
#include "core/base/json_text.h"
#include "core/base/utf8.h"
#include "core/settings/settings_json.h"

namespace babble::app {
namespace {

using Json = nlohmann::ordered_json;

TEST(IntentJson, TakesNumbersForSettingsAndLeavesDefaults) {
  const auto set = std::get<Set>(parse_intent(R"({"type":"set","key":"hidden","value":64})"));
  EXPECT_EQ(set.value, "64");
  EXPECT_EQ(std::get<Set>(parse_intent(R"({"type":"set","key":"bias","value":true})")).value,
            "true");
  EXPECT_EQ(std::get<Step>(parse_intent(R"({"type":"step"})")).count, 1);
}

TEST(IntentJson, RefusesWithASentence) {
  for (const char* bad :
       {"", "nonsense", "[]", "{}", R"({"type":7})", R"({"type":"plya"})",
        R"({"type":"step","count":"many"})", R"({"type":"step","count":1.5})",
        R"({"type":"activate","model":"gpt"})", R"({"type":"play","speed":1})",
        R"({"type":"sample_step","seed":-1})", R"({"type":"subscribe","hidden":1})",
        R"({"type":"set","key":"hidden","value":[1]})", R"({"type":"step","count":1e99})"}) {
    try {
      parse_intent(bad);
      ADD_FAILURE() << "taken: " << bad;
    } catch (const Error& error) {
      EXPECT_EQ(std::string(error.what()).back(), '.') << error.what();
    }
  }
}

TEST(JsonValues, NumbersThatJsonCannotHold) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(json_number(std::nan("")).dump(), "null");
  EXPECT_EQ(json_number(infinity).dump(), "\"inf\"");
  EXPECT_EQ(json_number(-infinity).dump(), "\"-inf\"");
  const double third = 1.0 / 3;
  EXPECT_EQ(Json::parse(json_number(third).dump()).get<double>(), third);
  EXPECT_EQ(json_text("a\xff"), "\"a\xEF\xBF\xBD\"");
}

TEST(JsonValues, SettingsHaveTheirKeysAndTypes) {
  const Json json = json_settings(model_info(model_kind("neural")).defaults);
  EXPECT_EQ(json["learning_rate"], 50.0);
  EXPECT_EQ(json["seed"], 2147483647);
  EXPECT_EQ(json["bias"], false);
  EXPECT_EQ(json["init"], "normal");
  EXPECT_EQ(json["split"], "0.8,0.1,0.1");
  EXPECT_EQ(json.size(), settings_table().size());
}

TEST(SnapshotJson, IsUtf8AfterANoticeThatQuotesACutText) {
  Session session;
  std::string unit = "a";
  for (int i = 0; i < 25; ++i) unit += "é";
  session.apply(Ngrams{.unit = unit});
  const auto snapshot = session.snapshot();
  ASSERT_TRUE(snapshot->notices.back().is_error);
  EXPECT_FALSE(first_invalid_utf8(snapshot->notices.back().text)) << snapshot->notices.back().text;
  EXPECT_EQ(Json::parse(snapshot_json(*snapshot).dump())["notices"][0]["is_error"], true);
}

TEST(SnapshotJson, SaysWhatTheSnapshotSays) {
  Session session;
  session.apply(Subscribe{true, false});
  session.apply(Activate{model_kind("neural")});
  session.apply(Step{2});
  session.apply(Set{"smoothing", "0"});
  session.apply(ScoreWord{"anna"});
  while (session.work(10)) {
  }
  const auto snapshot = session.snapshot();
  const Json json = Json::parse(json_text(snapshot_json(*snapshot)));
  EXPECT_EQ(json["active"], "neural");
  EXPECT_EQ(json["models"]["neural"]["steps"], 2);
  EXPECT_EQ(json["models"]["neural"]["loss_curve"]["x"], Json({1.0, 2.0}));
  EXPECT_EQ(json["models"]["neural"]["nll"]["train"].get<double>(),
            snapshot->model(model_kind("neural")).nll.train);
  EXPECT_EQ(json["models"]["rnn"]["loss"], nullptr);
  EXPECT_EQ(json["models"]["count"]["samples"].size(), 10u);
  EXPECT_EQ(json["word"]["rows"].size(), 5u);
  EXPECT_FALSE(json.contains("neural_weights"));
  const Json tables = snapshot_json(*snapshot, true);
  const auto size = static_cast<std::size_t>(snapshot->counts.size);
  EXPECT_EQ(tables["counts"]["counts"].size(), size * size);
  EXPECT_EQ(tables["neural_weights"]["values"].size(), size * size);
  // Without smoothing some pairs are impossible, and JSON has to say so.
  const Json& logs = tables["log_probabilities"]["values"];
  EXPECT_NE(std::find(logs.begin(), logs.end(), Json("-inf")), logs.end());
}

}  // namespace
}  // namespace babble::app
