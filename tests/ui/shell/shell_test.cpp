// Around the chapters: the bar and its menus, the chapter list.
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

using Names = std::vector<std::string>;

class Shell : public DrawnTest {
 protected:
  Shell() { in("rnn", model_kind("rnn")); }
  /// The controls whose middles lie there, from the left.
  static Names names_within(Stage& on, const Box& where) {
    std::vector<std::pair<float, std::string>> found;
    for (const auto& [name, rectangle] : on.interface().controls().all())
      if (where.holds(box_of(rectangle).middle())) found.emplace_back(rectangle.x, name);
    std::sort(found.begin(), found.end());
    Names names;
    for (auto& [x, name] : found) names.push_back(std::move(name));
    return names;
  }
  Drawing seen() {
    stage.frames(2);
    return Drawing::last_frame();
  }
  std::string status() {
    stage.frames(1);
    Box box = place("status");
    std::string words;
    for (const DrawnText& text : Drawing::last_frame().within(box.grown(1)).texts)
      words += text.words;
    return words;
  }
};

// --- the bar ------------------------------------------------------------------------------------

TEST_F(Shell, the_bar_lists_its_controls_in_one_row) {
  const Box row{0, 0, 1280, 58};
  EXPECT_EQ(names_within(stage, row),
            (Names{"corpus", "play", "step", "reset", "setting.seed", "speed", "status", "open",
                   "save", "share", "theme", "help"}));
  for (const char* name : {"corpus", "play", "step", "reset", "speed", "setting.seed", "open",
                           "save", "share", "theme", "help"})
    EXPECT_NEAR(place(name).middle().y, 29, 1) << name;
  EXPECT_NEAR(place("help").right, 1280 - 12, 1);
  EXPECT_NEAR(place("corpus").left, 182, 1) << "where the cards begin";
  EXPECT_NEAR(place("step").left - place("play").right, 6, 0.5);
  EXPECT_NEAR(place("reset").left - place("step").right, 6, 0.5);
  EXPECT_NEAR(place("speed").left - place("setting.seed").right, 14, 0.5);
  for (const auto& [left, right] :
       {std::pair{"open", "save"}, {"save", "share"}, {"share", "theme"}, {"theme", "help"}})
    EXPECT_NEAR(place(right).left - place(left).right, 4, 0.5) << left;
  Stage medium(1100, 800);
  medium.snapshot = fake_snapshot();
  medium.frames(3);
  EXPECT_EQ(names_within(medium, Box{0, 0, 1100, 58}),
            (Names{"corpus", "play", "step", "reset", "status", "theme", "more"}));
  EXPECT_NEAR(place(medium, "more").right, 1100 - 12, 1);
  Stage phone(390, 844);
  phone.snapshot = fake_snapshot();
  phone.frames(3);
  EXPECT_EQ(names_within(phone, Box{0, 0, 390, 52}), (Names{"corpus", "theme", "more"}));
  EXPECT_EQ(names_within(phone, Box{0, 52, 390, 104}), (Names{"play", "step", "reset", "status"}));
  EXPECT_NEAR(place(phone, "more").right, 390 - 12, 1);
  EXPECT_NEAR(place(phone, "play").left, 12, 1);
  EXPECT_NEAR(place(phone, "theme").left - place(phone, "corpus").right, 10, 1);
}

TEST_F(Shell, suppressed_groups_leave_no_gap_in_the_bar) {
  stage.interface().open_link("chapter=rnn&hide=speed,share,theme");
  stage.frames(2);
  ++stage.snapshot.links_opened;
  stage.frames(3);
  EXPECT_NEAR(place("setting.seed").left, 584 + 37, 30) << "where the speed was";
  EXPECT_NEAR(place("help").left - place("save").right, 4, 0.5);
  EXPECT_NEAR(place("help").right, 1280 - 12, 1);
}

