// Keys, and the open chapter: which one stays open, what it remembers, its theme.
#include <gtest/gtest.h>

#include <cmath>

#include "core/models/registry.h"
#include "drawn_test.h"
#include "ui/base/imgui_all.h"
#include "ui/base/input_queue.h"
#include "ui/shell/chapter_list.h"

namespace babble::test {
namespace {

class Keys : public DrawnTest {
 protected:
  Keys() { in("rnn", model_kind("rnn")); }
};

TEST_F(Keys, each_digit_opens_a_chapter) {
  const std::vector<std::string>& ids = chapter_ids();
  for (std::size_t i = 0; i < std::min<std::size_t>(ids.size(), 9); ++i) {
    stage.press_key('1' + static_cast<int>(i));
    EXPECT_STREQ(stage.interface().chapter(), ids[i].c_str());
  }
}

TEST_F(Keys, keys_with_modifiers_are_left_to_the_browser) {
  stage.snapshot.undo = "something";
  const auto with = [&](bool ctrl, bool shift, bool alt, bool super, int key) {
    stage.intents.clear();
    stage.input().modifiers(ctrl, shift, alt, super);
    stage.press_key(key);
    stage.input().modifiers(false, false, false, false);
    stage.frames(1);
    return !stage.intents.empty();
  };
  EXPECT_TRUE(with(false, false, false, false, 's'));
  EXPECT_FALSE(with(true, false, false, false, 's'));
  EXPECT_FALSE(with(false, false, true, false, 's'));
  EXPECT_FALSE(with(false, false, false, true, 'r'));
  EXPECT_TRUE(with(false, false, false, false, 'u'));
  EXPECT_FALSE(with(false, true, false, false, 'u'));
  EXPECT_FALSE(with(true, false, false, false, 'u'));
  EXPECT_TRUE(with(true, false, false, false, 'z'));
  EXPECT_TRUE(with(false, false, false, true, 'z'));
  EXPECT_FALSE(with(true, true, false, false, 'z')) << "that would be redo";
  EXPECT_FALSE(with(false, false, false, false, 'z'));
}

TEST_F(Keys, keys_are_ignored_while_a_menu_is_open) {
  stage.click("speed");
  stage.intents.clear();
  stage.press_key('s');
  stage.press_key('2');
  EXPECT_TRUE(stage.intents.empty());
  EXPECT_STREQ(stage.interface().chapter(), "rnn");
}

TEST_F(Keys, holding_a_key_repeats_a_step_but_not_a_reset) {
  for (const int key : {int{'s'}, int{'r'}, int{' '}}) {
    stage.intents.clear();
    stage.input().key(key, true);
    stage.frames(60);
    stage.input().key(key, false);
    stage.frames(2);
    if (key == 's') {
      EXPECT_GT(posts<app::Step>(), 5);
    }
    if (key == 'r') {
      EXPECT_EQ(posts<app::Reset>(), 1);
    }
    if (key == ' ') {
      EXPECT_EQ(posts<app::Play>(), 1);
    }
  }
}

TEST_F(Keys, buttons_and_keys_are_off_while_training_is_impossible) {
  const auto trains = [&] {
    stage.frames(1);
    stage.intents.clear();
    stage.press_key('s');
    stage.press_key(' ');
    stage.press_key('r');
    stage.click("step");
    stage.click("play");
    stage.click("reset");
    return !stage.intents.empty();
  };
  EXPECT_TRUE(trains());
  stage.snapshot.models[model_kind("rnn").index()].unavailable = "No.";
  EXPECT_FALSE(trains());
  stage.snapshot.models[model_kind("rnn").index()].unavailable = "";
  stage.snapshot.models[model_kind("rnn").index()].needs_corpus = "It was trained on another text.";
  EXPECT_FALSE(trains());
  stage.snapshot.models[model_kind("rnn").index()].needs_corpus = "";
  stage.show("compare");
  EXPECT_TRUE(trains()) << "the active model";
  stage.snapshot.active = model_kind("count");
  EXPECT_FALSE(trains()) << "counting is done at once";
  stage.show("counting");
  stage.press_key('s');
  EXPECT_NE(stage.posted<app::SampleStep>(), nullptr) << "here step draws a sample";
  stage.snapshot.counts = {};
  EXPECT_FALSE(trains());
}

TEST_F(Keys, a_newly_opened_chapter_does_not_show_that_another_model_plays) {
  stage.show("neural");
  stage.snapshot.playing = true;  // still the RNN
  stage.frames(2);
  EXPECT_TRUE(stage.visible("play"));
  EXPECT_FALSE(stage.visible("pause"));
  stage.snapshot.active = model_kind("neural");
  stage.frames(2);
  EXPECT_TRUE(stage.visible("pause"));
}

// --- the open chapter, scroll--------------------------------------------------------------------

TEST_F(Keys, a_requested_activation_is_forgotten_after_three_seconds) {
  stage.snapshot.active = model_kind("rnn");
  stage.click("chapter.neural");
  stage.pass(4);
  stage.frames(2);
  stage.snapshot.active = model_kind("count");  // so a script has done it
  stage.frames(3);
  EXPECT_STREQ(stage.interface().chapter(), "counting");
}

TEST_F(Keys, a_chapter_without_a_model_stays_open_when_the_active_model_changes) {
  stage.show("data");
  for (const ModelKind kind : {model_kind("count"), model_kind("neural"), model_kind("rnn")}) {
    stage.snapshot.active = kind;
    stage.frames(3);
    EXPECT_STREQ(stage.interface().chapter(), "data");
  }
}

TEST_F(Keys, each_column_of_each_chapter_keeps_its_scroll_position) {
  const float before = place("card.introduction").top;
  stage.input().mouse_move(1000, 500);
  stage.frames(1);
  stage.input().wheel(0, -2);
  stage.frames(3);
  const float scrolled = place("card.samples").top;
  EXPECT_LT(scrolled, place("card.loss").top + 300);
  EXPECT_EQ(place("card.loss").top, before) << "the other column does not move";
  stage.show("data");
  stage.show("rnn");
  EXPECT_EQ(place("card.samples").top, scrolled);
  stage.interface().drag_scroll(0, 50);
  stage.frames(2);
  EXPECT_NEAR(place("card.samples").top, scrolled + 50, 1) << "as far as a finger went";
}

TEST_F(Keys, the_theme_follows_the_system_until_the_user_chooses_one) {
  EXPECT_FALSE(stage.interface().dark());
  stage.interface().set_system_dark(true);
  EXPECT_TRUE(stage.interface().dark());
  stage.click("theme");
  EXPECT_FALSE(stage.interface().dark());
  stage.interface().set_system_dark(false);
  stage.click("theme");
  EXPECT_TRUE(stage.interface().dark());
  EXPECT_TRUE(stage.interface().set_theme("auto"));
  EXPECT_FALSE(stage.interface().dark());
  EXPECT_TRUE(stage.interface().set_theme("dark"));
  EXPECT_FALSE(stage.interface().set_theme("pink"));
  EXPECT_TRUE(stage.interface().dark());
}

}  // namespace
}  // namespace babble::test
