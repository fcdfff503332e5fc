// The pictures of what networks learn: attention, embeddings, hidden units.
#include <gtest/gtest.h>

#include "core/models/registry.h"
#include "drawing.h"
#include "fake_snapshot.h"
#include "stage.h"
#include "ui/base/imgui_all.h"

namespace babble::test {
namespace {

class NetworkPictures : public ::testing::Test {
 protected:
  void open(const char* chapter) {
    stage.snapshot = fake_snapshot();
    stage.snapshot.active = model_kind(chapter);
    stage.show(chapter);
  }
  Stage stage{1280, 1600};
};

TEST_F(NetworkPictures,
       the_attention_of_a_picked_head_is_shown_for_the_character_under_the_pointer) {
  open("transformer");
  stage.find("attention.view");
  for (int layer = 1; layer <= 2; ++layer)
    for (int head = 1; head <= 3; ++head)
      EXPECT_TRUE(stage.visible("attention." + std::to_string(layer) + "." + std::to_string(head)));
  EXPECT_TRUE(Drawing::last_frame().says("Block 1, head 1: “a” looks at"));
  stage.click("attention.2.3");
  const app::AttentionView& view = stage.snapshot.attention;
  const FakeTextures::Picture& picture = stage.textures().picture("attention.map");
  for (int query = 0; query < 4; ++query)
    for (int key = 0; key < 4; ++key)
      EXPECT_EQ(picture.pixels[static_cast<std::size_t>(query * 4 + key)],
                key > query ? ui::light_palette().surface
                            : ui::light_palette().sequential_at(
                                  static_cast<double>(view.weight(1, 2, query, key))));
  stage.move_to("attention.map", 1.5f / 4, 2.5f / 4);
  EXPECT_TRUE(Drawing::last_frame().says("Block 2, head 3: “n” looks at"));
  EXPECT_TRUE(Drawing::last_frame().says("“n” looks at “n”: "));
  stage.move_to("attention.blocks", 0.5f / 4, 1.5f / 2);
  EXPECT_TRUE(Drawing::last_frame().says("after “a”, read off after block 2"));
  stage.snapshot.attention = {};
  stage.frames(2);
  EXPECT_FALSE(stage.visible("attention.map"));
}

TEST_F(NetworkPictures, a_head_is_switched_off_and_on_and_its_loss_and_samples_are_shown) {
  open("transformer");
  stage.find("attention.switch");
  EXPECT_TRUE(Drawing::last_frame().says("Switch off block 1, head 1"));
  EXPECT_FALSE(stage.visible("attention.all"));
  stage.click("attention.2.3");
  stage.click("attention.switch");
  ASSERT_NE(stage.posted<app::SilenceHeads>(), nullptr);
  EXPECT_EQ(stage.posted<app::SilenceHeads>()->heads, "2.3");
  stage.snapshot.attention.silent = std::vector<int>{0, 5};
  app::AblationView& ablation = stage.snapshot.ablation;
  ablation.pairs = 2000;
  ablation.nll_all = 2.125;
  ablation.nll = 2.5;
  ablation.samples_all = std::vector<std::string>{"ana.", "bo."};
  ablation.samples = std::vector<std::string>{"xq.", "z."};
  stage.find("attention.all");
  const Drawing drawing = Drawing::last_frame();
  EXPECT_TRUE(drawing.says("2,000 characters of the dev part: 2.1250 with all heads, 2.5000 "));
  EXPECT_NE(stage.interface().describe(stage.snapshot).find("2.5000 without 2 heads"),
            std::string::npos);
  EXPECT_TRUE(drawing.says("ana.  bo."));
  EXPECT_TRUE(drawing.says("xq.  z."));
  EXPECT_TRUE(drawing.says("Switch on block 2, head 3"));
  stage.intents.clear();
  stage.click("attention.switch");
  EXPECT_EQ(stage.posted<app::SilenceHeads>()->heads, "1.1");
  stage.intents.clear();
  stage.click("attention.all");
  EXPECT_EQ(stage.posted<app::SilenceHeads>()->heads, "");
}

TEST_F(NetworkPictures, an_example_goes_from_its_window_to_the_loss_and_its_gradient_back) {
  open("mlp");
  stage.find("window.output");
  EXPECT_TRUE(Drawing::last_frame().says("“..a” → “b”: P = 0.3000, loss −log P = 1.2500 nats"));
  const FakeTextures::Picture& hidden = stage.textures().picture("window.hidden.gradient");
  const ui::Palette& p = ui::light_palette();
  EXPECT_EQ(hidden.pixels,
            (std::vector<ui::Color>{p.diverging_at(0), p.diverging_at(0), p.diverging_at(1)}));
  const FakeTextures::Picture& output = stage.textures().picture("window.output");
  EXPECT_EQ(output.pixels[3], p.sequential_at(static_cast<double>(0.4f)));
  stage.move_to("window.embeddings", 0.75f, 2.5f / 3);
  EXPECT_TRUE(Drawing::last_frame().says("“a”, number 2: 2.5000, gradient 0.04"));
  stage.move_to("window.output.gradient", 2.5f / 4, 0.5f);
  EXPECT_TRUE(Drawing::last_frame().says("“b”: 0.3000, gradient −0.7"));
  stage.find("window.text");
  stage.move_to("window.text", 4.5f / 5, 0.5f);
  EXPECT_TRUE(Drawing::last_frame().says("“.ab” → “.”: loss 2.5000 nats"));
  stage.click("window.forward");
  EXPECT_TRUE(Drawing::last_frame().says("“.ab” → “.”: P = 0.1000"));
  EXPECT_NE(stage.interface()
                .describe(stage.snapshot)
                .find("loss −log P = 2.5000 nats. The gradient is 0.7 at most by a logit, 0.25"),
            std::string::npos);
  stage.click("window.back");
  EXPECT_TRUE(Drawing::last_frame().says("“..a” → “b”"));
  stage.click("window.menu");
  stage.click("window.csv");
  const auto files = stage.interface().take_requests().files;
  ASSERT_EQ(files.size(), 1u);
  EXPECT_NE(files[0].bytes.text().find("hidden unit,3,0.5,0.25\r\n"), std::string::npos)
      << files[0].bytes.text();
  EXPECT_NE(files[0].bytes.text().find("probability,b,"), std::string::npos);
  stage.snapshot.window = {};
  stage.frames(2);
  EXPECT_FALSE(stage.visible("window.output"));
  EXPECT_TRUE(Drawing::last_frame().says("Type a text that is longer than the window."));
}

TEST_F(NetworkPictures, the_embedding_is_a_plane_with_neighbours_and_a_trail) {
  open("mlp");
  stage.find("embedding.plane");
  const Drawing drawing = Drawing::last_frame();
  EXPECT_TRUE(drawing.says("vowels"));
  EXPECT_TRUE(drawing.says("the plane shows 42 % of the variance of 10 numbers"));
  // "b" is the leftmost point, half as high as "a", and all of them are in view.
  const ui::Rectangle plane = stage.find("embedding.plane");
  const Drawing inside = Drawing::last_frame().within(plane);
  const auto middle = [&](const char* token) {
    const DrawnText* drawn = inside.find(token);
    return drawn == nullptr ? ImVec2(0, 0) : drawn->box.middle();
  };
  const ImVec2 b = middle("b"), a = middle("a"), e = middle("e");
  EXPECT_LT(b.x, e.x);
  EXPECT_LT(e.x, a.x);
  EXPECT_LT(a.y, b.y);
  EXPECT_LT(b.y, e.y);
  EXPECT_GT(b.x, plane.x);
  EXPECT_LT(a.x, plane.x + plane.width);
  stage.move_to("embedding.plane", (a.x - plane.x) / plane.width, (a.y - plane.y) / plane.height);
  const Drawing pointed = Drawing::last_frame();
  EXPECT_TRUE(pointed.says("“a”  (1.000, 0.500)"));
  EXPECT_TRUE(pointed.says("e  1.000"));
  EXPECT_TRUE(pointed.says("nearest, in all 10 dimensions:"));
  EXPECT_FALSE(stage.visible("embedding.what.1")) << "it has no positions";
  stage.snapshot.positions = stage.snapshot.embedding;
  stage.snapshot.positions.display = {"p1", "p2", "p3", "p4"};
  stage.frames(2);
  stage.click("embedding.what.1");
  stage.frames(2);
  stage.find("embedding.plane");
  EXPECT_TRUE(Drawing::last_frame().says("p3"));
  stage.snapshot.positions = {};
  stage.snapshot.embedding.kind = model_kind("transformer");
  stage.frames(2);
  EXPECT_FALSE(stage.visible("embedding.plane")) << "another model's points";
  stage.snapshot.embedding.error = "Too many.";
  stage.frames(2);
  EXPECT_TRUE(Drawing::last_frame().says("Too many."));
}

TEST_F(NetworkPictures, the_reach_of_the_gradient_is_drawn_for_each_recurrent_model) {
  open("lstm");
  stage.find("reach.plot");
  for (const char* name : {"RNN", "LSTM", "its cell C", "time steps back from the loss"})
    EXPECT_TRUE(Drawing::last_frame().says(name)) << name;
  stage.move_to("reach.plot", 0.995f, 0.5f);
  const Drawing pointed = Drawing::last_frame();
  EXPECT_TRUE(pointed.says("time steps back from the loss 19"));
  EXPECT_TRUE(pointed.says("RNN  5.81e-11"));
  EXPECT_TRUE(pointed.says("its cell C  0.00721"));
  EXPECT_NE(
      stage.interface()
          .describe(stage.snapshot)
          .find(
              "has the norm 0.5 at the character of the loss and 3.0e-06 10 characters before it"),
      std::string::npos);
  stage.snapshot.reach = {};
  stage.frames(2);
  EXPECT_FALSE(Drawing::last_frame().says("its cell C"));
}

TEST_F(NetworkPictures, a_recurrent_model_with_an_embedding_shows_it) {
  open("rnn");
  EXPECT_FALSE(stage.all_controls().contains("card.embedding"));
  stage.snapshot.models[model_kind("rnn").index()].settings.embedding = 10;
  stage.snapshot.embedding.kind = model_kind("rnn");
  stage.frames(2);
  stage.find("embedding.plane");
}

TEST_F(NetworkPictures, a_dead_unit_is_a_white_row) {
  open("mlp");
  stage.find("activations.units");
  EXPECT_TRUE(Drawing::last_frame().says("53.4 % of the values are beyond ±0.97; 1 unit is dead"));
  const FakeTextures::Picture& picture = stage.textures().picture("activations.units");
  for (std::size_t i = 0; i < 15; ++i) {
    const bool white = picture.pixels[i] == ui::rgb(0xFFFFFF);
    EXPECT_EQ(white, i == 3 || (i >= 5 && i < 10)) << i;
  }
  stage.move_to("activations.units", 3.5f / 5, 0.5f / 3);
  EXPECT_TRUE(Drawing::last_frame().says("unit 1, example 4: 0.9950"));
  stage.find("activations.plot");
  stage.snapshot.activations = {};
  stage.frames(2);
  EXPECT_FALSE(stage.visible("activations.units"));
}

}  // namespace
}  // namespace babble::test