TEST_F(Shell, the_logo_is_three_falling_bars_beside_the_name) {
  const Drawing bar = seen().within(Box{0, 0, 170, 58});
  ASSERT_EQ(bar.shapes.size(), 3u);
  for (int i = 0; i < 3; ++i) {
    const Box& box = bar.shapes[static_cast<std::size_t>(i)].box;
    EXPECT_NEAR(box.bottom, bar.shapes[0].box.bottom, 0.5);
    EXPECT_NEAR(box.width(), 4, 1.1);
    EXPECT_NEAR(box.left, 22.5f + 7.0f * static_cast<float>(i), 1);
    EXPECT_NEAR(box.height(), (std::vector<double>{17, 10, 5})[static_cast<std::size_t>(i)], 1.1);
  }
  EXPECT_EQ(bar.shapes[0].color, p.accent);
  ASSERT_NE(bar.find("Babble"), nullptr);
  EXPECT_NEAR(bar.find("Babble")->box.left, 22 + 28, 2.5);
}

TEST_F(Shell, the_status_uses_the_longest_version_that_fits) {
  stage.snapshot.playing = true;
  EXPECT_EQ(status(), "step 2,000 · loss 2.0500");
  Stage wall(1920, 1080);
  wall.snapshot = stage.snapshot;
  wall.show("rnn");
  const Drawing bar = Drawing::last_frame().within(Box{0, 0, 1920, 58});
  const DrawnText* words = bar.find("step 2,000 · loss 2.0500 · 500 k chars/s");
  ASSERT_NE(words, nullptr) << bar.words();
  EXPECT_EQ(words->color, p.muted);
  EXPECT_NEAR(words->box.right, place(wall, "open").left - 10, 3);
  wall.snapshot.models[model_kind("rnn").index()].finished = true;
  wall.frames(1);
  EXPECT_TRUE(Drawing::last_frame().says("loss 2.0500 · finished"));
  stage.snapshot.models[model_kind("rnn").index()].steps = 0;
  EXPECT_EQ(status(), "not trained yet: press play");
  stage.snapshot.models[model_kind("rnn").index()].diverged = "It is no number.";
  EXPECT_EQ(status(), "diverged");
  EXPECT_EQ(seen().find("diverged")->color, p.danger);
  stage.snapshot.active = model_kind("count");
  EXPECT_EQ(status(), "612,141 pairs counted · NLL 2.4546") << "where no speed stands";
  wall.snapshot.active = model_kind("count");
  wall.frames(2);
  EXPECT_TRUE(Drawing::last_frame().says("612,141 pairs counted · NLL 2.4546"));
}

TEST_F(Shell, a_long_operation_shows_a_progress_bar) {
  stage.snapshot.busy = true;
  stage.snapshot.busy_text = "Evaluating";
  for (const double share : {0.25, 0.75}) {
    stage.snapshot.busy_fraction = share;
    const Box box = place("status");
    const Drawing bar = seen().within(box);
    const auto ground = bar.shapes_of(p.inset), filled = bar.shapes_of(p.accent);
    ASSERT_EQ(ground.size(), 1u);
    ASSERT_EQ(filled.size(), 1u);
    EXPECT_NEAR(filled[0].box.left, ground[0].box.left, 0.5);
    EXPECT_NEAR(filled[0].box.width() / ground[0].box.width(), share, 0.02);
    EXPECT_NEAR(ground[0].box.right, box.right, 1);
    EXPECT_NE(bar.find("Evaluating"), nullptr);
    EXPECT_LT(bar.find("Evaluating")->box.bottom, ground[0].box.top);
  }
  stage.snapshot.text_load = {"large.txt", 12 << 20, 48 << 20};
  EXPECT_TRUE(seen().says("large.txt · 12 of 48 MB"));
  stage.snapshot.text_load = {"a_text_with_a_name_as_long_as_this_one_is.txt", 0, 1000};
  EXPECT_TRUE(seen().says("… · 0 of 1 MB")) << "a long name is truncated";
  const Box cancel = place("opening.cancel");
  EXPECT_NEAR(cancel.right, place("status").right, 1);
  EXPECT_NEAR(cancel.middle().y, 29, 1);
}

