// Invalid settings by every path: an intent (panel and scripts), a link, the command's --set, and a
// checkpoint. The error is that of the settings table, and nothing changes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "app/protocol/intent_json.h"
#include "app/protocol/link.h"
#include "app/session/session.h"
#include "core/base/error.h"
#include "core/data/batches.h"
#include "core/data/builtin_corpora.h"
#include "core/models/registry.h"
#include "core/training/checkpoint.h"
#include "core/training/safetensors.h"

namespace babble::app {
namespace {

struct Wrong {
  const char* key;
  const char* value;
  const char* mentions;
};

// One of each type; settings_test.cpp has the others.
const Wrong wrong_values[] = {
    {"hidden_size", "0", "from 1 to 4,096"}, {"learning_rate", "nan", "number"},
    {"bias", "perhaps", "true or false"},    {"init", "random", "xavier, zero or scaled"},
    {"split", "0.8,0.1,0.2", "add up to 1"},
};

std::string from_table(const Wrong& wrong) {
  Settings settings;
  try {
    set_setting(settings, wrong.key, wrong.value);
  } catch (const Error& error) {
    EXPECT_EQ(settings, Settings{});
    return error.what();
  }
  ADD_FAILURE() << wrong.key << "=" << wrong.value << " was accepted";
  return "";
}

template <class Action>
std::string refusal(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

std::string last_error(Session& session) {
  const auto snapshot = session.snapshot();
  return !snapshot->notices.empty() && snapshot->notices.back().is_error
             ? snapshot->notices.back().text
             : "";
}

/// A checkpoint with this setting.
std::string checkpoint_with(const Wrong& wrong) {
  static const std::string sound = [] {
    const Settings settings = model_info(model_kind("neural")).defaults;
    auto corpus =
        std::make_shared<const Corpus>(Corpus::from_text(builtin_names(), settings, "names"));
    return save_checkpoint(Trainer(corpus, model_kind("neural"), settings));
  }();
  const SafetensorsFile file = SafetensorsFile::read(sound);
  SafetensorsWriter writer;
  writer.metadata = file.metadata;
  const std::string key = '"' + std::string(wrong.key) + "\":\"";
  std::string& settings = writer.metadata["settings"];
  const std::size_t begin = settings.find(key) + key.size();
  settings.replace(begin, settings.find('"', begin) - begin, wrong.value);
  for (const auto& entry : file.entries)
    writer.add<float>(entry.name, entry.shape, file.values<float>(entry));
  return writer.bytes();
}

TEST(SettingsPaths, RefuseWithTheSameMessage) {
  Session session;
  session.apply(Activate{model_kind("rnn")});
  for (const Wrong& wrong : wrong_values) {
    SCOPED_TRACE(std::string(wrong.key) + "=" + wrong.value);
    const std::string message = from_table(wrong);
    EXPECT_NE(message.find(wrong.mentions), std::string::npos) << message;
    EXPECT_TRUE(message.starts_with(find_setting(wrong.key)->label)) << message;

    // The command's --set.
    Settings unchanged;
    EXPECT_EQ(refusal([&] { set_setting(unchanged, std::string(wrong.key) + "=" + wrong.value); }),
              message);
    // The panel, and the page's scripts through JSON.
    const auto before = session.snapshot();
    session.apply(Set{wrong.key, wrong.value});
    EXPECT_EQ(last_error(session), message);
    session.apply(parse_intent(intent_text(Set{wrong.key, wrong.value})));
    EXPECT_EQ(last_error(session), message);
    const auto after = session.snapshot();
    for (std::size_t i = 0; i < after->models.size(); ++i)
      EXPECT_EQ(after->models[i].settings, before->models[i].settings);
    // A link: the defaults, and the message among those refused.
    std::string text;
    for (const char c : std::string(wrong.key) + "=" + wrong.value)
      text += c == ' ' ? std::string("%20") : std::string(1, c);
    const Link link = parse_link(text);
    EXPECT_EQ(link.settings, Link{}.settings);
    EXPECT_TRUE(std::any_of(link.refused.begin(), link.refused.end(), [&](const std::string& one) {
      return one.find(message) != std::string::npos;
    })) << (link.refused.empty() ? "nothing refused" : link.refused.front());
    // A checkpoint.
    EXPECT_EQ(refusal([&] { load_checkpoint(checkpoint_with(wrong)); }), message);
    session.apply(OpenBytes{"m.safetensors", checkpoint_with(wrong)});
    EXPECT_EQ(last_error(session), message);
  }
}

struct Contradiction {
  const char* what;
  std::vector<std::pair<const char*, const char*>> settings;
  const char* mentions;
};

// Each value is valid alone, but not together or with this text.
TEST(SettingsPaths, Contradictions) {
  const Contradiction all[] = {
      {"B = 0 for the RNN", {{"batch_size", "0"}}, "Batch size B must be at least 1"},
      {"a mini-batch larger than memory",
       {{"batch_size", "300"}, {"time_steps", "150"}, {"hidden_size", "4096"}},
       "MB"},
      {"an empty training part", {{"max_tokens", "2"}}, "Tokens used"},
  };
  for (const Contradiction& one : all) {
    SCOPED_TRACE(one.what);
    // The command, and all that starts a run.
    Settings settings = model_info(model_kind("rnn")).defaults;
    for (const auto& [key, value] : one.settings) set_setting(settings, key, value);
    const std::string message = refusal([&] {
      auto corpus =
          std::make_shared<const Corpus>(Corpus::from_text(builtin_names(), settings, "names"));
      Trainer trainer(corpus, model_kind("rnn"), settings);
    });
    EXPECT_NE(message.find(one.mentions), std::string::npos) << message;
    // The panel: either the last setting is refused, or the model is unavailable.
    Session session;
    session.apply(Activate{model_kind("rnn")});
    for (const auto& [key, value] : one.settings) session.apply(Set{key, value});
    const auto snapshot = session.snapshot();
    EXPECT_TRUE(last_error(session) == message ||
                snapshot->model(model_kind("rnn")).unavailable == message)
        << last_error(session) << " / " << snapshot->model(model_kind("rnn")).unavailable << " / "
        << message;
    EXPECT_EQ(snapshot->corpus.name, "names (built in)");
    // A link with all of them at once.
    std::string text;
    for (const auto& [key, value] : one.settings) {
      text += (find_setting(key)->is_data ? "" : "rnn.") + std::string(key) + "=" + value + "&";
    }
    Session linked;
    linked.apply(OpenLink{"chapter=rnn&" + text});
    linked.apply(Activate{model_kind("rnn")});
    const auto shown = linked.snapshot();
    const bool told = shown->model(model_kind("rnn")).unavailable == message ||
                      std::any_of(shown->notices.begin(), shown->notices.end(), [&](const auto& n) {
                        return n.text.find(message) != std::string::npos;
                      });
    EXPECT_TRUE(told) << (shown->notices.empty() ? "no notice" : shown->notices.back().text);
    // Restoring the defaults restores the model.
    for (const auto& [key, value] : one.settings)
      session.apply(Set{key, setting_text(model_info(model_kind("rnn")).defaults, key)});
    session.apply(Step{1});
    for (int i = 0; i < 100 && session.work(20); ++i) {
    }
    EXPECT_GE(session.snapshot()->model(model_kind("rnn")).steps, 1);
  }
}

// An empty part is no error: its figures are unknown.
TEST(SettingsPaths, AllowAnEmptyPart) {
  Session session;
  session.apply(Set{"split", "1,0,0"});
  EXPECT_EQ(last_error(session), "");
  while (session.work(20)) {
  }
  const ModelView count = session.snapshot()->model(model_kind("count"));
  EXPECT_TRUE(std::isnan(count.nll.dev));
  EXPECT_TRUE(std::isnan(count.nll.test));
  EXPECT_GT(count.nll.train, 1);
}

}  // namespace
}  // namespace babble::app
