// Chapter Counting: zooming and moving the table, and the sampler.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "fake_snapshot.h"
#include "stage.h"
#include "ui/base/imgui_all.h"

namespace babble::test {
namespace {

/// Which part of its texture the picture shows, as shares: from the corners of its one quad.
struct Part {
  float left = 1, top = 1, right = 0, bottom = 0;
  float width() const { return right - left; }
};
Part shown_part() {
  Part part;
  const ImDrawData& data = *ImGui::GetDrawData();
  for (int l = 0; l < data.CmdListsCount; ++l) {
    const ImDrawList& list = *data.CmdLists[l];
    for (const ImDrawCmd& command : list.CmdBuffer) {
      if (command.GetTexID() != reinterpret_cast<ImTextureID>(std::uintptr_t{7})) continue;
      for (unsigned i = 0; i < command.ElemCount; ++i) {
        const ImDrawVert& vertex = list.VtxBuffer[static_cast<int>(
            list.IdxBuffer[static_cast<int>(command.IdxOffset + i)])];
        part.left = std::min(part.left, vertex.uv.x);
        part.right = std::max(part.right, vertex.uv.x);
        part.top = std::min(part.top, vertex.uv.y);
        part.bottom = std::max(part.bottom, vertex.uv.y);
      }
    }
  }
  return part;
}

class Counting : public ::testing::Test {
 protected:
  void open(const app::Snapshot& snapshot) {
    stage.snapshot = snapshot;
    stage.show("counting");
    stage.intents.clear();
  }
  const FakeTextures::Picture& picture() { return stage.textures().picture("counting.heatmap"); }
  Stage stage;
};

TEST_F(Counting, the_table_can_be_sorted_by_frequency) {
  open(fake_snapshot());
  const std::vector<ui::Color> by_id = picture().pixels;
  stage.click("counting.sort.1");
  // The fake's most frequent token is the one with id 8, the least frequent of all come last.
  EXPECT_EQ(picture().pixels[0], by_id[8 * 27 + 8]);
  EXPECT_EQ(picture().pixels[26], by_id[8 * 27 + 18]);
  stage.click("counting.sort.0");
  EXPECT_EQ(picture().pixels, by_id);
}

TEST_F(Counting, words_stand_in_the_cells_only_where_they_fit) {
  open(wide_snapshot(200));
  const int far = stage.vertices();
  for (int i = 0; i < 5; ++i) stage.click("counting.zoom.in");
  const int near = stage.vertices();
  EXPECT_GT(near, far + 2000) << "pairs and counts of the cells that are seen";
  EXPECT_LT(near, 60000) << "and of no others";
  stage.click("counting.zoom.fit");
  stage.move_to("counting.sort");
  EXPECT_LT(stage.vertices(), far + 1000);
}

TEST_F(Counting, the_wheel_zooms_where_the_pointer_is_and_a_drag_moves) {
  open(wide_snapshot(200));
  const ui::Rectangle map = *stage.interface().controls().find("counting.heatmap");
  EXPECT_FLOAT_EQ(shown_part().width(), 1);
  stage.input().mouse_move(map.x + map.width * 0.75f, map.y + map.height / 2);
  stage.input().modifiers(true, false, false, false);
  stage.frames(1);
  for (int i = 0; i < 6; ++i) {
    stage.input().wheel(0, 1);
    stage.frames(1);
  }
  stage.input().modifiers(false, false, false, false);
  const Part near = shown_part();
  EXPECT_NEAR(near.width(), std::pow(1 / 1.25, 6), 1e-3);
  EXPECT_NEAR(near.left + 0.75f * near.width(), 0.75f, 2e-3) << "what is under the pointer stays";
  stage.input().mouse_button(0, true);
  stage.frames(2);
  stage.input().mouse_move(map.x + map.width * 0.75f + 60, map.y + map.height / 2 - 60);
  stage.frames(2);
  stage.input().mouse_button(0, false);
  stage.frames(2);
  const Part moved = shown_part();
  EXPECT_NEAR(moved.width(), near.width(), 1e-4);
  EXPECT_NEAR(moved.left, near.left - 60 / map.width * near.width(), 2e-3);
  EXPECT_NEAR(moved.top, near.top + 60 / map.height * near.width(), 2e-3);
  stage.click("counting.zoom.fit");
  EXPECT_FLOAT_EQ(shown_part().width(), 1);
}

TEST_F(Counting, the_wheel_zooms_only_with_ctrl_or_after_a_click_on_the_picture) {
  open(wide_snapshot(200));
  const auto turn = [&] {
    stage.move_to("counting.heatmap");
    stage.input().wheel(0, 1);
    stage.frames(2);
  };
  turn();
  EXPECT_FLOAT_EQ(shown_part().width(), 1) << "it scrolls the column";
  stage.click("counting.heatmap");
  turn();
  EXPECT_LT(shown_part().width(), 1);
  stage.click("counting.zoom.fit");  // which also takes the focus
  turn();
  EXPECT_FLOAT_EQ(shown_part().width(), 1);
}

TEST_F(Counting, the_wheel_scrolls_the_column_of_the_four_matrices) {
  stage.snapshot = fake_snapshot();
  stage.show("neural");
  stage.move_to("neural.weights");
  const float before = stage.interface().controls().find("neural.weights")->y;
  stage.input().wheel(0, -1);
  stage.frames(2);
  EXPECT_LT(stage.interface().controls().find("neural.weights")->y, before);
}

TEST(CountingByTouch, two_fingers_zoom_and_one_then_moves_the_picture_and_not_the_page) {
  Stage phone(390, 844, 2);
  phone.snapshot = wide_snapshot(200);
  phone.show("counting");
  const ui::Rectangle map = phone.find("counting.heatmap");
  const float x = map.x + map.width / 2, y = map.y + map.height / 2;
  using Phase = ui::InputQueue::Phase;
  double now = phone.seconds();
  phone.input().touch(1, Phase::begin, x - 20, y, now);
  phone.input().touch(2, Phase::begin, x + 20, y, now);
  phone.frames(1);
  for (int i = 1; i <= 12; ++i) {
    now += 0.016;
    const float apart = 20 + 12 * static_cast<float>(i);
    phone.input().touch(1, Phase::move, x - apart, y, now);
    phone.input().touch(2, Phase::move, x + apart, y, now);
    phone.frames(1);
  }
  phone.input().touch(2, Phase::end, x + 160, y, now);
  phone.input().touch(1, Phase::end, x - 160, y, now);
  phone.frames(2);
  const Part pinched = shown_part();
  EXPECT_LT(pinched.width(), 0.2f);
  EXPECT_NEAR((pinched.left + pinched.right) / 2, 0.5f, 0.02f);
  const ui::Rectangle before = *phone.interface().controls().find("counting.heatmap");
  phone.input().touch(3, Phase::begin, x, y, now);
  phone.frames(2);
  for (int i = 1; i <= 10; ++i) {
    now += 0.016;
    phone.input().touch(3, Phase::move, x, y - 9 * static_cast<float>(i), now);
    phone.frames(1);
  }
  phone.input().touch(3, Phase::end, x, y - 90, now + 0.2);
  phone.frames(3);
  EXPECT_FLOAT_EQ(phone.interface().controls().find("counting.heatmap")->y, before.y);
  EXPECT_GT(shown_part().top, pinched.top + 0.01f);
  // Outside the picture a finger still scrolls the page.
  phone.input().touch(4, Phase::begin, x, 420, now + 1);
  phone.frames(2);
  for (int i = 1; i <= 10; ++i) {
    phone.input().touch(4, Phase::move, x, 420 - 10 * static_cast<float>(i), now + 1 + 0.016 * i);
    phone.frames(1);
  }
  phone.frames(1);
  const ui::Rectangle* after = phone.interface().controls().find("counting.heatmap");
  EXPECT_TRUE(after == nullptr || after->y < before.y || after->height < before.height);
}

TEST_F(Counting, the_sampler_draws_from_the_seed_and_can_start_again) {
  app::Snapshot snapshot = fake_snapshot();
  snapshot.models[0].settings.seed = 42;
  open(snapshot);
  stage.click("walk.step");
  ASSERT_NE(stage.posted<app::SampleStep>(), nullptr);
  EXPECT_EQ(stage.posted<app::SampleStep>()->seed, 42u);
  EXPECT_EQ(stage.posted<app::SampleStep>()->count, 1);
  stage.click("walk.restart");
  EXPECT_TRUE(stage.posted<app::SampleStep>()->reseed);
  EXPECT_EQ(stage.posted<app::SampleStep>()->count, 0);
  stage.click("walk.speed.3");
  stage.intents.clear();
  stage.click("walk.auto");
  stage.frames(10);
  ASSERT_NE(stage.posted<app::SampleStep>(), nullptr);
  EXPECT_GT(stage.posted<app::SampleStep>()->count, 50) << "full speed: many a frame";
  EXPECT_EQ(stage.interface().wake_at(), 0) << "and the next frame at once";
}

TEST_F(Counting, a_draw_is_shown_before_it_is_decided) {
  open(fake_snapshot());
  stage.find("walk.bar");
  stage.frames(2);
  const int decided = stage.vertices();
  ++stage.snapshot.sample_step.draws;
  stage.frames(2);
  EXPECT_LT(stage.vertices(), decided) << "the row alone: no number, no lens yet";
  EXPECT_EQ(stage.interface().wake_at(), 0);
  stage.pass(2);
  stage.frames(2);
  EXPECT_EQ(stage.vertices(), decided);
}

TEST_F(Counting, its_experiments_are_set_up) {
  open(fake_snapshot());
  stage.snapshot.counts.counts.edit()[10 * 27 + 17] = 0;  // jq
  stage.click("try.never");
  EXPECT_EQ(stage.posted<app::Set>()->value, "0");
  EXPECT_EQ(stage.posted<app::ScoreWord>()->word, "andrejq");
  for (auto& count : stage.snapshot.counts.counts.edit()) count = 1;
  stage.snapshot.counts.counts.edit()[3 * 27 + 5] = 0;  // ce
  stage.click("try.never");
  EXPECT_EQ(stage.posted<app::ScoreWord>()->word, "ce");
  stage.intents.clear();
  stage.click("try.walk");
  ASSERT_NE(stage.posted<app::SampleStep>(), nullptr);
  stage.frames(60);
  EXPECT_EQ(stage.posted<app::SampleStep>()->count, 1);
  EXPECT_TRUE(stage.visible("pause"));
}

}  // namespace
}  // namespace babble::test