TEST_F(Shell, the_speed_menu_marks_the_current_limit) {
  stage.snapshot.steps_per_second_limit = 50;
  EXPECT_NE(seen().find("50 steps/s"), nullptr);
  stage.click("speed");
  EXPECT_NEAR(place("speed.0").left, place("speed").left, 14);
  EXPECT_GT(place("speed.0").top, place("speed").bottom + 4);
  Names order = names_within(stage, Box{place("speed.0").left - 1, 60, 900, 500});
  std::erase_if(order, [](const std::string& name) { return !name.starts_with("speed."); });
  EXPECT_EQ(order.size(), 6u);
  float top = 0;
  for (const char* name :
       {"speed.0", "speed.1000", "speed.200", "speed.50", "speed.10", "speed.2"}) {
    EXPECT_GT(place(name).top, top) << name;
    top = place(name).top;
    const bool noted = std::string_view(name) == "speed.0" || std::string_view(name) == "speed.2";
    EXPECT_NEAR(place(name).height(), noted ? 52 : 36, 1) << name;
    const Drawing item = seen().in_window("##Popup").within(place(name));
    ASSERT_EQ(item.texts.size(), noted ? 2u : 1u) << name;
    EXPECT_NEAR(item.texts[0].box.left, place(name).left + 12, 2) << name;
    const bool chosen = std::string_view(name) == "speed.50";
    EXPECT_EQ(item.texts[0].color, chosen ? p.accent : p.text) << name;
    EXPECT_EQ(item.shapes_of(p.accent).size(), chosen ? 1u : 0u) << name << " has its tick";
    if (chosen) {
      EXPECT_NEAR(item.shapes_of(p.accent)[0].box.middle().x, place(name).right - 18, 2);
    }
    if (noted) {
      EXPECT_GT(item.texts[1].box.top, item.texts[0].box.bottom);
      EXPECT_EQ(item.texts[1].color, p.muted);
    }
  }
  stage.move_to("speed.10");
  EXPECT_EQ(seen().in_window("##Popup").within(place("speed.10")).shapes_of(p.inset).size(), 1u)
      << "under the pointer";
  stage.click("speed.10");
  EXPECT_EQ(stage.posted<app::LimitSpeed>()->steps_per_second, 10);
  EXPECT_FALSE(stage.visible("speed.10"));
  stage.snapshot.steps_per_second_limit = 7;
  EXPECT_NE(seen().find("Limited"), nullptr);
}

TEST_F(Shell, the_speed_stands_only_where_play_trains_a_model) {
  Stage phone(390, 844);
  phone.snapshot = stage.snapshot;
  for (const auto& [chapter, expected] :
       {std::pair{"counting", false}, {"batches", false}, {"neural", true}, {"rnn", true}}) {
    stage.snapshot.active = phone.snapshot.active = model_kind(expected ? chapter : "count");
    stage.show(chapter);
    EXPECT_EQ(stage.visible("speed"), expected) << chapter;
    EXPECT_TRUE(stage.visible("setting.seed"));
    phone.show(chapter);
    phone.click("more");
    EXPECT_EQ(phone.visible("speed"), expected) << chapter;
    phone.click("more");
  }
}

TEST_F(Shell, each_chapter_keeps_its_own_speed) {
  stage.click("speed");
  stage.click("speed.2");
  stage.snapshot.steps_per_second_limit = 2;
  stage.click("chapter.neural");
  EXPECT_EQ(stage.posted<app::LimitSpeed>()->steps_per_second, 50);
  stage.snapshot.steps_per_second_limit = 50;
  stage.snapshot.active = model_kind("neural");
  stage.frames(3);
  stage.click("chapter.rnn");
  EXPECT_EQ(stage.posted<app::LimitSpeed>()->steps_per_second, 2);
}

TEST_F(Shell, the_seed_is_posted_only_if_it_differs) {
  stage.click("setting.seed");
  stage.type("2147483647");
  stage.press_key(ui::key_enter);
  EXPECT_EQ(stage.posted<app::Set>(), nullptr);
  stage.click("setting.seed");
  stage.press_key(ui::key_backspace);
  stage.press_key(ui::key_enter);
  EXPECT_EQ(stage.posted<app::Set>(), nullptr) << "an empty field is no seed";
  EXPECT_NE(seen().find("2147483647"), nullptr) << "and the current one is back";
  stage.click("setting.seed");
  stage.type("7");
  stage.click("status");  // leaving the field confirms it, as Enter does
  ASSERT_NE(stage.posted<app::Set>(), nullptr);
  EXPECT_EQ(stage.posted<app::Set>()->value, "7");
}

