// Links are read as they were written. Invalid parts are ignored and reported.
#include "app/protocol/link.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "app/session/session.h"
#include "core/base/error.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

Settings& of(Link& link, ModelKind kind) { return link.settings[kind.index()]; }
const Settings& of(const Link& link, ModelKind kind) { return link.settings[kind.index()]; }

TEST(Link, TheDefaultsAreAnEmptyText) {
  EXPECT_EQ(link_text(Link{}), "");
  const Link link = parse_link("");
  EXPECT_TRUE(link.refused.empty());
  EXPECT_EQ(of(link, model_kind("neural")), model_info(model_kind("neural")).defaults);
  EXPECT_EQ(of(link, model_kind("rnn")), model_info(model_kind("rnn")).defaults);
}

TEST(Link, IsReadAsItWasWritten) {
  Link link;
  link.chapter = "rnn";
  link.corpus = "tale";
  link.theme = "dark";
  link.hide = {"sample_step", "presets"};
  link.steps = 250;
  link.views = {{"rnn.loss.unit", "perplexity"}, {"rnn.inspect", "зоя & co = 100 %"}};
  for (Settings& settings : link.settings) {
    settings.seed = 42;
    settings.split.train = 0.5;
    settings.split.dev = 0.25;
    settings.split.test = 0.25;
  }
  of(link, model_kind("rnn")).hidden_size = 128;
  of(link, model_kind("rnn")).learning_rate = 0.1;
  of(link, model_kind("neural")).learning_rate = 1e-3;
  of(link, model_kind("count")).smoothing = 0;
  const std::string text = link_text(link);
  EXPECT_EQ(text.find_first_of(" #\"<>"), std::string::npos) << text;
  const Link again = parse_link("#" + text);
  EXPECT_TRUE(again.refused.empty()) << again.refused.front();
  EXPECT_EQ(again.chapter, link.chapter);
  EXPECT_EQ(again.corpus, link.corpus);
  EXPECT_EQ(again.theme, link.theme);
  EXPECT_EQ(again.hide, link.hide);
  EXPECT_EQ(again.steps, link.steps);
  EXPECT_EQ(again.views, link.views);
  EXPECT_EQ(again.settings, link.settings);
  EXPECT_EQ(link_text(again), text);
}

TEST(Link, HasEverySettingOfEveryModel) {
  for (const SettingRow& row : settings_table()) {
    for (const ModelKind kind : model_kinds()) {
      if (!model_info(kind).uses(row.key)) continue;
      Link link;
      std::string value = "0.7,0.2,0.1";  // of the split
      if (row.key == "learning_rate_schedule") value = "linear:100";
      if (row.type == SettingType::boolean)
        value = row.get(of(link, kind)) == "true" ? "false" : "true";
      if (row.type == SettingType::choice) {
        const auto choices = model_info(kind).choices_of(row);
        const bool last_is_default = row.get(of(link, kind)) == choices.back();
        value = last_is_default ? choices.front() : choices.back();
      }
      if (row.type == SettingType::integer)
        value = row.maximum < 8 ? "1" : "8";  // a multiple of the heads
      if (row.type == SettingType::real) value = "0.3";
      for (Settings& settings : link.settings)
        if (row.is_data || &settings == &of(link, kind)) set_setting(settings, row.key, value);
      ASSERT_NE(link_text(link), "") << row.key << " is not written";
      const Link again = parse_link(link_text(link));
      EXPECT_EQ(again.settings, link.settings) << link_text(link);
    }
  }
}

TEST(Link, ASettingWithoutAModelAppliesToAllThatHaveIt) {
  const Link link = parse_link("learning_rate=0.5&hidden=12&seed=7");
  EXPECT_TRUE(link.refused.empty());
  EXPECT_EQ(of(link, model_kind("neural")).learning_rate, 0.5);
  EXPECT_EQ(of(link, model_kind("rnn")).learning_rate, 0.5);
  EXPECT_EQ(of(link, model_kind("rnn")).hidden_size, 12);
  EXPECT_EQ(of(link, model_kind("count")).seed, 7u);
}

TEST(Link, AcceptsFormerKeys) {
  const Link former = parse_link("rnn.hidden=48&rnn.batch=8&clip=2");
  EXPECT_TRUE(former.refused.empty());
  EXPECT_TRUE(former.views.empty()) << "rnn.hidden is a setting, not a control";
  EXPECT_EQ(former.settings,
            parse_link("rnn.hidden_size=48&rnn.batch_size=8&max_grad_norm=2").settings);
  EXPECT_EQ(former.settings[model_kind("rnn").index()].hidden_size, 48);
}

TEST(Link, InvalidSettingsAreReportedAsByTheSettingsTable) {
  std::string from_table;
  try {
    Settings settings;
    set_setting(settings, "hidden_size", "many");
  } catch (const Error& error) {
    from_table = error.what();
  }
  const Link link =
      parse_link("#rnn.hidden_size=many&seed=5&colour=red&rnn.batch_size=0&rnn.smoothing=1");
  ASSERT_EQ(link.refused.size(), 4u);
  EXPECT_EQ(link.refused[0], from_table);
  EXPECT_NE(link.refused[1].find("colour"), std::string::npos);
  EXPECT_NE(link.refused[2].find("Batch size"), std::string::npos);
  EXPECT_NE(link.refused[3].find("smoothing"), std::string::npos);
  EXPECT_EQ(of(link, model_kind("rnn")).hidden_size,
            model_info(model_kind("rnn")).defaults.hidden_size);
  EXPECT_EQ(of(link, model_kind("rnn")).batch_size,
            model_info(model_kind("rnn")).defaults.batch_size);
  EXPECT_EQ(of(link, model_kind("rnn")).seed, 5u);  // the good ones are taken
}

