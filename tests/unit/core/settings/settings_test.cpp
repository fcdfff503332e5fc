#include "core/settings/settings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <clocale>
#include <set>

#include "core/base/error.h"
#include "core/base/numbers.h"
#include "core/models/registry.h"

namespace babble {
namespace {

/// The message of the error that the action throws, or "".
template <typename Action>
std::string error_of(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Numbers, IntegersAreWholeStrings) {
  EXPECT_EQ(parse_integer("-12"), -12);
  EXPECT_EQ(parse_integer("9223372036854775807"), 9223372036854775807);
  for (const char* bad : {"", " 1", "1 ", "1.0", "+1", "0x10", "1e3", "9223372036854775808", "-"})
    EXPECT_FALSE(parse_integer(bad)) << bad;
}

TEST(Numbers, RealsArePlainDecimals) {
  EXPECT_EQ(parse_real("0.1"), 0.1);
  EXPECT_EQ(parse_real("-1e-3"), -0.001);
  EXPECT_EQ(parse_real("+.5"), 0.5);
  EXPECT_EQ(parse_real("5."), 5.0);
  for (const char* bad : {"", ".", "e5", "1e", "1e+", " 1", "1 ", "1,5", "nan", "inf", "0x1p3",
                          "1e999", "--1", "1.2.3"})
    EXPECT_FALSE(parse_real(bad)) << bad;
}

TEST(Numbers, RealTextIsExact) {
  for (const double value : {0.0, 1.0, 0.1, 1.0 / 3, 1e-300, 123456789.125, -2.5, 1e22}) {
    const std::string text = real_text(value);
    EXPECT_EQ(parse_real(text), value) << text;
  }
  EXPECT_EQ(real_text(0.1), "0.1");
  EXPECT_EQ(real_text(50), "50");
}

TEST(Numbers, DoNotDependOnTheLocale) {
  const char* changed = std::setlocale(LC_ALL, "de_DE.UTF-8");  // if it is installed
  EXPECT_EQ(parse_real("0.5"), 0.5);
  EXPECT_EQ(real_text(0.5), "0.5");
  if (changed != nullptr) std::setlocale(LC_ALL, "C");
}

TEST(Settings, TableIsComplete) {
  const std::set<std::string_view> wanted{
      "seed",       "smoothing",    "learning_rate", "l2",
      "bias",       "init",         "hidden_size",   "batch_size",
      "split",      "time_steps",   "batching",      "max_grad_norm",
      "epochs",     "max_tokens",   "preprocessing", "learning_rate_schedule",
      "optimizer",  "weight_decay", "beta1",         "beta2",
      "block_size", "embedding",    "layers",        "heads",
      "width",      "norm",         "activation",    "generator",
      "detach",     "order",        "estimate",      "epsilon",
      "epsilon1",   "tokens",       "min_freq"};
  std::set<std::string_view> keys;
  for (const SettingRow& row : settings_table()) {
    SCOPED_TRACE(std::string(row.key));
    EXPECT_TRUE(keys.insert(row.key).second);
    EXPECT_FALSE(row.label.empty());
    EXPECT_GT(row.help.size(), 60u);
    const auto uses = [&](ModelKind kind) { return model_info(kind).uses(row.key); };
    EXPECT_TRUE(std::any_of(model_kinds().begin(), model_kinds().end(), uses));
    EXPECT_LE(row.minimum, row.maximum);
    EXPECT_LE(row.minimum, row.slider_minimum);
    EXPECT_GE(row.maximum, row.slider_maximum);
    EXPECT_EQ(row.choices.empty(), row.type != SettingType::choice);
    EXPECT_EQ(row.allowed.empty(), row.type != SettingType::text);
    EXPECT_TRUE(row.get != nullptr && row.set != nullptr);
    EXPECT_EQ(find_setting(row.key), &row);
  }
  EXPECT_EQ(keys, wanted);
  EXPECT_EQ(find_setting("nonsense"), nullptr);
}

TEST(Settings, DefaultsAreThoseOfTheCourses) {
  EXPECT_EQ(model_info(model_kind("count")).defaults.seed, 2147483647u);
  EXPECT_EQ(model_info(model_kind("count")).defaults.smoothing, 1);
  const Settings neural = model_info(model_kind("neural")).defaults;
  EXPECT_EQ(neural.learning_rate, 50);
  EXPECT_EQ(neural.l2, 0.01);
  EXPECT_EQ(neural.batch_size, 0);
  EXPECT_FALSE(neural.bias);
  const Settings rnn = model_info(model_kind("rnn")).defaults;
  EXPECT_EQ(rnn.batch_size, 32);
  EXPECT_EQ(rnn.time_steps, 35);
  EXPECT_EQ(rnn.learning_rate, 1);
  EXPECT_EQ(rnn.max_grad_norm, 1);
}

TEST(Settings, DefaultsAreValidAndTheirTextsAreExact) {
  for (const ModelKind kind : {model_kind("count"), model_kind("neural"), model_kind("rnn")}) {
    const Settings settings = model_info(kind).defaults;
    EXPECT_NO_THROW(model_info(kind).check_settings(settings));
    Settings other;
    for (const SettingRow& row : settings_table()) set_setting(other, row.key, row.get(settings));
    EXPECT_EQ(other, settings);
  }
}

TEST(Settings, EveryFieldCanBeSetAndReadBack) {
  const std::pair<const char*, const char*> values[] = {{"seed", "4294967295"},
                                                        {"smoothing", "0.25"},
                                                        {"learning_rate", "0.125"},
                                                        {"l2", "1e-05"},
                                                        {"bias", "true"},
                                                        {"init", "xavier"},
                                                        {"hidden_size", "512"},
                                                        {"batch_size", "7"},
                                                        {"time_steps", "3"},
                                                        {"batching", "random"},
                                                        {"max_grad_norm", "0"},
                                                        {"epochs", "500"},
                                                        {"max_tokens", "10000"},
                                                        {"split", "sklearn:0.2:42"},
                                                        {"preprocessing", "d2l"},
                                                        {"learning_rate_schedule", "linear:1000"},
                                                        {"optimizer", "adamw"},
                                                        {"weight_decay", "0"},
                                                        {"beta1", "0.85"},
                                                        {"beta2", "0.95"},
                                                        {"block_size", "16"},
                                                        {"embedding", "2"},
                                                        {"layers", "1"},
                                                        {"heads", "2"},
                                                        {"width", "16"},
                                                        {"norm", "rms"},
                                                        {"activation", "relu"},
                                                        {"detach", "false"},
                                                        {"generator", "python"}};
  Settings settings;
  for (const auto& [key, value] : values) {
    set_setting(settings, key, value);
    EXPECT_EQ(setting_text(settings, key), value);
  }
  EXPECT_EQ(settings.hidden_size, 512);
  EXPECT_EQ(settings.split.kind, Split::Kind::sklearn);
  EXPECT_EQ(settings.split.seed, 42u);
  EXPECT_EQ(setting_number(settings, "learning_rate"), 0.125);
  EXPECT_EQ(setting_number(settings, "bias"), 1);
  EXPECT_EQ(settings_from_json(settings_json(settings), model_info(model_kind("count")).defaults),
            settings);
}

TEST(Settings, AssignmentsAndAlternativeForms) {
  Settings settings;
  set_setting(settings, "max_tokens=1e4");
  EXPECT_EQ(settings.max_tokens, 10000);
  set_setting(settings, "bias=on");
  EXPECT_TRUE(settings.bias);
  set_setting(settings, "split=1,0,0");
  EXPECT_EQ(setting_text(settings, "split"), "1,0,0");
  set_setting(settings, "split=0.7,0.2,0.1");  // does not add up to 1 in binary
  EXPECT_EQ(settings.split.dev, 0.2);
  set_setting(settings, "split=python:42:0.8,0.1,0.1");
  EXPECT_EQ(setting_text(settings, "split"), "python:42");
  set_setting(settings, "split=python:7:1,0,0");
  EXPECT_EQ(setting_text(settings, "split"), "python:7:1,0,0");
  set_setting(settings, "learning_rate_schedule=step:1000:0.50");
  EXPECT_EQ(settings.learning_rate_schedule, "step:1000:0.5");
  EXPECT_NE(error_of([&] { set_setting(settings, "hidden_size"); }), "");
}

TEST(Settings, LimitsAreInclusive) {
  for (const SettingRow& row : settings_table()) {
    if (row.type != SettingType::integer && row.type != SettingType::real) continue;
    SCOPED_TRACE(std::string(row.key));
    Settings settings;
    EXPECT_NO_THROW(set_setting(settings, row.key, real_text(row.minimum)));
    EXPECT_NO_THROW(set_setting(settings, row.key, real_text(row.maximum)));
    EXPECT_EQ(setting_number(settings, row.key), row.maximum);
    const Settings before = settings;
    EXPECT_THROW(set_setting(settings, row.key, real_text(row.minimum - 1)), Error);
    EXPECT_THROW(set_setting(settings, row.key, real_text(row.maximum + 1)), Error);
    EXPECT_EQ(settings, before);
  }
}

TEST(Settings, RejectsInvalidValuesByLabel) {
  Settings settings;
  const Settings before = settings;
  for (const char* bad : {"hidden_size=0",
                          "hidden_size=4097",
                          "hidden_size=sixty",
                          "hidden_size=",
                          "hidden_size=1.5",
                          "learning_rate=-1",
                          "learning_rate=nan",
                          "learning_rate=1e400",
                          "bias=maybe",
                          "init=uniform",
                          "seed=-1",
                          "seed=4294967296",
                          "split=0.8,0.1",
                          "split=0.8,0.1,0.2",
                          "split=0,0.5,0.5",
                          "split=1.5,-0.5,0",
                          "split=a,b,c",
                          "split=sklearn",
                          "split=sklearn:0.2",
                          "split=sklearn:1:42",
                          "split=sklearn:0:42",
                          "split=sklearn:0.2:-1",
                          "split=sklearn:0.2:4294967296",
                          "split=python",
                          "split=python:x",
                          "split=python:-1",
                          "split=python:1:0.8,0.1",
                          "split=python:1:0.8,0.1,0.2",
                          "split=python:1:0.8,0.1,0.1:2",
                          "learning_rate_schedule=falling",
                          "beta1=1",
                          "optimizer=adam",
                          "preprocessing=pdf",
                          "batching=",
                          "nonsense=1"}) {
    const std::string text = error_of([&] { set_setting(settings, bad); });
    const std::string key = std::string(bad).substr(0, std::string(bad).find('='));
    const SettingRow* row = find_setting(key);
    const std::string name(row ? row->label : "\"nonsense\"");
    EXPECT_NE(text.find(name), std::string::npos) << bad << ": " << text;
    EXPECT_EQ(text.back(), '.') << text;
    EXPECT_EQ(settings, before);
  }
  EXPECT_EQ(error_of([&] { set_setting(settings, "hidden_size=5000"); }),
            "Hidden units H must be a whole number from 1 to 4,096.");
  EXPECT_EQ(error_of([&] { set_setting(settings, "init=uniform"); }),
            "Initial weights must be normal, xavier, zero or scaled.");
  EXPECT_EQ(error_of([&] { set_setting(settings, "learning_rate=1e7"); }),
            "Learning rate must be a number from 0 to 1,000,000.");
  EXPECT_EQ(error_of([&] { set_setting(settings, "max_grad_norm=-1"); }),
            "Gradient clipping θ must be a number from 0 to 1,000,000; 0 means off.");
  EXPECT_EQ(error_of([&] { set_setting(settings, "split=0.8,0.1,0.2"); }),
            "Train, dev, test: the three fractions must add up to 1.");
}

TEST(Settings, HaveSymbolsForSummaries) {
  const std::pair<const char*, const char*> symbols[] = {{"smoothing", "k"},
                                                         {"learning_rate", "rate"},
                                                         {"l2", "λ"},
                                                         {"hidden_size", "H"},
                                                         {"batch_size", "B"},
                                                         {"time_steps", "T"},
                                                         {"max_grad_norm", "θ"},
                                                         {"init", ""}};
  for (const auto& [key, symbol] : symbols) EXPECT_EQ(find_setting(key)->symbol, symbol) << key;
}

TEST(Settings, FormerKeysAreAliases) {
  Settings settings;
  set_setting(settings, "hidden=12");
  set_setting(settings, "batch=3");
  set_setting(settings, "clip=5");
  set_setting(settings, "prepare=raw");
  EXPECT_EQ(settings.hidden_size, 12);
  EXPECT_EQ(settings.batch_size, 3);
  EXPECT_EQ(settings.max_grad_norm, 5);
  EXPECT_EQ(settings.preprocessing, Preprocessing::raw);
  EXPECT_EQ(setting_label("clip"), "Gradient clipping θ");
}

TEST(Settings, AModelAcceptsItsOwnChoicesOnly) {
  const ModelInfo& neural = model_info(model_kind("neural"));
  Settings settings = neural.defaults;
  settings.init = Init::scaled;
  EXPECT_EQ(error_of([&] { neural.check_settings(settings); }),
            "Initial weights must be normal, xavier or zero for the neural bigram.");
  EXPECT_NO_THROW(model_info(model_kind("count")).check_settings(settings)) << "it has no such";
  EXPECT_EQ(neural.choices_of(*find_setting("init")).size(), 3u);
  EXPECT_EQ(neural.choices_of(*find_setting("preprocessing")).size(), 4u);
}

TEST(Settings, OfAdamwApplyWithItOnly) {
  Settings settings;
  const SettingRow& beta1 = *find_setting("beta1");
  EXPECT_FALSE(beta1.applies(settings));
  settings.optimizer = OptimizerKind::adamw;
  EXPECT_TRUE(beta1.applies(settings));
}

TEST(Settings, RnnNeedsABatchSize) {
  Settings settings = model_info(model_kind("rnn")).defaults;
  settings.batch_size = 0;
  EXPECT_THROW(model_info(model_kind("rnn")).check_settings(settings), Error);
  EXPECT_NO_THROW(model_info(model_kind("neural")).check_settings(settings));
}

TEST(Settings, SavedSettingsAreChecked) {
  for (const char* bad : {"", "[]", "{\"hidden\":\"x\"}", "{\"hidden\":[1]}", "{\"odd\":\"1\"}",
                          "{\"hidden\":\"64\""})
    EXPECT_THROW(settings_from_json(bad, model_info(model_kind("rnn")).defaults), Error) << bad;
  EXPECT_EQ(
      settings_from_json("{\"hidden\":16,\"bias\":true}", model_info(model_kind("rnn")).defaults)
          .hidden_size,
      16);
}

}  // namespace
}  // namespace babble
