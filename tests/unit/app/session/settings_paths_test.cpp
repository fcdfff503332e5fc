// Wrong and contradictory settings at every door: the panel and the page's scripts (an intent), the
// link, the command's flag (set_setting on a key=value), and a checkpoint. Everywhere the sentence
// is that of the settings table, and nothing changes.
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

const Wrong wrong_values[] = {
    {"hidden_size", "0", "from 1 to 4,096"},
    {"hidden_size", "4097", "from 1 to 4,096"},
    {"hidden_size", "99999999999999999999", "from 1 to 4,096"},
    {"hidden_size", "many", "whole number"},
    {"hidden_size", "", "whole number"},
    {"hidden_size", "1.5", "whole number"},
    {"hidden_size", "64 ", "whole number"},
    {"batch_size", "-1", "from 0 to 65,536"},
    {"batch_size", "65537", "from 0 to 65,536"},
    {"time_steps", "0", "from 1 to 4,096"},
    {"time_steps", "4097", "from 1 to 4,096"},
    {"learning_rate", "-0.1", "from 0 to 1,000,000"},
    {"learning_rate", "1e7", "from 0 to 1,000,000"},
    {"learning_rate", "nan", "number"},
    {"learning_rate", "inf", "number"},
    {"learning_rate", "0x10", "number"},
    {"learning_rate", "1,5", "number"},
    {"max_grad_norm", "-1", "from 0 to 1,000,000"},
    {"l2", "1e999", "number"},
    {"smoothing", "-1", "from 0"},
    {"epochs", "-1", "from 0"},
    {"seed", "4294967296", "4,294,967,295"},
    {"max_tokens", "-5", "from 0"},
    {"bias", "perhaps", "true or false"},
    {"init", "random", "normal, xavier or zero"},
    {"batching", "both", "sequential or random"},
    {"prepare", "pdf", "auto, lines, d2l or raw"},
    {"split", "0.8,0.1", "three fractions"},
    {"split", "0.8,0.1,0.2", "add up to 1"},
    {"split", "0,0.5,0.5", "the fraction for training must not be 0"},
    {"split", "sklearn:1:42", "less than 1"},
};

