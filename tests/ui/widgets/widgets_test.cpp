// Sliders, switches, choices and fields, and the rows of the settings table made of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "app/protocol/link.h"
#include "core/models/registry.h"
#include "drawn_test.h"
#include "ui/base/imgui_all.h"
#include "ui/base/input_queue.h"

namespace babble::test {
namespace {

class Widgets : public DrawnTest {
 protected:
  Widgets() : DrawnTest(1280, 2800) { in("rnn", model_kind("rnn")); }
  /// Presses the slider at that share of its width and holds the button.
  void hold(const std::string& name, float share) {
    const Box box = place(name);
    stage.input().mouse_move(box.left + 8 + share * (box.width() - 16), box.middle().y);
    stage.frames(2);
    stage.input().mouse_button(0, true);
    stage.frames(2);
  }
  void drag_to(const std::string& name, float share) {
    const Box box = place(name);
    stage.input().mouse_move(box.left + 8 + share * (box.width() - 16), box.middle().y + 40);
    stage.frames(2);
  }
  void let_go() {
    stage.input().mouse_button(0, false);
    stage.frames(2);
  }
  /// The position of the knob, as a share of the width.
  float knob(const std::string& name) {
    const Box box = place(name);
    for (const DrawnShape& shape : control(name).shapes_of(p.surface)) {
      if (std::fabs(shape.box.width() - 15) < 2 && std::fabs(shape.box.height() - 15) < 2)
        return (shape.box.middle().x - box.left - 8) / (box.width() - 16);
    }
    ADD_FAILURE() << name << " has no knob";
    return -1;
  }
};

// --- sliders ------------------------------------------------------------------------------------

TEST_F(Widgets, a_logarithmic_slider_covers_its_range) {
  const auto temperature = [&](float share) {
    drag_to("sample.temperature", share);
    return knob("sample.temperature");
  };
  EXPECT_NEAR(knob("sample.temperature"), std::log(10) / std::log(30), 0.01);
  hold("sample.temperature", 0.5f);
  const auto shown = [] {  // √(0.1 · 3) = 0.548, within a pixel
    return Drawing::last_frame().find("0.54") || Drawing::last_frame().find("0.55");
  };
  EXPECT_TRUE(shown());
  EXPECT_EQ(posts<app::Generate>(), 0) << "not before it is let go";
  EXPECT_NEAR(temperature(0.25f), 0.25, 0.02);
  EXPECT_NE(Drawing::last_frame().find("0.23"), nullptr);
  EXPECT_NEAR(temperature(2), 1, 0.01);
  EXPECT_NE(Drawing::last_frame().find("3.00"), nullptr);
  EXPECT_NEAR(temperature(-1), 0, 0.01);
  EXPECT_NE(Drawing::last_frame().find("0.10"), nullptr);
  temperature(0.5f);
  let_go();
  EXPECT_EQ(posts<app::Generate>(), 1);
  EXPECT_NEAR(stage.posted<app::Generate>()->temperature, 0.545, 0.0051);
  EXPECT_NEAR(std::fmod(stage.posted<app::Generate>()->temperature * 100 + 1e-9, 1), 0, 1e-6)
      << "with two digits";
  hold("sample.temperature", 0.5f);
  let_go();
  EXPECT_EQ(posts<app::Generate>(), 1) << "nothing was moved";
}

TEST_F(Widgets, a_logarithmic_slider_can_have_zero_at_its_left_end) {
  in("data", model_kind("rnn"));
  EXPECT_NEAR(knob("laplace.e2"), 0.04 + 0.96 / 3, 0.01) << "1 between 0.01 and 10,000";
  const auto e2 = [&](float share) {
    drag_to("laplace.e2", share);
    return stage.posted<app::Ngrams>()->e2;
  };
  hold("laplace.e2", 0.8f);
  EXPECT_EQ(e2(0), 0);
  EXPECT_NEAR(knob("laplace.e2"), 0, 0.01);
  EXPECT_EQ(e2(0.03f), 0);
  EXPECT_NEAR(e2(0.05f), 0.0115, 0.0015);
  EXPECT_NEAR(e2(0.52f), 10, 0.3);
  EXPECT_NEAR(knob("laplace.e2"), 0.52, 0.01);
  EXPECT_EQ(e2(1), 10000);
  let_go();
}

TEST_F(Widgets, an_integer_slider_snaps_to_integers) {
  in("batches", model_kind("rnn"));
  const auto batch = [&](float share) {
    drag_to("batches.batch.slider", share);
    return stage.posted<app::InspectBatch>()->batch;
  };
  hold("batches.batch.slider", 0.9f);
  EXPECT_EQ(batch(0), 1);
  EXPECT_EQ(batch(10.2f / 31), 11);
  EXPECT_EQ(batch(10.8f / 31), 12);
  EXPECT_NEAR(knob("batches.batch.slider"), 11.0 / 31, 0.01);
  EXPECT_EQ(batch(1), 32);
  let_go();
  hold("batches.index", 0);
  drag_to("batches.index", 1);
  EXPECT_EQ(stage.posted<app::InspectBatch>()->index, stage.snapshot.batches->batches - 1);
  let_go();
}

TEST_F(Widgets, a_slider_is_filled_up_to_its_knob) {
  const Box box = place("sample.temperature");
  const Drawing slider = control("sample.temperature");
  const float x = box.left + 8 + knob("sample.temperature") * (box.width() - 16);
  const auto way = slider.shapes_of(p.border), filled = slider.shapes_of(p.accent);
  ASSERT_EQ(way.size(), 1u);
  ASSERT_EQ(filled.size(), 1u);
  EXPECT_NEAR(way[0].box.left, box.left, 1);
  EXPECT_NEAR(way[0].box.right, box.right, 1);
  EXPECT_NEAR(filled[0].box.left, box.left, 1);
  EXPECT_NEAR(filled[0].box.right, x, 1.5);
  EXPECT_NEAR(filled[0].box.middle().y, box.middle().y, 1);
  stage.move_to("sample.temperature");
  EXPECT_GE(control("sample.temperature").shapes_of(p.accent).size(), 2u) << "its knob as well";
}

// --- switches, choices, buttons -----------------------------------------------------------------

TEST_F(Widgets, a_switch_moves_right_and_back) {
  const auto knob_left = [&] {
    const Box box = place("loss.log_x");
    for (const DrawnShape& shape : control("loss.log_x").shapes)
      if (std::fabs(shape.box.width() - 12) < 2 && shape.box.height() < 14)
        return shape.box.middle().x - box.left;
    ADD_FAILURE() << "no knob";
    return 0.0f;
  };
  EXPECT_NEAR(knob_left(), 9, 1);
  EXPECT_TRUE(control("loss.log_x").shapes_of(p.accent).empty());
  stage.click("loss.log_x");
  EXPECT_NEAR(knob_left(), 34 - 9, 1);
  EXPECT_EQ(control("loss.log_x").shapes_of(p.accent).size(), 1u);
  const DrawnText* words = control("loss.log_x").find("log x");
  EXPECT_NE(words, nullptr);
  stage.click("loss.log_x");
  EXPECT_NEAR(knob_left(), 9, 1);
}

TEST_F(Widgets, the_chosen_segment_stands_out) {
  const auto chosen = [&](const std::string& name) {
    const Drawing part = control(name);
    EXPECT_EQ(part.texts.size(), 1u);
    EXPECT_NEAR(part.texts[0].box.middle().x, place(name).middle().x, 2);
    EXPECT_NEAR(part.texts[0].box.middle().y, place(name).middle().y, 3);
    const bool grounded = !part.shapes_of(p.surface).empty();
    EXPECT_EQ(part.texts[0].color, grounded ? p.accent : p.muted) << name;
    return grounded;
  };
  EXPECT_TRUE(chosen("loss.unit.0"));
  EXPECT_FALSE(chosen("loss.unit.1"));
  EXPECT_EQ(place("loss.unit.0").right, place("loss.unit.1").left);
  EXPECT_NEAR(place("loss.unit").width(), 150, 1);
  stage.move_to("loss.unit.1");
  EXPECT_GE(control("loss.unit.1").shapes.size(), 1u) << "under the pointer";
  stage.click("loss.unit.1");
  EXPECT_FALSE(chosen("loss.unit.0"));
  EXPECT_TRUE(chosen("loss.unit.1"));
  stage.click("setting.batching.0");
  EXPECT_EQ(posts<app::Set>(), 0) << "it is chosen already";
  stage.click("setting.batching.1");
  EXPECT_EQ(stage.posted<app::Set>()->value, "random");
}

TEST_F(Widgets, a_button_shows_hover_press_and_disabled) {
  const auto ground = [&] { return control("samples.refresh").shapes[0].color; };
  const ui::Color resting = ground();
  EXPECT_EQ(resting, p.surface);
  stage.move_to("samples.refresh");
  const ui::Color pointed = ground();
  EXPECT_EQ(pointed, p.inset);
  stage.input().mouse_button(0, true);
  stage.frames(2);
  EXPECT_NE(ground(), pointed);
  EXPECT_NE(ground(), resting);
  EXPECT_EQ(posts<app::Generate>(), 0) << "pressed, but not let go";
  stage.input().mouse_move(640, 30);
  let_go();
  EXPECT_EQ(posts<app::Generate>(), 0) << "let go elsewhere";
  EXPECT_EQ(ground(), resting);
  const DrawnText words = *control("samples.refresh").find("Draw ten more");
  EXPECT_EQ(words.color, p.text);
  EXPECT_NEAR(words.box.middle().x, place("samples.refresh").middle().x + 11, 3)
      << "in the middle, with its icon";
  stage.snapshot.models[model_kind("rnn").index()].exists = false;
  EXPECT_EQ(control("samples.refresh").find("Draw ten more")->color, p.faint);
  stage.click("samples.refresh");
  EXPECT_EQ(posts<app::Generate>(), 0);
}

TEST_F(Widgets, a_menu_button_has_text_left_and_an_arrow_right) {
  const Drawing corpus = control("corpus");
  const DrawnText* name = corpus.find("names.txt");
  ASSERT_NE(name, nullptr);
  EXPECT_NEAR(name->box.left, place("corpus").left + 12, 2);
  bool arrow = false;
  for (const DrawnShape& shape : corpus.shapes_of(p.muted))
    arrow |= std::fabs(shape.box.middle().x - (place("corpus").right - 12 - 4.5f)) < 2;
  EXPECT_TRUE(arrow);
  stage.snapshot.corpus.name = "a_name_that_is_much_too_long_for_it.txt";
  const Drawing longer = control("corpus");
  ASSERT_EQ(longer.texts.size(), 1u);
  EXPECT_TRUE(longer.texts[0].words.ends_with("…"));
  EXPECT_LT(longer.texts[0].box.right, place("corpus").right - 20);
  EXPECT_GT(longer.texts[0].box.right, place("corpus").right - 50) << "as long as fits";
  stage.snapshot.corpus.name = "";
  EXPECT_EQ(control("corpus").texts[0].words, "No text");
}

// --- fields and settings ------------------------------------------------------------------------

TEST_F(Widgets, a_text_field_shows_focus_and_handles_keys) {
  const auto framed = [&] { return !control("sample.prefix").shapes_of(p.accent).empty(); };
  EXPECT_FALSE(framed());
  stage.click("sample.prefix");
  EXPECT_TRUE(framed());
  stage.type("ab");
  stage.press_key(ui::key_left);
  stage.type("c");
  stage.press_key(ui::key_home);
  stage.press_key(ui::key_delete);
  stage.press_key(ui::key_end);
  stage.type("dx");
  stage.press_key(ui::key_backspace);
  EXPECT_EQ(posts<app::Generate>(), 0);
  stage.press_key(ui::key_enter);
  EXPECT_EQ(stage.posted<app::Generate>()->prefix, "cbd");
  EXPECT_FALSE(framed());
  const int before = posts<app::Generate>();
  stage.click("sample.prefix");
  stage.type("e");
  stage.click("status");
  EXPECT_EQ(posts<app::Generate>(), before + 1) << "leaving it is enough";
  EXPECT_EQ(stage.posted<app::Generate>()->prefix, "e") << "a click selects all of it";
}

TEST_F(Widgets, a_new_value_is_shown_until_the_session_answers) {
  const auto shown = [&] { return control("setting.learning_rate").texts[0].words; };
  EXPECT_EQ(shown(), "1");
  stage.click("setting.learning_rate");
  stage.type("0.5");
  EXPECT_EQ(shown(), "0.5");
  stage.press_key(ui::key_enter);
  EXPECT_EQ(shown(), "0.5");
  stage.pass(0.3);
  EXPECT_EQ(shown(), "0.5");
  stage.pass(0.5);
  EXPECT_EQ(shown(), "1") << "it was refused";
  stage.snapshot.models[model_kind("rnn").index()].settings.learning_rate = 0.5;
  EXPECT_EQ(shown(), "0.5");
  stage.click("setting.learning_rate");
  stage.type("0.5");
  stage.press_key(ui::key_enter);
  EXPECT_EQ(posts<app::Set>(), 1) << "the current value is not posted";
  stage.click("setting.learning_rate");
  stage.press_key(ui::key_backspace);
  stage.press_key(ui::key_enter);
  EXPECT_EQ(posts<app::Set>(), 1) << "an empty field is no value";
  EXPECT_EQ(shown(), "0.5");
}

TEST_F(Widgets, a_resetting_slider_posts_its_value_on_release) {
  EXPECT_EQ(control("setting.hidden_size").texts[0].words, "64");
  hold("setting.hidden_size.slider", 0.6f);
  drag_to("setting.hidden_size.slider", 0.9f);
  const std::string wanted = control("setting.hidden_size").texts[0].words;
  EXPECT_GT(std::stoi(wanted), 64);
  EXPECT_NEAR(knob("setting.hidden_size.slider"), 0.9, 0.02);
  EXPECT_EQ(posts<app::Set>(), 0);
  stage.pass(5);
  EXPECT_EQ(control("setting.hidden_size").texts[0].words, wanted) << "however long";
  let_go();
  EXPECT_EQ(posts<app::Set>(), 1);
  EXPECT_EQ(stage.posted<app::Set>()->value, wanted);
}

TEST_F(Widgets, a_special_zero_is_explained) {
  EXPECT_TRUE(control("setting.epochs").says("no limit"));
  stage.click("setting.epochs");
  EXPECT_FALSE(control("setting.epochs").says("no limit")) << "not while it is typed over";
  stage.press_key(ui::key_escape);
  stage.snapshot.models[model_kind("rnn").index()].settings.epochs = 3;
  stage.frames(2);
  EXPECT_FALSE(control("setting.epochs").says("no limit"));
  EXPECT_FALSE(control("setting.learning_rate").says("no limit"));
  stage.move_to("setting.epochs");
  stage.frames(40);
  const Drawing tip = Drawing::last_frame().in_window("##Tooltip");
  EXPECT_TRUE(tip.says("Allowed: "));
  EXPECT_TRUE(tip.says("; 0 means no limit"));
}

TEST_F(Widgets, switches_and_texts_set_their_setting) {
  in("neural", model_kind("neural"));
  stage.click("setting.bias");
  EXPECT_EQ(stage.posted<app::Set>()->value, "true");
  stage.snapshot.models[1].settings.bias = true;
  stage.frames(2);
  stage.click("setting.bias");
  EXPECT_EQ(stage.posted<app::Set>()->value, "false");
  EXPECT_NEAR(place("setting.bias").right, place("card.settings").right - 16, 1);
  in("data", model_kind("neural"));
  stage.click("setting.split");
  stage.type("0.9,0.05,0.05");
  EXPECT_EQ(posts<app::Set>(), 0);
  stage.press_key(ui::key_enter);
  ASSERT_EQ(posts<app::Set>(), 1);
  EXPECT_EQ(stage.posted<app::Set>()->key, "split");
  EXPECT_EQ(stage.posted<app::Set>()->value, "0.9,0.05,0.05");
}

std::string without_blanks(std::string text) {
  std::erase(text, ' ');
  return text;
}

// --- views of a link ----------------------------------------------------------------------------

TEST_F(Widgets, a_link_sets_views_and_reports_invalid_values) {
  const auto open = [&](const std::string& link) {
    stage.pass(60);
    stage.frames(2);
    stage.interface().open_link(link);
    stage.frames(2);
    ++stage.snapshot.links_opened;
    stage.frames(4);
    return stage.visible("toast.0") ? Drawing::last_frame().in_window("toast").words()
                                    : std::string();
  };
  const auto refused = [&](const std::string& link, const std::string& reason) {
    const std::string words = open("chapter=rnn&" + link);
    // Lines may break anywhere inside a long value.
    EXPECT_NE(without_blanks(words).find(without_blanks(reason)), std::string::npos)
        << link << ": " << words;
  };
  EXPECT_EQ(
      open("chapter=rnn&rnn.loss.log_x=on&rnn.sample.temperature=0.5&rnn.loss.unit=perplexity"),
      "");
  EXPECT_NEAR(knob("sample.temperature"), std::log(5) / std::log(30), 0.01);
  EXPECT_EQ(stage.posted<app::Generate>()->temperature, 0.5);
  EXPECT_NE(Drawing::last_frame().find("uniform (V) 27.000"), nullptr);
  refused("rnn.loss.log_x=maybe", "cannot be \"maybe\": it takes off or on.");
  refused("rnn.loss.unit=bits", "it takes nats or perplexity.");
  refused("rnn.sample.temperature=3.1", "a number from 0.1 to 3.");
  refused("rnn.sample.temperature=warm", "a number from 0.1 to 3.");
  EXPECT_EQ(open("chapter=rnn&rnn.sample.temperature=3"), "") << "the limits are allowed";
  EXPECT_EQ(open("chapter=rnn&rnn.sample.temperature=0.1"), "");
  refused("rnn.loss.log_x=" + std::string(60, 'x'), "\"" + std::string(40, 'x') + "...");
  const std::string several = open("chapter=rnn&hide=one,two,three,four,five,six");
  EXPECT_NE(several.find("2 further errors omitted."), std::string::npos) << several;
  EXPECT_NE(several.find("\"four\""), std::string::npos);
  EXPECT_EQ(several.find("\"five\""), std::string::npos);
  EXPECT_EQ(open("chapter=rnn&hide=one,two,three,four").find("omitted"), std::string::npos);
  EXPECT_NE(open("chapter=rnn&moon.x=1").find("moon.x"), std::string::npos);
}

TEST_F(Widgets, a_link_sets_the_speed_of_its_chapter) {
  stage.interface().open_link("chapter=rnn&rnn.speed=10");
  stage.frames(2);
  ++stage.snapshot.links_opened;
  stage.frames(3);
  ASSERT_NE(stage.posted<app::LimitSpeed>(), nullptr);
  EXPECT_EQ(stage.posted<app::LimitSpeed>()->steps_per_second, 10);
  stage.snapshot.corpus.builtin = "names";
  EXPECT_EQ(stage.interface().link(stage.snapshot, false), "chapter=rnn&rnn.speed=10");
}

TEST_F(Widgets, typed_text_is_in_the_link_unless_it_is_long_or_empty) {
  const auto typed = [&](const std::string& words) {
    stage.click("rnn.inspect");
    if (words.empty()) stage.press_key(ui::key_backspace);
    stage.type(words);
    stage.press_key(ui::key_enter);
    const std::string link = stage.interface().link(stage.snapshot, false).value_or("");
    for (const auto& [key, value] : app::parse_link(link).views)
      if (key == "rnn.inspect") return value;
    return std::string();
  };
  EXPECT_EQ(typed("anna"), "anna");
  EXPECT_EQ(typed(std::string(400, 'a')), std::string(400, 'a'));
  EXPECT_EQ(typed(std::string(401, 'a')), "");
  EXPECT_EQ(typed("bob"), "bob");
  EXPECT_EQ(typed(""), "");
}

}  // namespace
}  // namespace babble::test
