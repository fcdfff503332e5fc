// Opening and writing links; controls that a lesson hides; the tour; undo.
#include "app/protocol/link.h"

#include <gtest/gtest.h>

#include <string>

#include "core/models/registry.h"
#include "fake_snapshot.h"
#include "stage.h"
#include "ui/base/imgui_all.h"

namespace babble::test {
namespace {

class Links : public ::testing::Test {
 protected:
  Links() {
    stage.snapshot = fake_snapshot();
    stage.snapshot.corpus.builtin = "names";
    stage.snapshot.steps_per_second_limit = 0;
    for (app::ModelView& model : stage.snapshot.models) {
      model.settings = model_info(model.kind).defaults;
      model.steps = 0;
    }
    stage.frames(3);
    stage.intents.clear();
  }
  /// As the session answers.
  void open(std::string_view text) {
    stage.interface().open_link(text);
    stage.frames(2);
    ++stage.snapshot.links_opened;
    if (const auto* activate = stage.posted<app::Activate>())
      stage.snapshot.active = activate->model;
    stage.frames(3);
  }
  std::string link() { return stage.interface().link(stage.snapshot, false).value_or("none"); }
  Stage stage;
};

TEST_F(Links, nothing_set_is_an_empty_link) { EXPECT_EQ(link(), ""); }

TEST_F(Links, views_that_a_click_changes_are_in_it_and_come_back) {
  stage.snapshot.active = model_kind("rnn");
  stage.show("rnn");
  stage.click("loss.unit.1");
  stage.click("loss.log_x");
  const std::string text = link();
  EXPECT_EQ(text, "chapter=rnn&rnn.loss.log_x=on&rnn.loss.unit=perplexity");
  stage.click("loss.unit.0");
  stage.click("loss.log_x");
  EXPECT_EQ(link(), "chapter=rnn") << "defaults are not written";
  open(text);
  EXPECT_EQ(link(), text);
}

TEST_F(Links, a_typed_word_is_in_it_and_is_scored_when_it_is_opened) {
  open("counting.word.input=emma");
  ASSERT_NE(stage.posted<app::ScoreWord>(), nullptr);
  EXPECT_EQ(stage.posted<app::ScoreWord>()->word, "emma");
  EXPECT_EQ(link(), "counting.word.input=emma");
}

TEST_F(Links, the_session_gets_its_part_before_the_chapter_asks_for_its_model) {
  stage.interface().open_link("chapter=rnn&corpus=tale&rnn.hidden_size=32&seed=5&theme=dark");
  stage.frames(1);
  ASSERT_FALSE(stage.intents.empty());
  const auto* opened = std::get_if<app::OpenLink>(&stage.intents.front());
  ASSERT_NE(opened, nullptr);
  const app::Link part = app::parse_link(opened->text);
  EXPECT_EQ(part.corpus, "tale");
  EXPECT_EQ(part.settings[model_kind("rnn").index()].hidden_size, 32);
  EXPECT_EQ(part.settings[0].seed, 5u);
  EXPECT_EQ(link(), "none") << "until it is open, the address stays as it is";
  EXPECT_TRUE(stage.interface().dark());
  EXPECT_STREQ(stage.interface().chapter(), "rnn");
}

TEST_F(Links, a_link_trains_as_far_as_it_says) {
  open("chapter=neural&steps=40");
  stage.frames(3);
  ASSERT_NE(stage.posted<app::Step>(), nullptr);
  EXPECT_EQ(stage.posted<app::Step>()->count, 40);
  stage.snapshot.models[1].steps = 40;
  stage.snapshot.models[1].repeatable = true;
  EXPECT_EQ(stage.interface().link(stage.snapshot, true), "chapter=neural&steps=40");
  stage.snapshot.models[1].repeatable = false;
  EXPECT_EQ(stage.interface().link(stage.snapshot, true), "chapter=neural");
}

TEST_F(Links, invalid_parts_are_reported_and_the_rest_is_opened) {
  open("chapter=moon&hide=walk,nonsense&rnn.hidden_size=many&theme=dark");
  EXPECT_STREQ(stage.interface().chapter(), "counting");
  EXPECT_TRUE(stage.interface().dark());
  EXPECT_TRUE(stage.visible("toast.0"));
  EXPECT_EQ(link(), "theme=dark&hide=walk");
  stage.pass(60);
  stage.frames(3);
  EXPECT_FALSE(stage.visible("toast.0"));
  open("counting.nonsense=1");  // only the chapter itself can tell
  EXPECT_FALSE(stage.visible("toast.0"));
  stage.pass(3);
  stage.frames(3);
  EXPECT_TRUE(stage.visible("toast.0"));
  EXPECT_EQ(link(), "");
}

TEST_F(Links, suppressed_controls_and_their_keys_are_off) {
  open(
      "chapter=rnn&hide=chapters,corpus,transport,speed,seed,files,share,theme,samples,setting."
      "clip");
  const std::set<std::string> all = stage.all_controls();
  for (const char* name :
       {"chapter.data", "corpus", "play", "step", "reset", "speed", "setting.seed", "open", "save",
        "share", "theme", "sample.prefix", "samples.refresh", "setting.max_grad_norm"})
    EXPECT_FALSE(all.contains(name)) << name << " is still there";
  for (const char* name : {"loss.plot", "setting.hidden_size", "help"})
    EXPECT_TRUE(all.contains(name)) << name << " is gone";
  stage.intents.clear();
  stage.press_key(' ');
  stage.press_key('1');
  EXPECT_EQ(stage.posted<app::Play>(), nullptr);
  EXPECT_STREQ(stage.interface().chapter(), "rnn");
}

TEST_F(Links, a_lesson_without_chapters_offers_no_tour_and_uses_the_whole_width) {
  open("chapter=rnn&hide=chapters");
  stage.interface().offer({"New here?", {{"tour.begin", "Take the tour"}, {"no", "No"}}, 60});
  stage.frames(3);
  EXPECT_FALSE(stage.visible("tour.begin"));
  EXPECT_FALSE(stage.visible("toast.0"));
  stage.type("?");
  EXPECT_TRUE(stage.visible("dialog.close"));
  EXPECT_FALSE(stage.visible("tour.begin"));
  stage.click("dialog.close");
  stage.interface().begin_tour();
  stage.frames(3);
  EXPECT_FALSE(stage.visible("tour"));
  const ImGuiWindow* content = ImGui::FindWindowByName("content");
  ASSERT_NE(content, nullptr);
  EXPECT_EQ(content->Pos.x, 0) << "nothing else paints the background there";
  EXPECT_EQ(content->Size.x, 1280);
}

TEST_F(Links, a_lesson_stays_in_its_chapter_and_text) {
  open("chapter=rnn&hide=chapters,corpus");
  stage.snapshot.active = model_kind("rnn");
  stage.frames(3);
  stage.intents.clear();
  stage.snapshot.active = model_kind("lstm");  // a file of such a model was opened
  stage.frames(6);
  EXPECT_STREQ(stage.interface().chapter(), "rnn");
  ASSERT_NE(stage.posted<app::Activate>(), nullptr) << "the keys still train the model in view";
  EXPECT_EQ(stage.posted<app::Activate>()->model, model_kind("rnn"));
  EXPECT_FALSE(stage.interface().takes_texts());
  stage.interface().offer_text("from the clipboard");
  stage.frames(4);
  EXPECT_FALSE(stage.visible("dialog.text"));
  stage.interface().open_link("chapter=data&hide=corpus");
  stage.frames(4);
  const std::set<std::string> all = stage.all_controls();
  EXPECT_FALSE(all.contains("data.open") || all.contains("data.paste"));
  open("chapter=rnn");
  EXPECT_TRUE(stage.interface().takes_texts());
}

TEST_F(Links, every_card_can_be_hidden) {
  for (const auto& chapter : stage.interface().chapters()) {
    stage.show(chapter->id());
    for (const std::string& name : stage.all_controls()) {
      if (!name.starts_with("card.")) continue;
      std::string group = name.substr(5);
      if (group.starts_with("samples.")) group = "samples";
      EXPECT_TRUE(stage.interface().can_suppress(group))
          << group << ": its slot in the chapter has another name";
    }
  }
}

TEST_F(Links, a_question_mark_opens_the_keys_and_escape_closes_them) {
  stage.type("?");
  EXPECT_TRUE(stage.visible("dialog.close"));
  stage.press_key(ui::key_escape);
  EXPECT_FALSE(stage.visible("dialog.close"));
}

TEST_F(Links, a_reset_can_be_undone_by_button_and_key) {
  stage.press_key('u');
  EXPECT_EQ(stage.posted<app::Undo>(), nullptr) << "there is nothing to undo";
  stage.snapshot.undo = "the RNN at step 30";
  stage.snapshot.notices.edit().push_back(
      {stage.snapshot.notices.empty() ? 1 : stage.snapshot.notices.back().id + 1, false,
       "The RNN at step 30 was set aside.", true});
  stage.frames(3);
  stage.click("undo");
  EXPECT_NE(stage.posted<app::Undo>(), nullptr);
  stage.intents.clear();
  stage.press_key('u');
  EXPECT_NE(stage.posted<app::Undo>(), nullptr);
  stage.intents.clear();
  stage.input().modifiers(true, false, false, false);
  stage.press_key('z');
  stage.input().modifiers(false, false, false, false);
  EXPECT_NE(stage.posted<app::Undo>(), nullptr);
}

TEST(Tour, points_at_what_is_there_in_every_size_and_can_be_left) {
  for (const auto& [width, height] : {std::pair{1280.0f, 800.0f}, std::pair{390.0f, 844.0f}}) {
    Stage other(width, height);
    other.snapshot = fake_snapshot();
    other.frames(3);
    other.interface().begin_tour();
    for (int step = 0; step < 11; ++step) {
      other.frames(5);
      const ui::Rectangle* bubble = other.interface().controls().find("tour");
      ASSERT_NE(bubble, nullptr) << "step " << step << " at " << width;
      EXPECT_GE(bubble->x, 0);
      EXPECT_GE(bubble->y, 0);
      EXPECT_LE(bubble->x + bubble->width, width);
      EXPECT_LE(bubble->y + bubble->height, height);
      other.click("tour.next");
    }
    other.frames(3);
    EXPECT_FALSE(other.visible("tour"));
    other.interface().begin_tour();
    other.frames(5);
    other.click("tour.leave");
    EXPECT_FALSE(other.visible("tour"));
  }
}

// An idle page draws nothing. Frames are requested until the card has been scrolled to, or the
// button would move away when a touch wakes the page.
TEST(Tour, stands_still_once_no_more_frames_are_asked_for) {
  Stage phone(390, 844);
  phone.snapshot = fake_snapshot();
  phone.frames(30);
  phone.interface().begin_tour();
  for (int step = 0; step < 5; ++step) {
    phone.frames(1);
    for (int i = 0; i < 30 && phone.interface().wake_at() <= phone.seconds(); ++i) phone.frames(1);
    const ui::Rectangle* bubble = phone.interface().controls().find("tour");
    ASSERT_NE(bubble, nullptr) << "step " << step;
    const float at = bubble->y;
    phone.frames(5);
    bubble = phone.interface().controls().find("tour");
    ASSERT_NE(bubble, nullptr) << "step " << step;
    EXPECT_EQ(bubble->y, at) << "step " << step;
    phone.click("tour.next");
  }
}

TEST_F(Links, an_offer_is_answered_once) {
  stage.interface().offer({"Go on?", {{"yes", "Go on"}, {"no", "Forget"}}, 60});
  stage.frames(3);
  stage.interface().take_requests();
  stage.click("no");
  EXPECT_EQ(stage.interface().take_requests().choice, "no");
  stage.frames(2);
  EXPECT_FALSE(stage.visible("no"));
}

}  // namespace
}  // namespace babble::test
