// Mini-batches in the text, the sampling bar, the traced example, the four matrices, the
// comparison.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "app/views/batch_inspector.h"
#include "core/models/registry.h"
#include "drawn_test.h"
#include "ui/base/imgui_all.h"

namespace babble::test {
namespace {

using Rows = std::vector<std::string>;

class Pictures : public DrawnTest {
 protected:
  Pictures() : DrawnTest(1280, 2800) {}
  Drawing tip() { return Drawing::last_frame().in_window("##Tooltip"); }
  void look_at(const app::InspectBatch& wish) {
    stage.snapshot.batches = std::make_shared<const app::BatchesView>(
        app::inspect_batch(wish, std::vector<TokenId>(2000, 3)));
    stage.frames(2);
  }
  /// The toy of d2l: 0 … 34 with T = 5, B = 2, offset 2.
  void look_at_toy(std::int64_t index = 0, bool random = false) {
    look_at({true, 2, 5, random, 2, 2147483647, index, 0});
  }
  ImVec2 token(const char* words) {
    for (const DrawnText& text : control("batches.text").texts)
      if (text.words == words) return text.box.middle();
    ADD_FAILURE() << words;
    return {};
  }
};

// --- mini-batches -------------------------------------------------------------------------------

TEST_F(Pictures, y_is_x_shifted_by_one_token) {
  show("batches");
  look_at_toy();
  EXPECT_EQ(lines("tables", 0, 4),
            (Rows{"Mini-batch 1 of 3", "X, the input | Y, the labels",
                  "1 | 2 | 3 | 4 | 5 | 6 | 1 | 3 | 4 | 5 | 6 | 7",
                  "2 | 18 | 19 | 20 | 21 | 22 | 2 | 19 | 20 | 21 | 22 | 23"}));
  // Each row has a colour: filled in X, underlined in Y.
  for (std::size_t row = 0; row < 2; ++row) {
    const ui::Color color = p.category(row);
    const auto x = control("batches.x").shapes_of(ui::mix(p.surface, color, 0.78f));
    const auto y = control("batches.y").shapes_of(ui::mix(p.surface, color, 0.16f));
    const auto line = control("batches.y").shapes_of(color);
    ASSERT_EQ(x.size(), 1u);
    ASSERT_EQ(y.size(), 1u);
    ASSERT_EQ(line.size(), 1u);
    EXPECT_NEAR(x[0].box.middle().y, y[0].box.middle().y, 0.1);
    EXPECT_NEAR(line[0].box.bottom, y[0].box.bottom, 1);
    EXPECT_NEAR(line[0].box.left, y[0].box.left, 1);
    EXPECT_NEAR(line[0].box.right, y[0].box.right, 1);
    EXPECT_LT(x[0].box.right, y[0].box.left);
  }
  point_at(control("batches.x").find("19")->box.middle());
  EXPECT_TRUE(card("tables").says("After “19” comes “20”: time step 2 of row 2."));
  for (const char* name : {"batches.x", "batches.y"}) {
    const auto frames = control(name).shapes_of(p.text);
    ASSERT_EQ(frames.size(), 1u) << name << ": both cells are framed";
    EXPECT_TRUE(frames[0].box.holds(
        control(name).find(std::string_view(name).ends_with('x') ? "19" : "20")->box));
  }
  point_at(ImVec2(place("batches.x").left + 5, place("batches.x").top + 5));
  EXPECT_FALSE(card("tables").says("After “"));
}

TEST_F(Pictures, a_large_mini_batch_shows_its_first_rows) {
  show("batches");
  look_at({false, 20, 60, false, 0, 1, 0, 0});
  EXPECT_TRUE(card("tables").says("The first 8 of B = 20 rows."));
  EXPECT_EQ(card("tables").lines()[9].front(), '8');
  const Drawing tables = card("tables");
  EXPECT_EQ(std::count_if(tables.texts.begin(), tables.texts.end(),
                          [](const DrawnText& text) { return text.words == "…"; }),
            16);
  look_at({false, 8, 8, false, 0, 1, 0, 0});
  EXPECT_FALSE(card("tables").says("The first 8"));
  EXPECT_FALSE(card("tables").says("…"));
}

TEST_F(Pictures, an_epoch_has_its_figures) {
  show("batches");
  look_at_toy();
  EXPECT_EQ(lines("counts"),
            (Rows{"tokens in the sequence | 35", "dropped at the beginning (offset) | 2",
                  "subsequences of T = 5 | 6", "mini-batches of B = 2 | 3", "tokens used | 30",
                  "dropped at the end | 3"}));
}

TEST_F(Pictures, the_hidden_state_is_carried_over_or_starts_at_zero) {
  show("batches");
  look_at_toy();
  EXPECT_EQ(lines("state", 1, 2), (Rows{"H = 0 | H", "start | no. 1 | no. 2"}));
  EXPECT_EQ(card("state").find("H = 0")->color, p.danger);
  EXPECT_EQ(card("state").find("H")->color, p.good);
  look_at_toy(1);
  EXPECT_EQ(lines("state", 1, 2), (Rows{"H | H", "no. 1 | no. 2 | no. 3"}));
  const Rows carried = lines("state", 3);
  look_at_toy(2);
  EXPECT_EQ(lines("state", 1, 2), (Rows{"H", "no. 2 | no. 3 | end"}));
  look_at_toy(1, true);
  EXPECT_EQ(lines("state", 1, 2), (Rows{"H = 0 | H = 0", "no. 1 | no. 2 | no. 3"}));
  EXPECT_NE(lines("state", 3), carried);
  // Three boxes of equal size with arrows between them; the middle one is highlighted.
  const auto boxes = card("state").shapes_of(p.inset);
  const auto middle = card("state").shapes_of(p.accent_soft);
  ASSERT_EQ(boxes.size(), 2u);
  ASSERT_EQ(middle.size(), 1u);
  EXPECT_NEAR(boxes[0].box.width(), middle[0].box.width(), 1);
  EXPECT_NEAR(middle[0].box.left - boxes[0].box.right, boxes[1].box.left - middle[0].box.right, 1);
  EXPECT_NEAR(boxes[0].box.left, place("card.state").left + 16, 1);
  EXPECT_NEAR(boxes[1].box.right, place("card.state").right - 16, 1);
  for (const DrawnShape& shape : card("state").shapes_of(p.danger)) {
    EXPECT_FALSE(boxes[0].box.overlap(shape.box) > 0 || middle[0].box.overlap(shape.box) > 0);
    EXPECT_NEAR(shape.box.middle().y, boxes[0].box.middle().y + 5, 2);
  }
}

TEST_F(Pictures, the_tokens_of_the_text_are_cells_coloured_by_row) {
  show("batches");
  look_at_toy();
  const Drawing cells = control("batches.text");
  ASSERT_EQ(cells.texts.size(), 35u);
  for (std::size_t i = 0; i < 35; ++i) EXPECT_EQ(cells.texts[i].words, std::to_string(i));
  const float pitch = token("3").x - token("2").x;
  EXPECT_NEAR(token("1").x - token("0").x, pitch, 2);
  const auto strong = cells.shapes_of(ui::mix(p.surface, p.category(0), 0.78f));
  ASSERT_EQ(strong.size(), 1u) << "row 1 of this mini-batch is one segment";
  EXPECT_NEAR(strong[0].box.left, token("2").x - pitch / 2 + 2, 2);
  EXPECT_NEAR(strong[0].box.right, token("6").x + pitch / 2 - 2, 2);
  const auto pale = cells.shapes_of(ui::mix(p.surface, p.category(0), 0.12f));
  const auto paler = cells.shapes_of(ui::mix(p.surface, p.category(0), 0.24f));
  ASSERT_EQ(pale.size(), 1u) << "the next mini-batch";
  ASSERT_EQ(paler.size(), 1u) << "and the one after it";
  EXPECT_NEAR(pale[0].box.left - strong[0].box.right, 4, 0.6) << "with a gap between them";
  EXPECT_NEAR(paler[0].box.left - pale[0].box.right, 4, 0.6);
  EXPECT_NEAR(pale[0].box.left, token("7").x - pitch / 2 + 2, 2);
  EXPECT_NEAR(paler[0].box.left, token("12").x - pitch / 2 + 2, 2);
  // Y is underlined: X shifted by one token.
  const auto underlined = cells.shapes_of(p.category(0));
  ASSERT_EQ(underlined.size(), 5u);
  for (std::size_t i = 0; i < 5; ++i) {
    const ImVec2 at = token(std::to_string(i + 3).c_str());
    EXPECT_NEAR(underlined[i].box.middle().x, at.x, 2);
    EXPECT_GT(underlined[i].box.top, at.y + 8);
  }
  // Tokens outside every X are struck out.
  const auto struck = cells.shapes_of(p.faint);
  ASSERT_GE(struck.size(), 2u);
  EXPECT_LT(struck[0].box.left, token("0").x);
  EXPECT_GT(struck[1].box.right, token("1").x);
  EXPECT_NEAR(struck[0].box.middle().y, token("0").y, 4);
}

TEST_F(Pictures, a_token_shows_its_mini_batch_and_a_click_opens_it) {
  show("batches");
  look_at_toy();
  stage.intents.clear();
  point_at(token("4"));
  EXPECT_TRUE(tip().says("token 4: mini-batch 1, row 1, time step 3 (this one)"));
  EXPECT_EQ(control("batches.text").shapes_of(p.text).size(), 1u) << "its frame";
  point_at(token("33"));
  EXPECT_TRUE(tip().says("token 33: in no mini-batch of this epoch"));
  stage.input().mouse_button(0, true);
  stage.input().mouse_button(0, false);
  stage.frames(3);
  EXPECT_EQ(stage.posted<app::InspectBatch>(), nullptr);
  point_at(token("29"));
  EXPECT_TRUE(tip().says("token 29: mini-batch 3, row 2, time step 2"));
  EXPECT_FALSE(tip().says("(this one)"));
  stage.input().mouse_button(0, true);
  stage.input().mouse_button(0, false);
  stage.frames(3);
  ASSERT_NE(stage.posted<app::InspectBatch>(), nullptr);
  EXPECT_EQ(stage.posted<app::InspectBatch>()->index, 2);
  EXPECT_EQ(stage.posted<app::InspectBatch>()->row, 1);
}

TEST_F(Pictures, the_map_shows_the_position_of_each_row_in_the_text) {
  show("batches");
  look_at_toy(1);
  const Box map = place("batches.map");
  const auto at = [&](int position) {
    return map.left + map.width() * static_cast<float>(position) / 35;
  };
  const Drawing bars = control("batches.map");
  for (std::size_t row = 0; row < 2; ++row) {
    const int begin = row == 0 ? 7 : 23;
    const ui::Color color = p.category(row);
    const auto here = bars.shapes_of(color);
    ASSERT_EQ(here.size(), 1u);
    EXPECT_NEAR(here[0].box.left, at(begin), 1);
    EXPECT_NEAR(here[0].box.right, at(begin + 5), 1);
    const auto whole = bars.shapes_of(ui::with_alpha(color, 0.14f));
    ASSERT_EQ(whole.size(), 1u);
    EXPECT_NEAR(whole[0].box.left, at(begin - 5), 1);
    EXPECT_NEAR(whole[0].box.right, at(begin + 10), 1);
    const auto done = bars.shapes_of(ui::with_alpha(color, 0.30f));
    ASSERT_EQ(done.size(), 1u);
    EXPECT_NEAR(done[0].box.left, at(begin - 5), 1);
    EXPECT_NEAR(done[0].box.right, at(begin), 1);
  }
  const auto window = bars.shapes_of(p.text);
  ASSERT_EQ(window.size(), 1u) << "the part that stands below";
  EXPECT_TRUE(window[0].box.holds(Box{at(0), map.top, at(35), map.bottom}, 2));
  look_at_toy(1, true);
  EXPECT_TRUE(control("batches.map").shapes_of(ui::with_alpha(p.category(0), 0.14f)).empty());
}

// --- the sampler --------------------------------------------------------------------------------

TEST_F(Pictures, the_sampling_bar_has_a_segment_for_each_character_and_a_lens) {
  show("counting");
  const Drawing bar = control("walk.bar");
  const Box box = place("walk.bar");
  // The 27 characters have equal probabilities; "n" was drawn with u = 14.3 / 27.
  const auto chosen = bar.shapes_of(p.accent);
  ASSERT_EQ(chosen.size(), 2u) << "on the bar and under the lens";
  EXPECT_NEAR(chosen[0].box.left, box.left + box.width() * 14 / 27, 1);
  EXPECT_NEAR(chosen[0].box.right, box.left + box.width() * 15 / 27, 1);
  EXPECT_NEAR(chosen[1].box.width() / box.width(), 1 / 3.2, 0.02);
  EXPECT_NEAR(chosen[1].box.middle().x, box.middle().x, 2);
  EXPECT_GT(chosen[1].box.top, chosen[0].box.bottom);
  const DrawnText* u = bar.find("u = 0.5296");
  ASSERT_NE(u, nullptr);
  EXPECT_NEAR(u->box.middle().x, box.left + box.width() * 14.3f / 27, 2);
  EXPECT_LT(u->box.bottom, chosen[0].box.top);
  const DrawnText *low = bar.find("0.5185"), *high = bar.find("0.5556");
  ASSERT_NE(low, nullptr);
  ASSERT_NE(high, nullptr);
  EXPECT_NEAR(low->box.middle().x, chosen[1].box.left, 2);
  EXPECT_NEAR(high->box.middle().x, chosen[1].box.right, 2);
  EXPECT_GT(low->box.top, chosen[1].box.bottom);
  int marks = 0;
  for (const DrawnShape& mark : bar.shapes_of(p.danger)) {
    if (mark.vertices.size() > 7) continue;
    const bool of_lens = mark.box.top > chosen[0].box.bottom;
    const float x = of_lens ? chosen[1].box.left + 0.3f * chosen[1].box.width()
                            : box.left + box.width() * 14.3f / 27;
    EXPECT_NEAR(mark.box.middle().x, x, 2);
    ++marks;
  }
  EXPECT_GE(marks, 2);
  EXPECT_TRUE(card("walk").says("lies in 0.5185 … 0.5556, which is “n”."));
  EXPECT_TRUE(card("walk").says("So row “n” is next."));
  EXPECT_TRUE(card("walk").says("minaymoryles.  axx.  mor."));
  EXPECT_NE(card("walk").find("draw 17"), nullptr);
  EXPECT_EQ(card("walk").find("an")->color, p.text);
  stage.snapshot.sample_step.ended = true;
  EXPECT_TRUE(card("walk").says("It ends the sample"));
}

TEST_F(Pictures, a_segment_shows_its_probability) {
  show("counting");
  const Box box = place("walk.bar");
  point_at(ImVec2(box.left + box.width() * 3.5f / 27, box.top + 40));
  EXPECT_TRUE(tip().says("c from 0.11111 to 0.14815, P = 0.03704")) << tip().words();
  point_at(ImVec2(box.left + box.width() * 0.2f / 27, box.top + 40));
  EXPECT_TRUE(tip().says(". from 0.00000 to 0.03704"));
  const auto lens = control("walk.bar").shapes_of(p.accent);
  point_at(lens[1].box.middle());
  EXPECT_TRUE(tip().says("n from 0.51852 to 0.55556"));
  point_at(ImVec2(box.middle().x, box.top + 4));
  EXPECT_TRUE(tip().texts.empty());
}

TEST_F(Pictures, a_draw_is_animated_in_three_phases) {
  show("counting");
  ++stage.snapshot.sample_step.draws;
  stage.frames(1);
  const double whole = 0.7 / 2.5;  // seconds, at the slow speed
  const auto now = [&](double share) {
    stage.pass(share * whole - 1.0 / 60);
    stage.frames(1);
    return Drawing::last_frame().within(place("walk.bar").grown(2));
  };
  Drawing bar = now(0.1);
  EXPECT_TRUE(bar.shapes_of(p.danger).empty()) << "first the row alone";
  EXPECT_TRUE(bar.shapes_of(p.accent).empty());
  bar = now(0.3);
  EXPECT_FALSE(bar.shapes_of(p.danger).empty()) << "then the number moves";
  EXPECT_EQ(bar.find("u = 0.5296"), nullptr);
  bar = now(0.45);
  EXPECT_NE(bar.find("u = 0.5296"), nullptr) << "at its place";
  EXPECT_TRUE(bar.shapes_of(p.accent).empty());
  EXPECT_FALSE(card("walk").says("lies in"));
  bar = now(0.4);
  EXPECT_EQ(bar.shapes_of(p.accent).size(), 2u) << "and the character is highlighted";
  stage.frames(1);
  EXPECT_GT(stage.interface().wake_at(), stage.seconds()) << "then it rests";
}

TEST_F(Pictures, before_the_first_draw_the_bar_is_empty) {
  stage.snapshot.sample_step.chosen = -1;
  stage.snapshot.sample_step.drawn = -1;
  stage.snapshot.sample_step.draws = 0;
  stage.snapshot.sample_step.so_far = "";
  stage.snapshot.sample_step.finished = {};
  show("counting");
  const Drawing bar = control("walk.bar");
  EXPECT_NEAR(bar.find("0")->box.left, place("walk.bar").left, 2);
  EXPECT_NEAR(bar.find("1")->box.right, place("walk.bar").right, 2);
  EXPECT_TRUE(bar.says("end to end"));
  EXPECT_TRUE(bar.shapes_of(p.danger).empty());
  EXPECT_TRUE(card("walk").says("The first row is “n”"));
  EXPECT_TRUE(card("walk").says("Press “Draw” or play."));
  EXPECT_FALSE(stage.visible("walk.finished"));
}

// --- an example ---------------------------------------------------------------------------------

TEST_F(Pictures, an_example_is_traced_in_seven_stages) {
  show("neural");
  const auto stage_says = [&](int number, const Rows& parts) {
    stage.click("example.stage." + std::to_string(number - 1));
    const Drawing words = card("example");
    EXPECT_TRUE(words.says(std::to_string(number) + "  ")) << number;
    for (const std::string& part : parts)
      EXPECT_TRUE(words.says(part)) << number << ": " << part << "\n" << words.words();
  };
  EXPECT_TRUE(card("example").says("seen 1,382 times, at step 300"));
  stage_says(1, {"“a” has the id 1: a single 1 among 26 zeros", "y is “n”"});
  stage_says(2, {"selects a row of W: that of “a”.", "The logit of “n” is 0.9906."});
  stage_says(3, {"exp(0.9906) = 2.6929", "1,382 of 9,000 times"});
  stage_says(4, {"= 0.0370 = P(y|x)", "found 0.1536; uniform is 0.0370"});
  stage_says(5, {"−log 0.0370 = 1.8000", "ln 27 = 3.2958"});
  stage_says(6, {"0.0370 − 1 = −0.9630"});
  stage.click("example.over.1");
  EXPECT_TRUE(card("example").says("(9,000 · 0.0370 − 1,382) / 612,141 = 0.000991 at “n”"))
      << card("example").words();
  stage_says(7, {"With rate 50", "moves by 48.1481", "from 1.8000 to 0.0000",
                 "This rate is meant for the mean"});
  stage.snapshot.example.rate = 2;
  EXPECT_FALSE(card("example").says("This rate is meant for the mean"));
  stage.snapshot.example.row = 0;
  stage_says(4, {"Counting found nothing"});
  stage.snapshot.neural_bias = std::vector<float>(27);
  stage_says(2, {", plus b"});
  stage.click("example.back");
  EXPECT_TRUE(card("example").says("1  One-hot"));
  stage.click("example.back");
  EXPECT_TRUE(card("example").says("1  One-hot")) << "there is none before it";
}

TEST_F(Pictures, bars_of_an_example_start_at_zero) {
  show("neural");
  stage.click("example.stage.1");
  const auto& logits = stage.snapshot.example.logits;
  const Drawing drawing = control("example.bars");
  const Box box = place("example.bars");
  const auto own = drawing.shapes_of(p.highlight);
  ASSERT_EQ(own.size(), 1u);
  std::vector<Box> bars;
  for (const DrawnShape& shape : drawing.shapes)
    if (shape.color == ui::mix(p.surface, p.of(model_kind("neural")), 0.75f))
      bars.push_back(shape.box);
  ASSERT_EQ(bars.size(), 26u);
  bars.insert(bars.begin() + 14, own[0].box);
  float zero = 0;
  for (const DrawnShape& line : drawing.shapes_of(p.border))
    if (line.box.width() > 200) zero = line.box.middle().y;
  const float unit = (zero - bars[2].top) / logits[2];
  for (std::size_t i = 0; i < 27; ++i) {
    EXPECT_NEAR(bars[i].middle().x, box.left + box.width() / 27 * (static_cast<float>(i) + 0.5f),
                1);
    const float end = logits[i] > 0 ? bars[i].top : bars[i].bottom;
    EXPECT_NEAR(end, zero - logits[i] * unit, 2.5) << i;
  }
  const DrawnText* value = drawing.find("0.991");
  ASSERT_NE(value, nullptr);
  EXPECT_NEAR(value->box.middle().x, bars[14].middle().x, 2);
  EXPECT_EQ(value->color, p.highlight);
  stage.move_to("example.bars", 3.5f / 27, 0.5f);
  EXPECT_TRUE(tip().says("c   0.141120")) << tip().words();
}

// --- four matrices ------------------------------------------------------------------------------

TEST_F(Pictures, four_matrices_share_one_tooltip) {
  app::Snapshot& s = stage.snapshot;
  for (int j = 0; j < 27; ++j) {
    s.neural_weights.values.edit()[static_cast<std::size_t>(2 * 27 + j)] = j == 5 ? 1.0f : 0.0f;
    s.log_probabilities.values.edit()[static_cast<std::size_t>(2 * 27 + j)] = -2;
  }
  show("neural");
  const Box map = place("neural.softmax");
  point_at(ImVec2(map.left + map.width() * 5.5f / 27, map.top + map.height() * 2.5f / 27));
  // softmax: e / (26 + e)
  EXPECT_TRUE(card("matrices").says("b → e"));
  EXPECT_TRUE(card("matrices").says("W = 1.0000   softmax = 0.09465   P = 0.13534"));
  EXPECT_TRUE(card("matrices").says("log difference = −0.3575")) << card("matrices").words();
  for (const char* name : {"W", "softmax(W)", "P, counted (k = 1)", "their difference"})
    EXPECT_NE(card("matrices").find(name), nullptr) << name;
  s.neural_bias = std::vector<float>(27);
  s.neural_bias.edit()[5] = -1;  // cancels the weight
  ++s.neural_weights.revision;
  stage.frames(2);
  EXPECT_TRUE(card("matrices").says("softmax = 0.03704"));
  EXPECT_NE(card("matrices").find("softmax(W + b)"), nullptr);
}

TEST_F(Pictures, four_matrices_zoom_together) {
  show("neural");
  const Rows names{"neural.weights", "neural.softmax", "neural.counts", "neural.difference"};
  const float small = place(names[0]).width();
  for (std::size_t i = 1; i < 4; ++i) {
    EXPECT_NEAR(place(names[i]).top, place(names[0]).top, 0.5);
    EXPECT_GT(place(names[i]).left, place(names[i - 1]).right);
    EXPECT_EQ(place(names[i]).width(), small);
  }
  stage.click("neural.large");
  EXPECT_GT(place(names[0]).width(), 1.8f * small);
  EXPECT_NEAR(place(names[2]).left, place(names[0]).left, 0.5);
  EXPECT_NEAR(place(names[3]).left, place(names[1]).left, 0.5);
  EXPECT_GT(place(names[2]).top, place(names[0]).bottom);
  const Drawing large = card("matrices");
  const DrawnText* below = large.find("1/55 of uniform");
  ASSERT_NE(below, nullptr);
  EXPECT_GT(below->box.top, place(names[2]).bottom);
  stage.click("neural.zoom.in");
  stage.click("neural.zoom.in");
  for (const std::string& name : names)
    EXPECT_GT(control(name).texts.size(), 20u) << name << " has its numbers";
  // A colour scale with labels at both ends.
  std::vector<DrawnShape> scale;
  for (const DrawnShape& piece : card("matrices").shapes)
    if (std::fabs(piece.box.height() - 10) < 0.6f && piece.box.width() < 5) scale.push_back(piece);
  ASSERT_EQ(scale.size(), 64u);
  EXPECT_EQ(scale[0].color, p.diverging[0]);
  EXPECT_EQ(scale[63].color, p.diverging[255]);
  for (std::size_t i = 1; i < 64; ++i) EXPECT_NEAR(scale[i].box.left, scale[i - 1].box.right, 0.1);
  EXPECT_NEAR(below->box.left, scale[0].box.left, 2);
  EXPECT_NEAR(card("matrices").find("55 × uniform")->box.right, scale[63].box.right, 2);
}

}  // namespace
}  // namespace babble::test
