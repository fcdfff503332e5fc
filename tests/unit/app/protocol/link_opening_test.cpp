// Links: what opening one leaves alone, begins anew and says; and the text of links at its edges.
#include <cctype>
#include <cstring>

#include "app/protocol/link.h"
#include "core/models/registry.h"
#include "support/driven_session.h"

namespace babble::app {
namespace {

class LinkOpening : public DrivenSession {
 protected:
  void open(const std::string& text) { session.apply(OpenLink{text}); }
};

TEST_F(LinkOpening, SettingsThatCanChangeWhileItTrainsChangeThen) {
  train(model_kind("neural"), 4);
  session.apply(Play{});
  open("neural.learning_rate=10&neural.l2=0.5&smoothing=7&rnn.hidden_size=8");
  EXPECT_TRUE(look().playing);
  EXPECT_EQ(model(model_kind("neural")).steps, 4);
  EXPECT_EQ(model(model_kind("neural")).settings.learning_rate, 10);
  EXPECT_EQ(model(model_kind("neural")).settings.l2, 0.5);
  EXPECT_EQ(model(model_kind("rnn")).settings.hidden_size, 8);
  EXPECT_FALSE(model(model_kind("rnn")).exists);
  EXPECT_EQ(look().undo, "");
  EXPECT_EQ(look().links_opened, 1u);
  EXPECT_EQ(newest_notice(), 0u) << notice();
}

TEST_F(LinkOpening, SmoothingRedrawsTheCountBigram) {
  rest();
  session.apply(SampleStep{.count = 3});
  const Snapshot before = look();
  open("smoothing=1000");
  EXPECT_EQ(model(model_kind("count")).settings.smoothing, 1000);
  EXPECT_NE(model(model_kind("count")).samples[0].text, before.models[0].samples[0].text);
  EXPECT_EQ(look().sample_step.draws, 0);
  rest();
  EXPECT_GT(model(model_kind("count")).nll.train, before.models[0].nll.train);
  EXPECT_EQ(look().corpus.revision, before.corpus.revision);
}

TEST_F(LinkOpening, SettingsThatBeginAnewPauseAndCanBeUndone) {
  train(model_kind("neural"), 4);
  session.apply(Play{});
  open("neural.bias=true");
  EXPECT_FALSE(look().playing);
  EXPECT_EQ(model(model_kind("neural")).steps, 0);
  EXPECT_TRUE(model(model_kind("neural")).settings.bias);
  EXPECT_NE(look().undo, "");
  session.apply(Undo{});
  EXPECT_EQ(model(model_kind("neural")).steps, 4);
  EXPECT_FALSE(model(model_kind("neural")).settings.bias);
}

TEST_F(LinkOpening, WhatItDoesNotNameIsAtItsDefault) {
  session.apply(Activate{model_kind("neural")});
  session.apply(Set{"learning_rate", "3"});
  session.apply(Set{"smoothing", "9"});
  session.apply(Set{"seed", "5"});
  session.apply(OpenBuiltin{"tale"});
  open("");
  EXPECT_EQ(look().corpus.builtin, "names");
  for (const ModelView& view : look().models)
    EXPECT_EQ(view.settings, model_info(view.kind).defaults);
  EXPECT_EQ(look().active, model_kind("neural")) << "chapters are the screen's";
}

TEST_F(LinkOpening, OneSeedIsForTheTextAndEveryModel) {
  train(model_kind("neural"), 4);
  const std::uint64_t revision = look().corpus.revision;
  open("seed=7");
  EXPECT_GT(look().corpus.revision, revision);
  for (const ModelView& view : look().models) EXPECT_EQ(view.settings.seed, 7u);
  EXPECT_EQ(model(model_kind("neural")).steps, 0);
  EXPECT_TRUE(model(model_kind("neural")).exists);
  EXPECT_TRUE(model(model_kind("count")).exists);
  const std::uint64_t again = look().corpus.revision;
  open("seed=7");
  EXPECT_EQ(look().corpus.revision, again);
}

TEST_F(LinkOpening, ATextOfOnesOwnIsPreparedAsTheLinkSays) {
  session.apply(OpenBytes{"mine.txt", few_lines});
  open("corpus=own&split=1,0,0");
  EXPECT_EQ(look().corpus.name, "mine.txt");
  EXPECT_EQ(look().corpus.dev_tokens, 0);
  EXPECT_FALSE(refused()) << notice();
  // A link of a built-in text leaves it.
  open("corpus=names");
  EXPECT_EQ(look().corpus.builtin, "names");
  const std::uint64_t before = newest_notice();
  open("corpus=own&neural.learning_rate=3");
  EXPECT_GT(newest_notice(), before);
  EXPECT_FALSE(refused()) << "nothing is wrong with it";
  EXPECT_EQ(look().corpus.builtin, "names");
  EXPECT_EQ(model(model_kind("neural")).settings.learning_rate, 3);
}

TEST_F(LinkOpening, ACheckpointThatWaitsForItsTextGivesWay) {
  session.apply(OpenBytes{"mine.txt", few_lines});
  train(model_kind("neural"), 6);
  session.apply(SaveCheckpoint{});
  const std::string saved = look().artifact.bytes;
  session.apply(OpenBuiltin{"names"});
  session.apply(OpenBytes{"m.safetensors", saved});
  ASSERT_EQ(model(model_kind("neural")).needs_corpus, "mine.txt");
  open("neural.learning_rate=3");
  EXPECT_EQ(model(model_kind("neural")).needs_corpus, "");
  EXPECT_EQ(model(model_kind("neural")).steps, 0);
  EXPECT_TRUE(model(model_kind("neural")).exists) << "the active model is begun";
  EXPECT_EQ(model(model_kind("neural")).settings.learning_rate, 3);
}

TEST_F(LinkOpening, KeepsTheRunOfACourseThatItDoesNotTouch) {
  session.apply(RunPreset{"one-word"});
  const std::string same = link_text(link_of(look()));
  open(same);
  EXPECT_EQ(look().preset.id, "one-word");
  open(same + "&rnn.hidden_size=9&smoothing=5");
  EXPECT_EQ(look().preset.id, "one-word");
  EXPECT_EQ(model(model_kind("rnn")).settings.hidden_size, 9);
  open(same + "&neural.learning_rate=5");
  EXPECT_EQ(look().preset.id, "");
}

TEST_F(LinkOpening, SettingsThatNeedTooMuchMemoryKeepTheModelBefore) {
  session.apply(Activate{model_kind("rnn")});
  open("rnn.hidden_size=4096&rnn.batch_size=300&rnn.time_steps=150");
  EXPECT_TRUE(model(model_kind("rnn")).exists);
  EXPECT_TRUE(refused());
  EXPECT_NE(notice().find("MB of memory"), std::string::npos) << notice();
  EXPECT_EQ(look().links_opened, 1u);
}

TEST(LinkParts, EveryByteIsWrittenAndReadAgain) {
  Link link;
  std::string value;
  for (int c = 0x20; c < 0x7f; ++c) value += static_cast<char>(c);
  value += "ß€𝄞";
  link.views = {{"rnn.inspect", value}};
  const std::string text = link_text(link);
  EXPECT_EQ(parse_link(text).views, link.views);
  for (const char c : text)
    EXPECT_TRUE(std::isalnum(static_cast<unsigned char>(c)) || std::strchr("-._~,:%&=", c)) << c;
  // What may stand in an address as it is does.
  link.views = {{"rnn.inspect", "AZaz09-._~,:"}};
  EXPECT_EQ(link_text(link), "rnn.inspect=AZaz09-._~,:");
  EXPECT_EQ(parse_link("a.b=%41%5a%5A%7e").views[0].second, "AZZ~") << "in either case";
  EXPECT_EQ(parse_link("a.b=%20%7F").views[0].second, " \x7f");
  for (const char* bad : {"a.b=%1F", "a.b=%4", "a.b=%", "a.b=%4g", "a.b=%g4", "a.b=%4/", "a.b=%:1",
                          "a.b=%`0", "a.b=%@0", "a.b=%G0", "%=1"})
    EXPECT_EQ(parse_link(bad).refused.size(), 1u) << bad;
}

TEST(LinkParts, SignsInFrontAndEmptyPartsAreNoParts) {
  for (const char* text :
       {"theme=dark", "#theme=dark", "?theme=dark", "&&theme=dark&", "#&theme=dark"}) {
    const Link link = parse_link(text);
    EXPECT_EQ(link.theme, "dark") << text;
    EXPECT_TRUE(link.refused.empty()) << text;
  }
  EXPECT_EQ(parse_link("theme=auto").theme, "");
  EXPECT_TRUE(parse_link("theme=auto").refused.empty());
  EXPECT_EQ(parse_link("theme=light").theme, "light");
  for (const char* corpus : {"names", "tale", "word", "own"})
    EXPECT_EQ(parse_link(std::string("corpus=") + corpus).corpus, corpus);
}

TEST(LinkParts, TheLaterOfTwoHolds) {
  const Link link =
      parse_link("rnn.unit=a&rnn.scale=c&rnn.unit=b&steps=3&steps=4&hidden=5&hidden=6");
  const std::vector<std::pair<std::string, std::string>> views{{"rnn.unit", "b"},
                                                               {"rnn.scale", "c"}};
  EXPECT_EQ(link.views, views);
  EXPECT_EQ(link.steps, 4);
  EXPECT_EQ(link.settings[model_kind("rnn").index()].hidden_size, 6);
}

TEST(LinkParts, HiddenGroupsAreAListWithoutRepeats) {
  EXPECT_EQ(parse_link("hide=walk,,seed,walk,&hide=seed,files").hide,
            (std::vector<std::string>{"walk", "seed", "files"}));
  EXPECT_TRUE(parse_link("hide=").hide.empty());
  Link link;
  link.hide = {"walk", "seed"};
  EXPECT_EQ(link_text(link), "hide=walk,seed");
}

TEST(LinkParts, StepsAreAWholeNumberThatCanBeTrained) {
  EXPECT_EQ(parse_link("steps=0").steps, 0);
  EXPECT_EQ(parse_link("steps=10000000").steps, 10'000'000);
  for (const char* bad : {"steps=10000001", "steps=1.5", "steps=-1", "steps="}) {
    EXPECT_EQ(parse_link(bad).steps, 0) << bad;
    EXPECT_EQ(parse_link(bad).refused.size(), 1u) << bad;
  }
  Link link;
  EXPECT_EQ(link_text(link), "");
  link.steps = 1;
  EXPECT_EQ(link_text(link), "steps=1");
}

TEST(LinkParts, DataSettingsAreWrittenOnceAndReadWithOrWithoutAModel) {
  Link link;
  for (Settings& settings : link.settings) settings.seed = 7;
  EXPECT_EQ(link_text(link), "seed=7");
  for (const char* text : {"seed=7", "rnn.seed=7", "count.seed=7"})
    EXPECT_EQ(parse_link(text).settings, link.settings) << text;
  EXPECT_EQ(parse_link("neural.hidden_size=3").refused.size(), 1u) << "that model has none";
  EXPECT_EQ(parse_link("neural.hidden_size=3").settings, Link{}.settings);
  EXPECT_EQ(parse_link("gpt.hidden=3").refused.size(), 1u);
}

TEST(LinkParts, NoMoreIsReadThanAnAddressHolds) {
  const std::string front = "theme=dark&a.b=";
  const std::size_t longest = 1 << 14;
  const Link link = parse_link(front + std::string(longest - front.size(), 'x'));
  EXPECT_EQ(link.theme, "dark");
  EXPECT_TRUE(link.refused.empty());
  const Link longer = parse_link(front + std::string(longest + 1 - front.size(), 'x'));
  EXPECT_EQ(longer.theme, "");
  EXPECT_EQ(longer.refused.size(), 1u);
}

TEST(LinkParts, TheFirstRefusalsAreSaidAndTheRestInOne) {
  std::string text;
  std::size_t before = 0;
  for (int i = 0; i < 30; ++i) {
    text += "odd" + std::to_string(i) + "=1&";
    const auto refused = parse_link(text).refused;
    if (refused.size() > before && i < 8) {
      EXPECT_NE(refused.back().find("odd" + std::to_string(i)), std::string::npos);
    }
    before = refused.size();
  }
  const auto refused = parse_link(text).refused;
  EXPECT_LT(refused.size(), 12u);
  EXPECT_EQ(refused.back().find("odd"), std::string::npos) << refused.back();
}

class LinkOfSession : public DrivenSession {};

TEST_F(LinkOfSession, NamesTheTextUnlessItIsTheFirstOne) {
  EXPECT_EQ(link_of(look()).corpus, "");
  session.apply(OpenBuiltin{"tale"});
  EXPECT_EQ(link_of(look()).corpus, "tale");
  session.apply(OpenBytes{"mine.txt", few_lines});
  EXPECT_EQ(link_of(look()).corpus, "own");
  EXPECT_EQ(link_text(link_of(look())), "corpus=own:mine.txt");
  EXPECT_EQ(parse_link("corpus=own:a%20%26%20b.txt").text_name, "a & b.txt");
  session.apply(OpenBuiltin{"tale"});
  session.apply(OpenLink{"corpus=own:mine.txt"});
  EXPECT_NE(notice().find("\"mine.txt\""), std::string::npos) << notice();
  session.apply(OpenBytes{"mine.txt", few_lines});
  session.apply(RunPreset{"one-word"});
  rest();
  const std::string text = link_text(link_of(look()));
  EXPECT_NE(text.find("corpus=word"), std::string::npos) << "it comes with the program: " << text;
  session.apply(OpenBytes{"mine.txt", few_lines});
  session.apply(OpenLink{text});
  rest();
  EXPECT_EQ(look().corpus.name, "one word (built in)");
  session.apply(OpenBytes{"mine.txt", few_lines});
  session.apply(Set{"smoothing", "3"});
  session.apply(Activate{model_kind("neural")});
  session.apply(Set{"learning_rate", "2"});
  const Link link = link_of(look());
  for (const ModelView& view : look().models)
    EXPECT_EQ(link.settings[view.kind.index()], view.settings);
}

}  // namespace
}  // namespace babble::app
