// Chapter Batches.
#include <gtest/gtest.h>

#include <algorithm>

#include "app/views/batch_inspector.h"
#include "drawn_test.h"
#include "ui/base/input_queue.h"

namespace babble::test {
namespace {

class BatchesChapter : public DrawnTest {
 protected:
  BatchesChapter() { stage.show("batches"); }
  // Answers the last request, as the session does.
  const app::BatchesView& answer() {
    const app::InspectBatch* wish = stage.posted<app::InspectBatch>();
    EXPECT_NE(wish, nullptr);
    std::vector<TokenId> tokens(2000, 3);
    if (wish->lines)  // of one and three letters
      for (std::size_t i = 0; i < tokens.size(); ++i)
        if (i % 6 == 0 || i % 6 == 2) tokens[i] = 0;
    stage.snapshot.batches = std::make_shared<const app::BatchesView>(
        app::inspect_batch(*wish, tokens, wish->lines ? CorpusKind::lines : CorpusKind::text));
    stage.frames(2);
    stage.intents.clear();
    return *stage.snapshot.batches;
  }
};

TEST_F(BatchesChapter, asks_for_its_view_when_it_is_opened) {
  const app::BatchesView& view = answer();
  EXPECT_FALSE(view.toy);
  EXPECT_EQ(view.error, "");
  EXPECT_EQ(view.index, 0);
}

TEST_F(BatchesChapter, steps_forward_backward_and_round) {
  answer();
  stage.click("batches.next");
  EXPECT_EQ(answer().index, 1);
  stage.click("step");
  EXPECT_EQ(answer().index, 2);
  stage.click("batches.previous");
  EXPECT_EQ(answer().index, 1);
  stage.click("reset");
  EXPECT_EQ(answer().index, 0);
  stage.click("batches.previous");
  const app::BatchesView& view = answer();
  EXPECT_EQ(view.index, view.batches - 1);
}

TEST_F(BatchesChapter, plays_at_a_speed_that_can_be_followed) {
  answer();
  stage.click("play");
  EXPECT_EQ(stage.posted<app::Play>(), nullptr) << "no model is trained by it";
  stage.intents.clear();
  for (int i = 0; i < 240; ++i) {
    stage.frames(1);
    if (stage.posted<app::InspectBatch>() != nullptr) answer();
  }
  EXPECT_GE(stage.snapshot.batches->index, 3);
  EXPECT_LE(stage.snapshot.batches->index, 6);
  EXPECT_LT(stage.interface().wake_at(), stage.seconds() + 2);
  stage.click("pause");
  stage.intents.clear();
  stage.frames(120);
  EXPECT_EQ(stage.posted<app::InspectBatch>(), nullptr);
}

TEST_F(BatchesChapter, any_batch_size_time_steps_and_offset) {
  answer();
  stage.click("batches.batching.1");
  EXPECT_EQ(answer().batching, Batching::random);
  stage.click("batches.batch");
  stage.type("17");
  stage.press_key(ui::key_enter);
  EXPECT_EQ(answer().batch, 17);
  stage.click("batches.time_steps");
  stage.type("33");
  stage.press_key(ui::key_enter);
  EXPECT_EQ(answer().time_steps, 33);
  EXPECT_TRUE(control("batches.batch").says("17"));
  EXPECT_TRUE(control("batches.time_steps").says("33"));
  stage.click("batches.offset");
  stage.type("12");
  stage.press_key(ui::key_enter);
  EXPECT_EQ(answer().offset, 12);
  const std::uint64_t seed = stage.snapshot.batches->seed;
  stage.click("batches.redraw");
  EXPECT_EQ(stage.posted<app::InspectBatch>()->offset, -1) << "drawn again, as in training";
  EXPECT_NE(answer().seed, seed);
}

TEST_F(BatchesChapter, the_toy_of_the_course_is_one_click_away) {
  answer();
  stage.click("try.toy");
  const app::BatchesView& view = answer();
  EXPECT_TRUE(view.toy);
  EXPECT_EQ(view.subsequences, 6);
  EXPECT_EQ(view.batches, 3);
  EXPECT_EQ(view.x[0], 2);
  stage.click("try.shuffle");
  EXPECT_EQ(answer().batching, Batching::random);
}

TEST_F(BatchesChapter, lines_are_rows_with_padding_behind_them) {
  answer();
  stage.click("try.lines");
  const app::BatchesView& drawn = answer();
  EXPECT_EQ(drawn.error, "");
  EXPECT_EQ(drawn.batching, Batching::lines);
  EXPECT_TRUE(stage.visible("batches.x"));
  EXPECT_FALSE(stage.visible("batches.offset"));
  stage.click("batches.lines.1");
  EXPECT_EQ(answer().batching, Batching::lines_in_order);
  stage.click("batches.tables.menu");
  stage.click("batches.tables.csv");
  const ui::Requests requests = stage.interface().take_requests();
  ASSERT_EQ(requests.files.size(), 1u);
  EXPECT_EQ(std::ranges::count(requests.files[0].bytes.text(), '\n'), 1 + 2 + 4 + 2 + 4 + 2 + 4);
  stage.intents.clear();
  stage.click("batches.give");
  EXPECT_EQ(stage.posted<app::Set>()->value, "lines_in_order");
  stage.click("batches.batching.0");
  EXPECT_EQ(answer().batching, Batching::sequential);
}

TEST_F(BatchesChapter, a_click_on_the_text_goes_to_its_mini_batch) {
  answer();
  stage.click("try.toy");
  answer();
  const ui::Rectangle cells = stage.find("batches.text");
  stage.input().mouse_move(cells.x + 27.0f * 1.25f * 9, cells.y + 12);  // among the first numbers
  stage.frames(2);
  stage.input().mouse_button(0, true);
  stage.input().mouse_button(0, false);
  stage.frames(3);
  ASSERT_NE(stage.posted<app::InspectBatch>(), nullptr);
  EXPECT_EQ(stage.posted<app::InspectBatch>()->index, 1);
}

TEST_F(BatchesChapter, the_view_can_be_given_to_the_rnn_and_taken_from_it) {
  answer();
  stage.click("batches.give");
  std::vector<std::string> set;
  for (const app::Intent& intent : stage.intents)
    if (const auto* one = std::get_if<app::Set>(&intent))
      set.push_back(one->key + "=" + one->value);
  EXPECT_EQ(set,
            (std::vector<std::string>{"batch_size=4", "time_steps=10", "batching=sequential"}));
  ASSERT_NE(stage.posted<app::Activate>(), nullptr);
  EXPECT_EQ(stage.posted<app::Activate>()->model, model_kind("rnn"));
  stage.intents.clear();
  stage.click("batches.take");
  const app::BatchesView& view = answer();
  EXPECT_EQ(view.batch, 32);
  EXPECT_EQ(view.time_steps, 35);
}

TEST_F(BatchesChapter, impossible_settings_are_explained) {
  answer();
  stage.click("batches.time_steps");
  stage.type("4000");
  stage.press_key(ui::key_enter);
  EXPECT_NE(answer().error, "");
  stage.frames(2);
  EXPECT_TRUE(stage.visible("batches.error"));
  EXPECT_FALSE(stage.visible("batches.x"));
  stage.click("batches.time_steps");
  stage.type("8");
  stage.press_key(ui::key_enter);
  answer();
  EXPECT_TRUE(stage.visible("batches.x"));
}

TEST_F(BatchesChapter, the_mini_batch_can_be_saved_as_csv) {
  answer();
  stage.click("try.toy");
  answer();
  stage.interface().take_requests();
  stage.click("batches.tables.menu");
  stage.click("batches.tables.csv");
  const ui::Requests requests = stage.interface().take_requests();
  ASSERT_EQ(requests.files.size(), 1u);
  EXPECT_EQ(requests.files[0].bytes.text().substr(0, 50),
            "row,time step,position,x,y\n1,1,2,2,3\n1,2,3,3,4\n1,3");
}

}  // namespace
}  // namespace babble::test
