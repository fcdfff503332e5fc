// Heat maps: positions of cells, tooltips, clicks, drags and zoom.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/models/registry.h"
#include "drawing.h"
#include "fake_snapshot.h"
#include "stage.h"
#include "ui/base/imgui_all.h"

namespace babble::test {
namespace {

constexpr int letters_of_table = 27;

class Table : public ::testing::Test {
 protected:
  void open(const app::Snapshot& snapshot) {
    stage.snapshot = snapshot;
    stage.show("counting");
    stage.pass(3);
    stage.frames(2);
  }
  Box picture() { return box_of(*stage.interface().controls().find("counting.heatmap")); }
  Box cell(int row, int column, int row_end = -1, int column_end = -1) {
    const Box all = picture();
    const float w = all.width() / letters_of_table, h = all.height() / letters_of_table;
    if (row_end < 0) row_end = row + 1;
    if (column_end < 0) column_end = column + 1;
    return {all.left + w * static_cast<float>(column), all.top + h * static_cast<float>(row),
            all.left + w * static_cast<float>(column_end),
            all.top + h * static_cast<float>(row_end)};
  }
  void point_at(int row, int column) {
    const ImVec2 middle = cell(row, column).middle();
    stage.input().mouse_move(middle.x, middle.y);
    stage.frames(3);
  }
  void press_and_release(float dx, float dy) {
    const ImVec2 at = ImGui::GetIO().MousePos;
    stage.input().mouse_button(0, true);
    stage.frames(1);
    stage.input().mouse_move(at.x + dx, at.y + dy);
    stage.frames(1);
    stage.input().mouse_button(0, false);
    stage.frames(3);
  }
  std::int64_t count(int row, int column) {
    return stage.snapshot.counts.counts[static_cast<std::size_t>(row * letters_of_table + column)];
  }
  bool chosen(const char* token) {
    return Drawing::last_frame().find(std::string("What follows “") + token + "”") != nullptr;
  }
  /// True if a frame in this colour surrounds the box.
  static bool framed(ui::Color color, const Box& box) {
    for (const DrawnShape& shape : Drawing::last_frame().shapes_of(color))
      if (shape.box.holds(box, 3) && box.grown(5).holds(shape.box, 0.5f)) return true;
    return false;
  }
  const ui::Palette& p = ui::light_palette();
  Stage stage{1280, 2000};  // high enough to show the card of the row
};

TEST_F(Table, has_a_label_for_each_row_and_column) {
  open(first_snapshot());
  const Drawing drawing = Drawing::last_frame();
  int pictures = 0;
  for (const DrawnShape& shape : drawing.shapes) {
    if (!shape.picture) continue;
    ++pictures;
    EXPECT_TRUE(picture().holds(shape.box) && shape.box.holds(picture()));
  }
  EXPECT_EQ(pictures, 1);
  for (int i = 0; i < letters_of_table; ++i) {
    const std::string& token = stage.snapshot.corpus.display[static_cast<std::size_t>(i)];
    int of_row = 0, of_column = 0;
    for (const DrawnText& text : drawing.texts) {
      if (text.words != token) continue;
      const ImVec2 at = text.box.middle();
      of_row += text.box.right < picture().left && text.box.right > picture().left - 12 &&
                std::fabs(at.y - cell(i, 0).middle().y) < 7;
      of_column += text.box.bottom < picture().top + 2 && text.box.top > picture().top - 20 &&
                   std::fabs(at.x - cell(0, i).middle().x) < 2;
    }
    EXPECT_EQ(of_row, 1) << token;
    EXPECT_EQ(of_column, 1) << token;
  }
}

TEST_F(Table, fills_its_card_and_is_centred) {
  for (const float width : {1280.0f, 1800.0f}) {
    Stage other(width, 800);
    other.snapshot = first_snapshot();
    other.show("counting");
    const Box card = box_of(*other.interface().controls().find("card.table"));
    const Box map = box_of(*other.interface().controls().find("counting.heatmap"));
    EXPECT_NEAR(card.bottom, 800 - 14, 1);
    EXPECT_GT(map.height(), card.height() - 130);
    EXPECT_GE(map.width(), map.height());
    EXPECT_NEAR(map.middle().x, card.middle().x + 11, 2) << "with its labels";
    EXPECT_NEAR(std::fmod(map.width() / letters_of_table, 0.25), 0, 1e-3) << "whole quarters";
    if (width > 1300) {
      EXPECT_NEAR(map.width() / map.height(), 1.2, 0.02) << "a little wider than high";
    }
  }
}

TEST_F(Table, colours_follow_the_counts) {
  open(first_snapshot());
  const std::vector<ui::Color>& pixels = stage.textures().picture("counting.heatmap").pixels;
  const auto most = static_cast<double>(
      *std::max_element(stage.snapshot.counts.counts.begin(), stage.snapshot.counts.counts.end()));
  for (int i = 0; i < letters_of_table; ++i) {
    for (int j = 0; j < letters_of_table; ++j) {
      EXPECT_EQ(pixels[static_cast<std::size_t>(i * letters_of_table + j)],
                p.sequential_at(std::sqrt(static_cast<double>(count(i, j)) / most)));
    }
  }
}

TEST_F(Table, shows_the_exact_values_under_the_pointer) {
  open(first_snapshot());
  point_at(13, 4);
  double sum = 0;
  int rank = 1;
  const double k = stage.snapshot.models[0].settings.smoothing;
  for (int j = 0; j < letters_of_table; ++j) {
    sum += static_cast<double>(count(13, j)) + k;
    rank += count(13, j) > count(13, 4);
  }
  const double share = (static_cast<double>(count(13, 4)) + k) / sum;
  char words[100];
  std::snprintf(words, sizeof words, "P = %.6f log P = −%.4f rank %d", share, -std::log(share),
                rank);
  std::string said = Drawing::last_frame().words();
  for (std::size_t at = 0; (at = said.find("  ")) != std::string::npos;) said.erase(at, 1);
  EXPECT_NE(said.find(words), std::string::npos) << words;
  EXPECT_NE(said.find("m → d N = "), std::string::npos);
  EXPECT_TRUE(framed(p.text, cell(13, 4)));
  EXPECT_FALSE(framed(p.text, cell(4, 13)));
  point_at(0, 0);
  EXPECT_TRUE(framed(p.text, cell(0, 0)));
  point_at(26, 26);
  EXPECT_TRUE(framed(p.text, cell(26, 26)));
  EXPECT_TRUE(Drawing::last_frame().says("z → z"));
  stage.input().mouse_move(picture().right + 20, picture().bottom + 4);
  stage.frames(2);
  EXPECT_FALSE(Drawing::last_frame().says("z → z"));
}

TEST_F(Table, a_click_chooses_a_row_and_a_drag_does_not) {
  open(first_snapshot());
  EXPECT_TRUE(chosen("."));
  EXPECT_TRUE(framed(p.accent, cell(0, 0, 1, letters_of_table)));
  point_at(13, 4);
  press_and_release(0, 0);
  EXPECT_TRUE(chosen("m"));
  EXPECT_TRUE(framed(p.accent, cell(13, 0, 14, letters_of_table)));
  EXPECT_FALSE(framed(p.accent, cell(0, 0, 1, letters_of_table)));
  point_at(20, 4);
  press_and_release(400, 0);
  EXPECT_TRUE(chosen("m"));
  point_at(20, 4);
  press_and_release(3, 30);
  EXPECT_TRUE(chosen("m"));
  point_at(20, 4);
  press_and_release(4, 2);
  EXPECT_TRUE(chosen("m"));
  point_at(20, 4);
  press_and_release(2, 1);
  EXPECT_TRUE(chosen("t")) << "a small movement is still a click";
  // Only its label is highlighted.
  std::string marked;
  for (const DrawnText& text : Drawing::last_frame().texts_of(p.accent))
    if (text.box.right < picture().left && text.box.left > picture().left - 30)
      marked += text.words;
  EXPECT_EQ(marked, "t");
}

TEST_F(Table, sorting_moves_the_chosen_row_and_the_values) {
  open(first_snapshot());
  point_at(13, 4);
  press_and_release(0, 0);
  stage.click("counting.sort.1");
  EXPECT_TRUE(chosen("m"));
  // The most frequent tokens of the fake snapshot have ids 8, 17 and 26.
  std::vector<int> order;
  for (int of = 8; of >= 0; --of)
    for (int id = of; id < letters_of_table; id += 9) order.push_back(id);
  const int place = static_cast<int>(std::find(order.begin(), order.end(), 13) - order.begin());
  EXPECT_TRUE(framed(p.accent, cell(place, 0, place + 1, letters_of_table)));
  point_at(0, 1);
  EXPECT_TRUE(Drawing::last_frame().says("h → q"));
  press_and_release(0, 0);
  EXPECT_TRUE(chosen("h"));
}

TEST_F(Table, can_show_probabilities) {
  open(first_snapshot());
  stage.snapshot.counts.counts.edit()[5] = 0;
  stage.snapshot.models[0].settings.smoothing = 2;
  ++stage.snapshot.counts.revision;
  EXPECT_NE(Drawing::last_frame().find("Counts N"), nullptr);
  stage.click("counting.show.1");
  EXPECT_NE(Drawing::last_frame().find("Probabilities P"), nullptr);
  const auto pixels = [&] { return stage.textures().picture("counting.heatmap").pixels; };
  double sum = 0;
  for (int j = 0; j < letters_of_table; ++j) sum += static_cast<double>(count(0, j)) + 2;
  EXPECT_EQ(pixels()[5], p.sequential_at(std::sqrt(2 / sum)));
  EXPECT_EQ(pixels()[1], p.sequential_at(std::sqrt(5440 / sum)));
  stage.snapshot.models[0].settings.smoothing = 3;  // it follows k
  stage.frames(2);
  EXPECT_EQ(pixels()[5], p.sequential_at(std::sqrt(3 / (sum + letters_of_table))));
  stage.interface().take_requests();
  stage.click("counting.table.menu");
  stage.click("counting.table.csv");
  const ui::Requests requests = stage.interface().take_requests();
  ASSERT_EQ(requests.files.size(), 1u);
  EXPECT_EQ(requests.files[0].file_name, "babble-probabilities.csv");
  const std::string& csv = requests.files[0].bytes.text();
  double first = 0;
  ASSERT_EQ(std::sscanf(csv.c_str() + csv.find("\n.,") + 3, "%lf", &first), 1);
  EXPECT_NEAR(first, (static_cast<double>(count(0, 0)) + 3) / (sum + letters_of_table), 1e-9);
}

TEST_F(Table, large_cells_show_their_pair_and_count) {
  Stage wall(1920, 1400);
  wall.snapshot = first_snapshot();
  auto& counts = wall.snapshot.counts.counts.edit();
  counts[2 * 27 + 3] = 9999;
  counts[2 * 27 + 4] = 12999;
  counts[5 * 27 + 6] = 0;
  wall.show("counting");
  const auto in_cell = [&](int row, int column) {
    const Box all = box_of(*wall.interface().controls().find("counting.heatmap"));
    const float w = all.width() / 27, h = all.height() / 27;
    const float x = all.left + w * static_cast<float>(column),
                y = all.top + h * static_cast<float>(row);
    const Drawing inside = Drawing::last_frame().within(Box{x, y, x + w, y + h});
    std::string all_words;
    float bottom = y;
    for (const DrawnText& text : inside.texts) {
      EXPECT_TRUE((Box{x, y, x + w, y + h}).holds(text.box)) << text.words;
      EXPECT_NEAR(text.box.middle().x, x + w / 2, 2) << text.words;
      EXPECT_GE(text.box.top, bottom - 3) << "one below the other";
      bottom = text.box.bottom;
      all_words += (all_words.empty() ? "" : " ") + text.words;
    }
    return all_words;
  };
  EXPECT_EQ(in_cell(2, 3), "bc 9999");
  EXPECT_EQ(in_cell(2, 4), "bd 12k");
  EXPECT_EQ(in_cell(5, 6), "ef 0");
  EXPECT_EQ(in_cell(26, 26).substr(0, 3), "zz ");
  for (int j = 0; j < 27; ++j) counts[static_cast<std::size_t>(7 * 27 + j)] = 0;
  counts[7 * 27 + 7] = 1'000'000;
  counts[7 * 27 + 8] = 1'000'000;
  for (int j = 0; j < 27; ++j)
    counts[static_cast<std::size_t>(8 * 27 + j)] = j == 8 ? 1'000'000 : 0;
  wall.snapshot.models[0].settings.smoothing = 0;
  ++wall.snapshot.counts.revision;
  wall.click("counting.show.1");
  EXPECT_EQ(in_cell(7, 7), "gg .500");
  EXPECT_EQ(in_cell(8, 8), "hh 1.0");
  EXPECT_EQ(in_cell(8, 7), "hg .000");
}

TEST_F(Table, shows_where_the_sampler_is) {
  open(fake_snapshot());
  EXPECT_TRUE(chosen("n")) << "the row of the sampler";
  EXPECT_TRUE(framed(p.danger, cell(14, 14)));
  point_at(3, 3);
  press_and_release(0, 0);
  EXPECT_TRUE(chosen("c"));
  EXPECT_FALSE(framed(p.danger, cell(14, 14))) << "another row was chosen";
  ++stage.snapshot.sample_step.draws;
  stage.snapshot.sample_step.row = 5;
  stage.frames(2);
  EXPECT_TRUE(chosen("e"));
  EXPECT_FALSE(framed(p.danger, cell(5, 14))) << "not decided yet";
  stage.pass(3);
  stage.frames(2);
  EXPECT_TRUE(framed(p.danger, cell(5, 14)));
}

TEST_F(Table, zooms_from_all_cells_down_to_six) {
  open(first_snapshot());
  const auto cells = [&] {
    std::vector<float> left;
    for (const DrawnText& text : Drawing::last_frame().texts) {
      if (text.box.bottom < picture().top + 2 && text.box.top > picture().top - 20 &&
          picture().left <= text.box.middle().x && text.box.middle().x <= picture().right)
        left.push_back(text.box.middle().x);
    }
    std::sort(left.begin(), left.end());
    const float cell = (left.back() - left.front()) / static_cast<float>(left.size() - 1);
    return picture().width() / cell;
  };
  EXPECT_NEAR(cells(), 27, 0.5);
  stage.click("counting.zoom.out");
  EXPECT_NEAR(cells(), 27, 0.5);
  stage.click("counting.zoom.in");
  EXPECT_NEAR(cells(), 27 / 1.6, 0.3);
  for (int i = 0; i < 4; ++i) stage.click("counting.zoom.in");
  EXPECT_NEAR(cells(), 6, 0.1);
  stage.click("counting.zoom.out");
  EXPECT_NEAR(cells(), 6 * 1.6, 0.2);
  stage.click("counting.zoom.fit");
  EXPECT_NEAR(cells(), 27, 0.5);
}

TEST_F(Table, a_new_size_resets_the_zoom) {
  open(first_snapshot());
  for (int i = 0; i < 3; ++i) stage.click("counting.zoom.in");
  stage.snapshot = wide_snapshot(60);
  stage.snapshot.corpus.revision = 2;
  stage.frames(3);
  for (const DrawnShape& shape : Drawing::last_frame().shapes) {
    if (!shape.picture) continue;
    EXPECT_TRUE(picture().holds(shape.box));
  }
  EXPECT_EQ(stage.textures().picture("counting.heatmap").width, 60);
  EXPECT_FALSE(Drawing::last_frame().find("!") == nullptr) << "its first label";
  stage.move_to("counting.heatmap", 0.999f, 0.999f);
  const auto& display = stage.snapshot.corpus.display;
  EXPECT_TRUE(Drawing::last_frame().says(display[59] + " → " + display[59]));
}

TEST_F(Table, in_one_column_the_wheel_scrolls_the_page) {
  Stage phone(390, 844);
  phone.snapshot = first_snapshot();
  phone.show("counting");
  const ui::Rectangle map = phone.find("counting.heatmap");
  phone.input().mouse_move(map.x + map.width / 2, map.y + map.height / 2);
  phone.frames(2);
  phone.input().wheel(0, -1);
  phone.frames(3);
  const ui::Rectangle* after = phone.interface().controls().find("counting.heatmap");
  ASSERT_NE(after, nullptr);
  EXPECT_TRUE(after->y < map.y - 20 || after->height < map.height - 20);
}

TEST_F(Table, is_replaced_by_a_sentence_for_a_large_vocabulary) {
  open(wide_snapshot(300));
  EXPECT_FALSE(stage.visible("counting.heatmap"));
  EXPECT_TRUE(stage.visible("card.table"));
  EXPECT_TRUE(Drawing::last_frame().says("300 different characters"));
  EXPECT_FALSE(stage.all_controls().contains("counting.bars"));
}

class States : public ::testing::Test {
 protected:
  States() {
    stage.snapshot = fake_snapshot();
    stage.snapshot.active = model_kind("rnn");
    stage.show("rnn");
    stage.intents.clear();
    place = box_of(stage.find("rnn.hidden"));
  }
  Stage stage{1280, 1000};
  Box place;
};

TEST_F(States, have_a_row_a_unit_and_a_column_a_character) {
  const FakeTextures::Picture& picture = stage.textures().picture("rnn.hidden");
  EXPECT_EQ(picture.width, 8);
  EXPECT_EQ(picture.height, 64);
  for (const auto& [unit, at] : {std::pair{0, 0}, {5, 3}, {63, 7}}) {
    const float value = stage.snapshot.hidden.states.at(at, unit);
    EXPECT_EQ(picture.pixels[static_cast<std::size_t>(unit * 8 + at)],
              ui::light_palette().diverging_at(value));
  }
  EXPECT_TRUE(Drawing::last_frame().says("64 units"));
}

TEST_F(States, are_drawn_again_for_new_values_and_in_another_theme) {
  const auto first = [&] {
    stage.frames(2);
    return stage.textures().picture("rnn.hidden").pixels[0];
  };
  app::MatrixView& states = stage.snapshot.hidden.states;
  states.values.edit()[0] = 0.25f;
  ++states.revision;
  EXPECT_EQ(first(), ui::light_palette().diverging_at(0.25f));
  stage.interface().set_system_dark(true);
  EXPECT_EQ(first(), ui::dark_palette().diverging_at(0.25f));
}

TEST_F(States, show_the_value_under_the_pointer) {
  app::MatrixView& states = stage.snapshot.hidden.states;
  states.columns = 8;  // few enough for rows of several pixels
  states.values.edit().resize(64);
  ++states.revision;
  stage.move_to("rnn.hidden", 2.5f / 8, 5.5f / 8);
  char words[60];
  std::snprintf(words, sizeof words, "unit 6 after “a”: %.4f",
                static_cast<double>(states.at(2, 5)));
  std::string expected(words);
  if (const auto minus = expected.find('-'); minus != std::string::npos)
    expected.replace(minus, 1, "−");
  EXPECT_TRUE(Drawing::last_frame().says(expected)) << expected;
}

TEST_F(States, have_the_most_probable_next_characters_below) {
  const Box below = box_of(*stage.interface().controls().find("rnn.guesses"));
  EXPECT_NEAR(below.left, place.left, 1);
  EXPECT_NEAR(below.width(), place.width(), 1);
  const Drawing guesses = Drawing::last_frame().within(below);
  ASSERT_EQ(guesses.texts.size(), 24u);
  for (std::size_t i = 0; i < 24; ++i) {
    const DrawnText& text = guesses.texts[i];
    const float cell = below.width() / 8;
    EXPECT_NEAR(text.box.middle().x, below.left + cell * (static_cast<float>(i / 3) + 0.5f), 2);
    EXPECT_EQ(text.words, (std::vector<std::string>{"a", "n", "."})[i % 3]);
  }
  EXPECT_LT(guesses.texts[0].box.bottom, guesses.texts[1].box.top + 1);
  const auto green = [](ui::Color color) { return color >> 8 & 0xFFu; };
  EXPECT_LT(green(guesses.texts[0].color), green(guesses.texts[1].color));
  EXPECT_LT(green(guesses.texts[1].color), green(guesses.texts[2].color));
  stage.move_to("rnn.guesses", 1.5f / 8, 0.5f);
  const Drawing pointed = Drawing::last_frame();
  EXPECT_TRUE(pointed.says("after “s” comes"));
  EXPECT_TRUE(pointed.says("a  0.5000 n  0.2000 .  0.1000"));
}

TEST(HiddenStates, stand_above_their_gates_and_follow_one_unit) {
  Stage stage{1280, 1600};
  stage.snapshot = fake_snapshot();
  app::HiddenStateView& view = stage.snapshot.hidden;
  view.states.columns = 8;  // few enough for rows of several pixels
  view.states.values.edit().resize(64);
  view.gates = {{"Update gate Z", view.states}, {"Candidate", view.states}};
  stage.snapshot.active = model_kind("gru");
  stage.show("gru");
  const Box first = box_of(stage.find("rnn.hidden")), last = box_of(stage.find("rnn.gate.2"));
  EXPECT_EQ(first.left, last.left);
  EXPECT_NEAR(first.width(), last.width(), 1) << "the columns are the same characters";
  EXPECT_LT(first.bottom, box_of(stage.find("rnn.gate.1")).top);
  EXPECT_TRUE(Drawing::last_frame().says("Update gate Z"));
  EXPECT_TRUE(Drawing::last_frame().says("Unit 1 "));
  stage.move_to("rnn.gate.1", 0.5f, 5.5f / 8);
  stage.input().mouse_button(0, true);
  stage.input().mouse_button(0, false);
  stage.frames(4);
  EXPECT_TRUE(Drawing::last_frame().says("Unit 6 "));
  stage.move_to("rnn.unit", 2.5f / 8, 0.5f);
  char value[16];
  std::snprintf(value, sizeof value, "%.4f", std::abs(static_cast<double>(view.states.at(2, 5))));
  const Drawing pointed = Drawing::last_frame();
  EXPECT_TRUE(pointed.says("unit 6 after “a”"));
  EXPECT_TRUE(pointed.says(value)) << value;
}

TEST_F(States, are_cut_to_64_units_and_replaced_by_an_error) {
  app::HiddenStateView& view = stage.snapshot.hidden;
  view.states.columns = 80;
  view.states.values = std::vector<float>(8 * 80, 0.5f);
  ++view.states.revision;
  stage.frames(2);
  EXPECT_EQ(stage.textures().picture("rnn.hidden").height, 64);
  EXPECT_TRUE(Drawing::last_frame().says("the first 64 of 80 units"));
  view.error = "“ß” is not in the vocabulary.";
  stage.frames(2);
  EXPECT_FALSE(stage.visible("rnn.hidden"));
  EXPECT_TRUE(Drawing::last_frame().says(view.error));
  view = {};
  stage.frames(2);
  EXPECT_FALSE(stage.visible("rnn.hidden"));
}

TEST_F(States, are_requested_while_a_text_is_typed_and_for_a_new_corpus) {
  EXPECT_EQ(stage.posted<app::InspectHiddenState>(), nullptr);
  stage.click("rnn.inspect");
  stage.type("ab");
  ASSERT_NE(stage.posted<app::InspectHiddenState>(), nullptr);
  EXPECT_EQ(stage.posted<app::InspectHiddenState>()->text, "ab");
  stage.press_key(ui::key_enter);
  stage.intents.clear();
  const auto first_text_of = [&](const char* kind, const std::string& preview) {
    stage.snapshot.corpus.kind = kind;
    stage.snapshot.corpus.preview = preview;
    ++stage.snapshot.corpus.revision;
    stage.frames(3);
    const app::InspectHiddenState* inspect = stage.posted<app::InspectHiddenState>();
    return inspect == nullptr ? std::string("nothing") : inspect->text;
  };
  EXPECT_EQ(first_text_of("lines", "ann\nwilhelmina\nisabella\n"), "wilhelmina");
  EXPECT_EQ(first_text_of("lines", "ann\nbob\ncharlotte"), "ann") << "the last one may be cut off";
  EXPECT_EQ(first_text_of("lines", std::string(29, 'a') + "\n" + std::string(28, 'b') + "\n"),
            std::string(28, 'b'));
  EXPECT_EQ(first_text_of("text", "a text of more than twenty-eight characters"),
            "a text of more than twenty-e");
  EXPECT_EQ(first_text_of("text", "its first line\nits second"), "its first line");
  stage.snapshot.corpus.builtin = "names";
  EXPECT_EQ(first_text_of("lines", "ann\nlkhagvasuren\n"), "alexander") << "a well-known name";
}

}  // namespace
}  // namespace babble::test
