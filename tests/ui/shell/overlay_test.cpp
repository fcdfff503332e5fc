// Messages, dialogs, the tour, tooltips and help.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/models/registry.h"
#include "drawn_test.h"
#include "ui/base/imgui_all.h"
#include "ui/base/input_queue.h"
#include "ui/shell/chapter_list.h"

namespace babble::test {
namespace {

class Overlays : public DrawnTest {
 protected:
  Overlays() {
    in("rnn", model_kind("rnn"));
    stage.interface().take_requests();
  }
  Drawing seen(std::string_view window) {
    stage.frames(2);
    return Drawing::last_frame().in_window(window);
  }
  /// How long a message is shown, in seconds.
  double stays() {
    stage.frames(2);
    const double begin = stage.seconds();
    for (int i = 0; i < 400 && stage.visible("toast.0"); ++i) {
      stage.pass(0.1);
      stage.frames(1);
    }
    return stage.seconds() - begin;
  }
  /// The box of a message with its border.
  static Box toast(int number) {
    const Drawing box = Drawing::last_frame().in_window("toast" + std::to_string(number));
    EXPECT_FALSE(box.shapes.empty()) << number;
    return box.shapes.empty() ? Box{} : box.shapes[0].box;
  }
};

// --- messages -----------------------------------------------------------------------------------

TEST_F(Overlays, messages_stay_long_enough_to_be_read) {
  stage.interface().say("Done.", false);
  EXPECT_NEAR(stays(), 4, 0.3);
  stage.interface().say(std::string(100, 'x'), false);
  EXPECT_NEAR(stays(), 8.5, 0.3);
  stage.interface().say(std::string(900, 'x'), false);
  EXPECT_NEAR(stays(), 12, 0.3);
  stage.interface().say("Wrong.", true);
  EXPECT_NEAR(stays(), 8, 0.3);
  stage.interface().offer({"Go on?", {{"yes", "Go on"}}, 20});
  EXPECT_NEAR(stays(), 20, 0.3);
  stage.snapshot.undo = "the RNN";
  stage.snapshot.notices.edit().push_back({7, false, "Set aside.", true});
  EXPECT_NEAR(stays(), 12, 0.3);
  stage.frames(5);
  EXPECT_FALSE(stage.visible("toast.0")) << "a notice is shown once";
}

TEST_F(Overlays, three_messages_are_stacked_over_the_left_column) {
  for (const char* words : {"One.", "Two.", "Three."}) stage.interface().say(words, false);
  stage.frames(3);
  EXPECT_NEAR(toast(2).bottom, 800 - 14, 1);
  EXPECT_NEAR(toast(2).left, ui::chapter_list_width + 16, 1);
  EXPECT_LT(toast(2).right, place("card.samples").left) << "buttons stand in the right column";
  EXPECT_NEAR(toast(2).width(), 440, 1);
  EXPECT_NEAR(toast(2).top - toast(1).bottom, 10, 1);
  EXPECT_NEAR(toast(1).top - toast(0).bottom, 10, 1);
  EXPECT_NE(seen("toast0").find("One."), nullptr);
  EXPECT_NE(seen("toast2").find("Three."), nullptr);
  stage.interface().say("Four.", false);
  stage.frames(3);
  EXPECT_FALSE(stage.visible("toast.3"));
  EXPECT_NE(seen("toast0").find("Two."), nullptr);
  stage.click("toast.close.1");
  EXPECT_NE(seen("toast0").find("Two."), nullptr);
  EXPECT_NE(seen("toast1").find("Four."), nullptr);
  EXPECT_FALSE(stage.visible("toast.2"));
}

TEST_F(Overlays, messages_do_not_replace_a_prompt) {
  stage.interface().offer({"Go on?", {{"yes", "Go on"}, {"no", "Not now"}}, 60});
  for (const char* words : {"One.", "Two.", "Three."}) stage.interface().say(words, false);
  const Drawing question = seen("toast0");
  EXPECT_NE(question.find("Go on?"), nullptr);
  EXPECT_TRUE(stage.visible("yes"));
  EXPECT_NEAR(place("yes").middle().y, place("no").middle().y, 0.5);
  EXPECT_NEAR(place("no").left - place("yes").right, 8, 0.5);
  EXPECT_NEAR(place("yes").left, toast(0).left + 14, 1);
  EXPECT_GT(place("yes").top, question.find("Go on?")->box.bottom);
  EXPECT_LT(place("yes").bottom, toast(0).bottom);
  EXPECT_EQ(question.find("Go on")->color, p.on_accent) << "the first answer stands out";
  EXPECT_EQ(question.find("Not now")->color, p.text);
  EXPECT_NE(seen("toast2").find("Three."), nullptr);
}

TEST_F(Overlays, a_prompt_keeps_its_place_while_messages_come) {
  stage.interface().offer({"Go on?", {{"yes", "Go on"}}, 60});
  stage.frames(3);
  const Box answer = place("yes");
  stage.interface().say("One.", false);
  stage.interface().offer({"Back?", {{"back", "Back"}}, 60});
  stage.frames(3);
  EXPECT_NEAR(place("yes").top, answer.top, 0.5);
  EXPECT_LT(place("back").bottom, answer.top);
  EXPECT_NEAR(toast(2).top - toast(1).bottom, 10, 1) << "messages stand above the prompts";
}

TEST_F(Overlays, the_text_of_a_message_stands_beside_its_close_button) {
  stage.interface().say(
      "A sentence that is so long that it takes more than one line of the box, "
      "and then some more.",
      true);
  const Drawing box = seen("toast0");
  ASSERT_GE(box.texts.size(), 2u);
  for (const DrawnText& line : box.texts) {
    EXPECT_TRUE(toast(0).grown(-12).holds(line.box)) << line.words;
    EXPECT_LT(line.box.right, place("toast.close.0").left);
    EXPECT_EQ(line.color, p.text);
  }
  EXPECT_NEAR(place("toast.close.0").middle().y, toast(0).middle().y, 1);
  EXPECT_NEAR(place("toast.close.0").right, toast(0).right - 10, 1);
  bool ground = false, edge = false;
  for (const DrawnShape& shape : box.shapes) {
    if (!shape.box.holds(toast(0), 2)) continue;
    ground |= shape.color == p.danger_soft;
    edge |= shape.color == p.danger;
  }
  EXPECT_TRUE(ground && edge) << "an error has its colours";
  Stage phone(390, 844);
  phone.snapshot = fake_snapshot();
  phone.frames(2);
  phone.interface().say("Done.", false);
  phone.frames(3);
  EXPECT_NEAR(toast(0).left, 12, 1);
  EXPECT_NEAR(toast(0).right, 390 - 12, 1);
  EXPECT_NEAR(toast(0).bottom, 844 - ui::chapter_tabs_height - 14, 1) << "above the tabs";
}

TEST_F(Overlays, undo_is_offered_while_there_is_something_to_undo) {
  stage.snapshot.undo = "the RNN";
  stage.snapshot.notices.edit().push_back({7, false, "Set aside.", true});
  stage.interface().say("Something else.", false);
  stage.frames(3);
  EXPECT_TRUE(stage.visible("undo"));
  stage.snapshot.undo = "";
  stage.frames(2);
  EXPECT_FALSE(stage.visible("undo"));
  EXPECT_TRUE(stage.visible("toast.0")) << "the other message stays";
}

// --- dialogs ------------------------------------------------------------------------------------

TEST_F(Overlays, the_path_dialog_requires_a_path_and_accepts_enter) {
  stage.click("open");
  ASSERT_TRUE(stage.visible("dialog.path"));
  EXPECT_NEAR((place("dialog.path").left + place("dialog.path").right) / 2, 640, 1);
  EXPECT_NEAR(place("dialog.path").width(), 520, 1);
  EXPECT_NEAR(place("dialog.open").middle().y, place("dialog.cancel").middle().y, 0.5);
  EXPECT_NEAR(place("dialog.cancel").left - place("dialog.open").right, 8, 0.5);
  stage.click("dialog.open");
  EXPECT_TRUE(stage.visible("dialog.path")) << "there is no path yet";
  stage.click("dialog.path");
  stage.type("a.txt");
  stage.press_key(ui::key_enter);
  EXPECT_EQ(stage.interface().take_requests().open_path, "a.txt");
  EXPECT_FALSE(stage.visible("dialog.path"));
  for (const bool by_key : {false, true}) {
    stage.click("open");
    ASSERT_TRUE(stage.visible("dialog.path"));
    if (by_key) {
      stage.press_key(ui::key_escape);
    } else {
      stage.click("dialog.cancel");
    }
    EXPECT_FALSE(stage.visible("dialog.path"));
    EXPECT_EQ(stage.interface().take_requests().open_path, "");
  }
}

TEST_F(Overlays, the_text_dialog_is_empty_after_use) {
  stage.interface().offer_text("from the clipboard");
  stage.frames(4);
  ASSERT_TRUE(stage.visible("dialog.text"));
  EXPECT_TRUE(seen("paste a text").says("from the clipboard"));
  stage.click("dialog.use");
  ASSERT_NE(stage.posted<app::OpenBytes>(), nullptr);
  EXPECT_EQ(stage.posted<app::OpenBytes>()->bytes, "from the clipboard");
  EXPECT_FALSE(stage.visible("dialog.text"));
  stage.intents.clear();
  stage.click("corpus");
  stage.click("corpus.paste");
  ASSERT_TRUE(stage.visible("dialog.text"));
  stage.click("dialog.use");
  EXPECT_EQ(stage.posted<app::OpenBytes>(), nullptr) << "there is no text";
  stage.click("dialog.cancel");
  EXPECT_FALSE(stage.visible("dialog.text"));
}

TEST_F(Overlays, the_dialogs_of_the_platform_are_used_where_it_has_them) {
  Stage page(1280, 800, 1, {}, {true, true, false});
  page.snapshot = fake_snapshot();
  page.frames(3);
  page.interface().take_requests();
  page.click("open");
  EXPECT_TRUE(page.interface().take_requests().open_file);
  EXPECT_FALSE(page.visible("dialog.path"));
  page.interface().offer_text("x");
  page.frames(3);
  EXPECT_TRUE(page.interface().take_requests().open_paste);
  EXPECT_FALSE(page.visible("dialog.text"));
}

TEST_F(Overlays, the_help_lists_keys_and_starts_the_tour) {
  stage.click("help");
  const Drawing keys = seen("keys");
  for (const std::string_view line :
       {"Space | play and pause", "S | one step", "1 – 9, 0 | the chapters", "? | this list",
        "R | start again from the seed"}) {
    const std::string_view words(line);
    const DrawnText* key = keys.find(words.substr(0, words.find(" |")));
    const DrawnText* what = keys.find(words.substr(words.find("| ") + 2));
    ASSERT_NE(key, nullptr) << line;
    ASSERT_NE(what, nullptr) << line;
    EXPECT_NEAR(key->box.middle().y, what->box.middle().y, 4) << line;
    EXPECT_EQ(key->color, p.accent);
    EXPECT_NEAR(what->box.left, keys.find("this list")->box.left, 2);
  }
  for (const char* group : {"chapters", "corpus", "trouble", "curves", "setting.<name>"})
    EXPECT_TRUE(keys.says(group)) << group;
  EXPECT_NEAR(place("tour.begin").middle().y, place("dialog.close").middle().y, 0.5);
  stage.click("tour.begin");
  EXPECT_FALSE(stage.visible("dialog.close"));
  EXPECT_TRUE(stage.visible("tour"));
  EXPECT_EQ(stage.interface().take_requests().choice, "tour.begin");
}

// --- the tour -----------------------------------------------------------------------------------

TEST_F(Overlays, the_tour_highlights_its_target) {
  for (const auto& [width, height] : {std::pair{1280.0f, 800.0f}, {390.0f, 844.0f}}) {
    Stage other(width, height);
    other.snapshot = fake_snapshot();
    other.frames(3);
    other.interface().begin_tour();
    const char* targets[] = {"counting.heatmap", "chapter.data", "play",         "loss.plot",
                             "corpus",           "card.samples", "card.samples", "card.samples",
                             "card.samples",     "card.samples", "card.samples"};
    const char* chapters[] = {"counting", "counting", "neural", "neural",      "neural",     "mlp",
                              "rnn",      "gru",      "lstm",   "transformer", "transformer"};
    for (int step = 0; step < 11; ++step) {
      other.frames(8);
      SCOPED_TRACE(std::to_string(step) + " of " + std::to_string(width));
      EXPECT_STREQ(other.interface().chapter(), chapters[step]);
      const Box target = place(other, targets[step]), bubble = place(other, "tour");
      const Drawing shade = Drawing::last_frame().in_window("tour shade");
      double dark = 0;
      for (const DrawnShape& shape : shade.shapes) {
        if (shape.color == p.accent) {
          EXPECT_TRUE(shape.box.holds(target)) << "a frame around it";
          continue;
        }
        dark += static_cast<double>(shape.box.width() * shape.box.height());
        EXPECT_LE(shape.box.overlap(target), 0.5f);
      }
      double hole = static_cast<double>((target.width() + 10) * (target.height() + 10));
      if (step != 1) {  // this step points at all chapters
        EXPECT_GE(dark, static_cast<double>(width * height) - hole - 3000);
      }
      EXPECT_LT(dark, static_cast<double>(width * height) - 500);
      const Drawing words = Drawing::last_frame().in_window("tour");
      EXPECT_NE(words.find(std::to_string(step + 1) + " of 11"), nullptr);
      for (const DrawnText& text : words.texts)
        EXPECT_TRUE(bubble.grown(-10).holds(text.box, 2)) << text.words;
      if (target.height() < height / 2) {
        EXPECT_LE(bubble.overlap(target), 0) << "the bubble stands beside it";
      }
      EXPECT_EQ(other.visible("tour.leave"), step < 10);
      EXPECT_NE(words.find(step < 10 ? "Next" : "Done"), nullptr);
      other.click("tour.next");
    }
    other.frames(2);
    EXPECT_FALSE(other.visible("tour"));
  }
}

TEST_F(Overlays, the_tour_waits_for_a_curve_and_goes_back) {
  stage.interface().begin_tour();
  for (int step = 0; step < 2; ++step) {
    stage.frames(5);
    EXPECT_EQ(stage.visible("tour.back"), step > 0);
    stage.click("tour.next");
  }
  stage.snapshot.active = model_kind("neural");
  app::ModelView& model = stage.snapshot.models[1];
  model.steps = 0;
  stage.frames(5);
  stage.intents.clear();
  stage.click("tour.next");
  EXPECT_NE(stage.posted<app::Play>(), nullptr) << "it plays";
  EXPECT_NE(seen("tour").find("3 of 11"), nullptr);
  stage.snapshot.playing = true;
  model.steps = 10;
  stage.frames(3);
  EXPECT_NE(seen("tour").find("3 of 11"), nullptr);
  model.steps = 40;
  stage.frames(3);
  EXPECT_NE(seen("tour").find("4 of 11"), nullptr);
  stage.click("tour.back");
  EXPECT_NE(seen("tour").find("3 of 11"), nullptr);
}

TEST_F(Overlays, enter_continues_the_tour_and_escape_ends_it) {
  stage.interface().begin_tour();
  stage.frames(5);
  EXPECT_NE(seen("tour").find("1 of 11"), nullptr);
  stage.press_key(ui::key_enter);
  EXPECT_NE(seen("tour").find("2 of 11"), nullptr);
  stage.press_key(ui::key_escape);
  EXPECT_FALSE(stage.visible("tour"));
  stage.interface().begin_tour();
  stage.frames(5);
  EXPECT_NE(seen("tour").find("1 of 11"), nullptr) << "from its beginning";
}

TEST_F(Overlays, the_tour_dims_everything_while_its_target_is_not_shown) {
  stage.interface().begin_tour();
  stage.frames(5);
  stage.press_key('1');
  stage.frames(5);
  EXPECT_STREQ(stage.interface().chapter(), "data") << "the tour does not reopen its chapter";
  const Drawing shade = seen("tour shade");
  ASSERT_EQ(shade.shapes.size(), 1u);
  EXPECT_TRUE(shade.shapes[0].box.holds(Box{0, 0, 1280, 800}));
  EXPECT_NEAR(place("tour").middle().x, 640, 1);
  EXPECT_NEAR(place("tour").middle().y, 400, 1);
  const ui::Color light = shade.shapes[0].color;
  ASSERT_TRUE(stage.interface().set_theme("dark"));
  EXPECT_GT(seen("tour shade").shapes[0].color >> 24, light >> 24) << "darker on a dark background";
}

// --- tooltips and help
// ------------------------------------------------------------------------------

TEST_F(Overlays, a_tooltip_appears_after_a_pause_and_stays_in_the_window) {
  for (const char* name : {"play", "help", "save"}) {
    stage.move_to(name);
    EXPECT_TRUE(seen("##Tooltip").texts.empty()) << name << ": not at once";
    EXPECT_LT(stage.interface().wake_at(), stage.seconds() + 0.1) << "but soon";
    stage.frames(40);
    const Drawing tip = seen("##Tooltip");
    ASSERT_FALSE(tip.texts.empty()) << name;
    for (const DrawnText& text : tip.texts) {
      EXPECT_GT(text.box.top, place(name).bottom) << text.words;
      EXPECT_GE(text.box.left, 8);
      EXPECT_LE(text.box.right, 1280 - 8);
      if (std::string_view(name) == "save") {
        EXPECT_LE(text.box.width(), 300);
      }
    }
  }
  EXPECT_TRUE(seen("##Tooltip").says("safetensors"));
  stage.input().mouse_button(0, true);
  stage.frames(2);
  EXPECT_TRUE(seen("##Tooltip").texts.empty()) << "nor while it is pressed";
}

TEST_F(Overlays, what_scrolls_under_a_resting_pointer_has_no_tooltip) {
  stage.move_to("samples.refresh");
  stage.frames(40);
  EXPECT_FALSE(seen("##Tooltip").texts.empty());
  const Box button = place("samples.refresh");
  stage.input().mouse_move(button.middle().x, button.middle().y - 60);
  stage.frames(2);
  for (int i = 0; i < 12 && !place("samples.refresh").holds(ImGui::GetIO().MousePos); ++i) {
    stage.input().wheel(
        0,
        0.15f * (place("samples.refresh").middle().y > ImGui::GetIO().MousePos.y ? -1.0f : 1.0f));
    stage.frames(3);
  }
  ASSERT_TRUE(place("samples.refresh").holds(ImGui::GetIO().MousePos));
  stage.frames(60);
  EXPECT_TRUE(seen("##Tooltip").texts.empty());
  stage.input().mouse_move(ImGui::GetIO().MousePos.x + 2, ImGui::GetIO().MousePos.y);
  stage.frames(60);
  EXPECT_FALSE(seen("##Tooltip").texts.empty());
}

TEST_F(Overlays, help_opens_on_hover_and_on_tap) {
  stage.move_to("loss.help");
  Drawing help = seen("##Tooltip");
  EXPECT_TRUE(help.says("perplexity = exp(L)"));
  EXPECT_EQ(help.texts.back().color, p.accent) << "its formula";
  EXPECT_EQ(help.texts.front().color, p.text);
  for (const DrawnText& line : help.texts) EXPECT_LE(line.box.width(), 345);
  stage.move_to("status");
  EXPECT_TRUE(seen("##Tooltip").texts.empty());
  stage.click("loss.help");
  EXPECT_TRUE(seen("##Popup").texts.empty()) << "a click opens no popup";
  using Phase = ui::InputQueue::Phase;
  const ImVec2 at = place("loss.help").middle();
  stage.input().touch(1, Phase::begin, at.x, at.y, stage.seconds());
  stage.input().touch(1, Phase::end, at.x, at.y, stage.seconds());
  stage.frames(5);
  EXPECT_TRUE(seen("##Popup").says("perplexity = exp(L)"));
  EXPECT_TRUE(seen("##Tooltip").texts.empty());
}

// --- pictures -----------------------------------------------------------------------------------

TEST_F(Overlays, exporting_a_picture_that_stays_out_of_view_is_cancelled) {
  stage.click("gradient.plot.menu");
  stage.click("gradient.plot.png");
  stage.frames(9);
  EXPECT_EQ(stage.interface().take_requests().pictures.size(), 1u);
  stage.click("gradient.plot.menu");
  const Box item = place("gradient.plot.png");
  stage.input().mouse_move(item.middle().x, item.middle().y);
  stage.frames(1);
  stage.input().mouse_button(0, true);
  stage.input().mouse_button(0, false);
  stage.frames(2);
  ASSERT_TRUE(stage.interface().show_chapter("data"));
  stage.frames(30);
  EXPECT_TRUE(stage.interface().take_requests().pictures.empty());
  EXPECT_FALSE(stage.interface().wake_at() <= stage.seconds()) << "and no frames are asked for";
  ASSERT_TRUE(stage.interface().show_chapter("rnn"));
  stage.frames(30);
  EXPECT_TRUE(stage.interface().take_requests().pictures.empty());
}

TEST_F(Overlays, the_export_menu_opens_below_its_button) {
  stage.click("loss.plot.menu");
  const Box button = place("loss.plot.menu"), item = place("loss.plot.csv");
  EXPECT_GT(item.top, button.bottom + 4);
  EXPECT_NEAR(item.right, button.right, 14);
  EXPECT_LE(place("loss.plot.csv").bottom, place("loss.plot.png").top);
  EXPECT_NEAR(button.right, place("loss.plot").right, 1);
  EXPECT_LT(button.top, place("loss.plot").top + 1);
}

}  // namespace
}  // namespace babble::test