TEST_F(Shell, buttons_of_the_bar_ask_the_platform) {
  stage.interface().take_requests();
  stage.click("share");
  EXPECT_TRUE(stage.interface().take_requests().share);
  stage.click("save");
  EXPECT_NE(stage.posted<app::SaveCheckpoint>(), nullptr);
  stage.intents.clear();
  stage.snapshot.models[model_kind("rnn").index()].exists = false;
  stage.frames(1);
  stage.click("save");
  EXPECT_EQ(stage.posted<app::SaveCheckpoint>(), nullptr) << "there is no model yet";
  stage.click("help");
  EXPECT_TRUE(stage.visible("dialog.close"));
}

TEST_F(Shell, the_corpus_menu_has_more_items_with_a_network) {
  stage.click("corpus");
  EXPECT_TRUE(stage.visible("corpus.names"));
  EXPECT_FALSE(stage.visible("corpus.address"));
  stage.click("corpus.names");
  EXPECT_EQ(stage.posted<app::OpenBuiltin>()->name, "names");
  stage.click("corpus");
  stage.click("corpus.tale");
  EXPECT_EQ(stage.posted<app::OpenBuiltin>()->name, "tale");
  Stage page(1280, 800, 1, {}, {true, true, true});
  page.snapshot = fake_snapshot();
  page.frames(3);
  const auto asked = [&](const char* item) {
    page.interface().take_requests();
    page.click("corpus");
    page.click(item);
    return page.interface().take_requests();
  };
  EXPECT_TRUE(asked("corpus.open").open_file);
  EXPECT_TRUE(asked("corpus.paste").open_paste);
  EXPECT_TRUE(asked("corpus.address").open_address);
  EXPECT_EQ(asked("corpus.home.names").open_home, "names");
  EXPECT_EQ(asked("corpus.home.time_machine").open_home, "time_machine");
  page.click("corpus");
  for (const auto& [upper, lower] : {std::pair{"corpus.names", "corpus.tale"},
                                     {"corpus.tale", "corpus.open"},
                                     {"corpus.open", "corpus.paste"},
                                     {"corpus.paste", "corpus.address"},
                                     {"corpus.address", "corpus.home.names"}})
    EXPECT_LE(place(page, upper).bottom, place(page, lower).top) << lower;
  EXPECT_TRUE(Drawing::last_frame().says("drop a file on the window"));
}

TEST_F(Shell, the_corpus_menu_opens_at_its_final_size) {
  stage.move_to("corpus");
  stage.input().mouse_button(0, true);
  stage.frames(1);
  stage.input().mouse_button(0, false);
  float first = 0;
  for (int i = 0; i < 12; ++i) {
    stage.frames(1);
    const auto& stack = ImGui::GetCurrentContext()->OpenPopupStack;
    if (stack.empty() || stack[0].Window == nullptr || stack[0].Window->Hidden) continue;
    if (first == 0) first = stack[0].Window->Size.y;
    EXPECT_EQ(stack[0].Window->Size.y, first) << "frame " << i;
  }
  EXPECT_GT(first, 100);
}

TEST_F(Shell, a_phone_has_the_remaining_controls_in_a_menu) {
  Stage phone(390, 844);
  phone.snapshot = fake_snapshot();
  phone.snapshot.active = model_kind("rnn");
  phone.show("rnn");
  phone.intents.clear();
  phone.click("more");
  for (const char* name : {"setting.seed", "speed", "open", "save", "share", "help"})
    EXPECT_TRUE(phone.visible(name)) << name;
  EXPECT_LT(place(phone, "setting.seed").bottom, place(phone, "speed").top);
  EXPECT_LT(place(phone, "speed").bottom, place(phone, "open").top);
  EXPECT_LT(place(phone, "open").bottom, place(phone, "share").top);
  EXPECT_NEAR(place(phone, "open").middle().y, place(phone, "save").middle().y, 0.5);
  for (const char* name : {"exercises", "help"})
    EXPECT_NEAR(place(phone, "share").middle().y, place(phone, name).middle().y, 0.5);
  for (const char* words : {"Seed", "Speed", "Files"})
    EXPECT_NE(Drawing::last_frame().find(words), nullptr) << words;
  phone.click("help");
  EXPECT_TRUE(phone.visible("dialog.close"));
  EXPECT_FALSE(phone.visible("setting.seed"));
  phone.press_key(ui::key_escape);
  phone.interface().open_link("hide=seed,speed,files,share");
  phone.frames(2);
  ++phone.snapshot.links_opened;
  phone.frames(2);
  phone.click("more");
  for (const char* name : {"setting.seed", "speed", "open", "save", "share"})
    EXPECT_FALSE(phone.visible(name)) << name;
  EXPECT_TRUE(phone.visible("help"));
}