TEST(Link, DamagedTextIsReportedInSentences) {
  for (const char* text : {"chapter", "a%=1", "a=%4", "a=%zz", "a=%FF", "a=%00", "=", "=1", ".=1",
                           "x.=1", ".y=1", "corpus=moon", "theme=pink", "steps=-1", "steps=1e99",
                           "nobody.hidden_size=3", "split=1,1,1"}) {
    const Link link = parse_link(text);
    ASSERT_EQ(link.refused.size(), 1u) << text;
    EXPECT_EQ(link.refused[0].back(), '.') << link.refused[0];
    EXPECT_EQ(link_text(link), "") << text;
  }
  EXPECT_TRUE(parse_link("#&&&").refused.empty());
  EXPECT_EQ(parse_link(std::string(100'000, 'a')).refused.size(), 1u);
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "x=1&";
  EXPECT_LE(parse_link(many).refused.size(), 9u);
}

TEST(Link, AnyTextCanBeRead) {
  std::mt19937 random(1);
  const std::string seed_text =
      "#chapter=rnn&corpus=tale&seed=42&rnn.hidden_size=128&a.b=%D0%B7&hide=x,y";
  for (int round = 0; round < 20'000; ++round) {
    std::string text = seed_text;
    for (int edits = 0; edits < 4; ++edits) {
      const std::size_t at = random() % text.size();
      text[at] = static_cast<char>(random() % 4 == 0 ? "&=%#.,"[random() % 6]
                                                     : static_cast<char>(random() % 256));
    }
    const Link link = parse_link(text);
    const Link again = parse_link(link_text(link));  // what was taken can be written and read
    EXPECT_TRUE(again.refused.empty()) << text;
    EXPECT_EQ(link_text(again), link_text(link));
  }
}

class OpenedLink : public ::testing::Test {
 protected:
  OpenedLink() : session([this] { return seconds += 1e-3; }) {}
  const Snapshot& open(const std::string& text) {
    session.apply(OpenLink{text});
    return look();
  }
  const Snapshot& look() {
    while (session.work(5)) {
    }
    return *(seen = session.snapshot());
  }
  double seconds = 0;
  Session session;
  std::shared_ptr<const Snapshot> seen;
};

TEST_F(OpenedLink, SetsTextAndSettingsAndGivesTheSameNumbers) {
  session.apply(OpenBuiltin{"tale"});
  session.apply(Set{"seed", "42"});
  session.apply(Activate{model_kind("rnn")});
  session.apply(Set{"hidden_size", "16"});
  session.apply(Set{"learning_rate", "0.5"});
  session.apply(Step{20});
  const Snapshot here = look();
  EXPECT_TRUE(here.model(model_kind("rnn")).repeatable);
  const std::string text = link_text(link_of(here));

  Session other;
  other.apply(OpenLink{text});
  other.apply(Activate{model_kind("rnn")});
  other.apply(Step{20});
  while (other.work(5)) {
  }
  const auto there = other.snapshot();
  EXPECT_EQ(there->corpus.builtin, "tale");
  EXPECT_EQ(there->model(model_kind("rnn")).settings, here.model(model_kind("rnn")).settings);
  EXPECT_EQ(there->model(model_kind("rnn")).loss, here.model(model_kind("rnn")).loss);
  EXPECT_EQ(link_text(link_of(*there)), text);
}

TEST_F(OpenedLink, UnchangedModelsAreKept) {
  open("neural.learning_rate=20");
  session.apply(Activate{model_kind("neural")});
  session.apply(Step{10});
  const Snapshot before = look();
  const Snapshot after = open("neural.learning_rate=20");
  EXPECT_EQ(after.model(model_kind("neural")).steps, 10);
  EXPECT_EQ(after.corpus.revision, before.corpus.revision);
  EXPECT_EQ(open("neural.learning_rate=10").model(model_kind("neural")).steps, 10);  // at once
  EXPECT_FALSE(look().model(model_kind("neural")).repeatable);  // two rates led to it
  EXPECT_EQ(open("neural.bias=true").model(model_kind("neural")).steps, 0);
  EXPECT_TRUE(look().model(model_kind("neural")).settings.bias);
}

TEST_F(OpenedLink, CountsLinksThatFailAndReportsTheError) {
  // The tale's first three characters leave nothing for the test part.
  const Snapshot& said = open("rnn.hidden_size=many&max_tokens=1&corpus=tale&neural.bias=true");
  EXPECT_EQ(said.links_opened, 1u);
  ASSERT_GE(said.notices.size(), 2u);
  EXPECT_NE(said.notices[0].text.find("Hidden units"), std::string::npos);
  EXPECT_TRUE(said.notices[1].is_error);
  EXPECT_EQ(said.corpus.builtin, "tale") << "the text is opened with the defaults";
  EXPECT_TRUE(said.model(model_kind("neural")).settings.bias);
}

TEST_F(OpenedLink, TheUsersTextIsKeptOrMissing) {
  EXPECT_NE(open("corpus=own").notices.back().text.find("never contain a text"), std::string::npos);
  EXPECT_EQ(look().corpus.builtin, "names");
  session.apply(OpenBytes{"mine.txt", "abba\nbaba\nabab\nbbaa\nab\nba\nbab\naba\na\nb\n"});
  const Snapshot mine = look();
  EXPECT_EQ(link_of(mine).corpus, "own");
  const Snapshot same = open(link_text(link_of(mine)));
  EXPECT_EQ(same.corpus.name, "mine.txt");
  EXPECT_EQ(same.corpus.revision, mine.corpus.revision);
}

}  // namespace
}  // namespace babble::app
