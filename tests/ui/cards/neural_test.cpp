// Chapter Neural bigram: four pictures that move together, the traced example, λ beside k.
#include <gtest/gtest.h>

#include <cmath>

#include "core/models/registry.h"
#include "drawing.h"
#include "fake_snapshot.h"
#include "stage.h"
#include "ui/base/palette.h"

namespace babble::test {
namespace {

class Neural : public ::testing::Test {
 protected:
  void open(const app::Snapshot& snapshot) {
    stage.snapshot = snapshot;
    stage.snapshot.active = model_kind("neural");
    stage.show("neural");
    stage.intents.clear();
  }
  ui::Color pixel(const char* picture, int row, int column) {
    return stage.textures().picture(picture).pixels[static_cast<std::size_t>(row * 27 + column)];
  }
  Stage stage;
};

TEST_F(Neural, the_pictures_on_the_log_scale_share_their_colours) {
  app::Snapshot s = fake_snapshot();
  // One row is uniform for the network and by counting: white in all pictures.
  std::vector<float>& weights = s.neural_weights.values.edit();
  std::vector<float>& counted = s.log_probabilities.values.edit();
  for (std::size_t j = 0; j < 27; ++j) {
    weights[j] = 0;
    counted[j] = -std::log(27.0f);
  }
  open(s);
  const ui::Color white = ui::light_palette().diverging_at(0);
  for (const char* name :
       {"neural.weights", "neural.softmax", "neural.counts", "neural.difference"}) {
    EXPECT_EQ(pixel(name, 0, 3), white) << name;
  }
  stage.click("neural.scale.1");
  stage.find("neural.softmax");
  EXPECT_EQ(pixel("neural.softmax", 0, 3), pixel("neural.counts", 0, 3));
  EXPECT_EQ(pixel("neural.softmax", 0, 3), ui::light_palette().sequential_at(std::sqrt(1 / 27.0)));
}

TEST_F(Neural, a_click_on_a_cell_traces_its_pair) {
  open(fake_snapshot());
  const ui::Rectangle map = stage.find("neural.weights");
  // Labels stand at the left and above.
  const float cell = (map.width) / 27;
  stage.input().mouse_move(map.x + cell * 5.5f, map.y + cell * 2.5f);
  stage.frames(2);
  stage.input().mouse_button(0, true);
  stage.input().mouse_button(0, false);
  stage.frames(3);
  ASSERT_NE(stage.posted<app::TraceExample>(), nullptr);
  EXPECT_EQ(stage.posted<app::TraceExample>()->current, 2);
  EXPECT_EQ(stage.posted<app::TraceExample>()->next, 5);
}

TEST_F(Neural, without_a_pair_the_most_frequent_one_is_requested_once) {
  app::Snapshot s = fake_snapshot();
  s.example = app::ExampleView{};
  stage.snapshot = s;
  stage.show("neural");
  ASSERT_NE(stage.posted<app::TraceExample>(), nullptr);
  EXPECT_EQ(stage.posted<app::TraceExample>()->current, 0);
  EXPECT_EQ(stage.posted<app::TraceExample>()->next, 1);  // the fake's ".a"
  stage.intents.clear();
  stage.frames(5);
  EXPECT_EQ(stage.posted<app::TraceExample>(), nullptr);
}

TEST_F(Neural, a_pair_can_be_typed) {
  open(fake_snapshot());
  stage.click("example.pair");
  stage.type("qz");
  ASSERT_NE(stage.posted<app::TraceExample>(), nullptr);
  EXPECT_EQ(stage.posted<app::TraceExample>()->current, 17);
  EXPECT_EQ(stage.posted<app::TraceExample>()->next, 26);
  stage.intents.clear();
  stage.type("?");
  EXPECT_EQ(stage.posted<app::TraceExample>(), nullptr);
}

TEST_F(Neural, the_stages_are_gone_through_one_by_one) {
  open(fake_snapshot());
  stage.find("example.forward");
  EXPECT_TRUE(stage.visible("example.bars"));
  for (int i = 0; i < 4; ++i) stage.click("example.forward");
  stage.find("example.loss");
  EXPECT_FALSE(stage.visible("example.bars")) << "the loss is a curve";
  stage.click("example.forward");
  stage.find("example.over");
  stage.click("example.forward");
  EXPECT_FALSE(stage.visible("example.over"));
  stage.click("example.stage.0");
  stage.find("example.bars");
  EXPECT_FALSE(stage.visible("example.loss"));
}

TEST_F(Neural, k_and_lambda_are_set_beside_their_curves) {
  open(fake_snapshot());
  stage.click("setting.l2");
  stage.type("0.5");
  stage.press_key(ui::key_enter);
  ASSERT_NE(stage.posted<app::Set>(), nullptr);
  EXPECT_EQ(stage.posted<app::Set>()->key, "l2");
  stage.click("setting.smoothing");
  stage.type("20");
  stage.press_key(ui::key_enter);
  EXPECT_EQ(stage.posted<app::Set>()->key, "smoothing");
  stage.find("penalty.plot");
  stage.click("neural.batching.1");
  EXPECT_EQ(stage.posted<app::Set>()->key, "batch_size");
  EXPECT_EQ(stage.posted<app::Set>()->value, "32");
}

TEST_F(Neural, a_spelling_that_leaves_the_numbers_range_is_told) {
  app::Snapshot s = fake_snapshot();
  s.spellings = {500, {{"one", 2.5, 0.001}, {"two", std::nan(""), 0.002}}, {{"W[x]", 7, 0.0005}}};
  Stage tall(1280, 3000);
  tall.snapshot = s;
  tall.snapshot.active = model_kind("neural");
  tall.show("neural");
  tall.find("card.spellings");
  const std::string words = Drawing::last_frame().words();
  EXPECT_NE(words.find("2.500000"), std::string::npos) << words;
  EXPECT_NE(words.find("leave the range of float32"), std::string::npos) << words;
  EXPECT_NE(words.find("0.50 ms"), std::string::npos) << words;
  tall.click("spellings.menu");
  tall.click("spellings.csv");
  const ui::Requests requests = tall.interface().take_requests();
  ASSERT_EQ(requests.files.size(), 1u);
  EXPECT_EQ(requests.files[0].bytes.text(),
            "code,value,milliseconds\r\none,2.5,1\r\ntwo,,2\r\nW[x],7,0.5\r\n");
}

}  // namespace
}  // namespace babble::test