// --- chapters -----------------------------------------------------------------------------------

TEST_F(Shell, the_chapter_list_marks_the_open_and_the_training_chapter) {
  const Names& ids = chapter_ids();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const Box box = place("chapter." + ids[i]);
    if (i > 0) {
      EXPECT_GE(box.top, place("chapter." + ids[i - 1]).bottom);
    }
    const Drawing item = seen().within(box);
    ASSERT_EQ(item.texts.size(), 3u);
    EXPECT_EQ(item.texts[0].words, std::to_string(i + 1));
    EXPECT_LT(item.texts[0].box.right, item.texts[1].box.left);
    EXPECT_LT(item.texts[1].box.bottom, item.texts[2].box.top + 1);
    EXPECT_NEAR(item.texts[1].box.left, item.texts[2].box.left, 2);
    const bool chosen = ids[i] == "rnn";
    EXPECT_EQ(item.texts[1].color, chosen ? p.accent : p.text);
    EXPECT_EQ(item.shapes_of(p.accent_soft).size(), chosen ? 1u : 0u);
    EXPECT_TRUE(item.shapes_of(p.good).empty());
  }
  stage.snapshot.playing = true;
  for (const std::string& id : ids) {
    const auto dots = seen().within(place("chapter." + id)).shapes_of(p.good);
    EXPECT_EQ(dots.size(), id == "rnn" ? 1u : 0u) << id;
  }
  stage.move_to("chapter.data");
  EXPECT_EQ(seen().within(place("chapter.data")).shapes_of(p.inset).size(), 1u);
}

TEST_F(Shell, keys_are_listed_below_the_chapters_if_they_fit) {
  EXPECT_EQ(seen().within(Box{0, 700, 178, 800}).lines().size(), 4u);
  EXPECT_NE(seen().find("play, pause"), nullptr);
  EXPECT_NE(seen().find("all keys"), nullptr);
  EXPECT_NEAR(seen().find("all keys")->box.bottom, 800 - 17, 6);
  Stage flat(1280, 500);
  flat.snapshot = fake_snapshot();
  flat.frames(3);
  EXPECT_EQ(Drawing::last_frame().find("play, pause"), nullptr);
}

TEST_F(Shell, a_phone_has_tabs_along_the_lower_edge) {
  Stage phone(390, 844);
  phone.snapshot = fake_snapshot();
  phone.frames(3);
  float right = 0, top = 844 - ui::chapter_tabs_height;
  for (const std::string& id : chapter_ids()) {
    const Box box = place(phone, "chapter." + id);
    if (right > 389) {  // the first of the second row
      right = 0;
      top += 40;
    }
    EXPECT_NEAR(box.left, right, 1) << id;
    right = box.right;
    EXPECT_NEAR(box.top, top + 2, 0.5);
    EXPECT_NEAR(box.height(), 40, 0.5);
    EXPECT_GT(box.width(), 40);
    const Drawing tab = Drawing::last_frame().within(box);
    ASSERT_EQ(tab.texts.size(), 1u) << id;
    EXPECT_NEAR(tab.texts[0].box.middle().x, box.middle().x, 2);
    EXPECT_EQ(tab.texts[0].color == p.accent, id == "counting");
    EXPECT_EQ(tab.shapes_of(p.accent_soft).size(), id == "counting" ? 1u : 0u);
  }
  EXPECT_NEAR(top, 844 - 44, 0.5) << "two rows";
  EXPECT_NEAR(right, 390, 1);
  phone.click("chapter.rnn");
  EXPECT_STREQ(phone.interface().chapter(), "rnn");
  phone.interface().open_link("hide=chapters");
  phone.frames(2);
  ++phone.snapshot.links_opened;
  phone.frames(2);
  EXPECT_FALSE(phone.visible("chapter.rnn"));
  float lowest = 0;
  for (const auto& [name, rectangle] : phone.interface().controls().all())
    lowest = std::max(lowest, box_of(rectangle).bottom);
  EXPECT_GT(lowest, 844 - 50) << "the chapter uses its room";
}

}  // namespace
}  // namespace babble::test