std::string from_table(const Wrong& wrong) {
  Settings settings;
  try {
    set_setting(settings, wrong.key, wrong.value);
  } catch (const Error& error) {
    EXPECT_EQ(settings, Settings{});
    return error.what();
  }
  ADD_FAILURE() << wrong.key << "=" << wrong.value << " was taken";
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

/// A checkpoint that says this of its settings.
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

TEST(SettingsDoors, TheSameSentenceEverywhere) {
  Session session;
  session.apply(Activate{model_kind("rnn")});
  for (const Wrong& wrong : wrong_values) {
    SCOPED_TRACE(std::string(wrong.key) + "=" + wrong.value);
    const std::string sentence = from_table(wrong);
    EXPECT_NE(sentence.find(wrong.mentions), std::string::npos) << sentence;
    EXPECT_TRUE(sentence.starts_with(find_setting(wrong.key)->label)) << sentence;

    // The command's --set.
    Settings unchanged;
    EXPECT_EQ(refusal([&] { set_setting(unchanged, std::string(wrong.key) + "=" + wrong.value); }),
              sentence);
    // The panel, and the page's scripts through JSON.
    const auto before = session.snapshot();
    session.apply(Set{wrong.key, wrong.value});
    EXPECT_EQ(last_error(session), sentence);
    session.apply(parse_intent(intent_text(Set{wrong.key, wrong.value})));
    EXPECT_EQ(last_error(session), sentence);
    const auto after = session.snapshot();
    for (const ModelKind kind : model_kinds())
      EXPECT_EQ(after->models[kind.index()].settings, before->models[kind.index()].settings);
    // A link: the defaults, and the sentence among those it did not take.
    std::string text;
    for (const char c : std::string(wrong.key) + "=" + wrong.value)
      text += c == ' ' ? std::string("%20") : std::string(1, c);
    const Link link = parse_link(text);
    EXPECT_EQ(link.settings, Link{}.settings);
    EXPECT_TRUE(std::any_of(link.refused.begin(), link.refused.end(), [&](const std::string& one) {
      return one.find(sentence) != std::string::npos;
    })) << (link.refused.empty() ? "nothing refused" : link.refused.front());
    // A checkpoint.
    EXPECT_EQ(refusal([&] { load_checkpoint(checkpoint_with(wrong)); }), sentence);
    session.apply(OpenBytes{"m.safetensors", checkpoint_with(wrong)});
    EXPECT_EQ(last_error(session), sentence);
  }
}

struct Contradiction {
  const char* what;
  std::vector<std::pair<const char*, const char*>> settings;
  const char* mentions;
};

// Each value is fine alone; together, or with this text, they are not.
TEST(SettingsDoors, Contradictions) {
  const Contradiction all[] = {
      {"T longer than the text", {{"max_tokens", "300"}, {"time_steps", "400"}}, "time steps"},
      {"B larger than the number of subsequences",
       {{"max_tokens", "3000"}, {"batch_size", "1000"}},
       "(B + 1)·T"},
      {"B = 0 for the RNN", {{"batch_size", "0"}}, "Batch size B must be at least 1"},
      {"a mini-batch larger than memory",
       {{"batch_size", "300"}, {"time_steps", "150"}, {"hidden_size", "4096"}},
       "MB"},
      {"a training part of nothing", {{"max_tokens", "2"}}, "Tokens used"},
  };
  for (const Contradiction& one : all) {
    SCOPED_TRACE(one.what);
    // The command and whoever else begins a run.
    Settings settings = model_info(model_kind("rnn")).defaults;
    for (const auto& [key, value] : one.settings) set_setting(settings, key, value);
    const std::string sentence = refusal([&] {
      auto corpus =
          std::make_shared<const Corpus>(Corpus::from_text(builtin_names(), settings, "names"));
      Trainer trainer(corpus, model_kind("rnn"), settings);
    });
    EXPECT_NE(sentence.find(one.mentions), std::string::npos) << sentence;
    // The panel: the last one that makes it impossible is refused or the model says why it is not.
    Session session;
    session.apply(Activate{model_kind("rnn")});
    for (const auto& [key, value] : one.settings) session.apply(Set{key, value});
    const auto snapshot = session.snapshot();
    EXPECT_TRUE(last_error(session) == sentence ||
                snapshot->model(model_kind("rnn")).unavailable == sentence)
        << last_error(session) << " / " << snapshot->model(model_kind("rnn")).unavailable << " / "
        << sentence;
    EXPECT_EQ(snapshot->corpus.name, "names (built in)");
    // A link with all of them at once.
    std::string text;
    for (const auto& [key, value] : one.settings) text += std::string(key) + "=" + value + "&";
    Session linked;
    linked.apply(OpenLink{"chapter=rnn&" + text});
    linked.apply(Activate{model_kind("rnn")});
    const auto shown = linked.snapshot();
    const bool told = shown->model(model_kind("rnn")).unavailable == sentence ||
                      std::any_of(shown->notices.begin(), shown->notices.end(), [&](const auto& n) {
                        return n.text.find(sentence) != std::string::npos;
                      });
    EXPECT_TRUE(told) << (shown->notices.empty() ? "no notice" : shown->notices.back().text);
    // And it can be mended.
    for (const auto& [key, value] : one.settings)
      session.apply(Set{key, setting_text(model_info(model_kind("rnn")).defaults, key)});
    session.apply(Step{1});
    for (int i = 0; i < 100 && session.work(20); ++i) {
    }
    EXPECT_GE(session.snapshot()->model(model_kind("rnn")).steps, 1);
  }
}

// A part that comes out empty is no error: what is measured on it is unknown, and says so.
TEST(SettingsDoors, APartThatIsEmpty) {
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
