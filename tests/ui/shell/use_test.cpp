// Clicks, keys and fingers, and the intents that they post.
#include <gtest/gtest.h>

#include <cmath>

#include "core/base/numbers.h"
#include "core/models/registry.h"
#include "drawn_test.h"
#include "ui/base/text.h"
#include "ui/shell/status.h"

namespace babble::test {
namespace {

class Use : public DrawnTest {
 protected:
  Use() {
    stage.frames(3);
    stage.intents.clear();
  }
};

TEST_F(Use, opening_a_chapter_activates_its_model_and_subscribes) {
  stage.click("chapter.neural");
  ASSERT_NE(stage.posted<app::Activate>(), nullptr);
  EXPECT_EQ(stage.posted<app::Activate>()->model, model_kind("neural"));
  ASSERT_NE(stage.posted<app::Subscribe>(), nullptr);
  EXPECT_TRUE(stage.posted<app::Subscribe>()->matrices);
  EXPECT_FALSE(stage.posted<app::Subscribe>()->hidden);
  EXPECT_STREQ(stage.interface().chapter(), "neural");
}

TEST_F(Use, a_model_that_a_script_activates_gets_its_chapter) {
  in("neural", model_kind("neural"));
  stage.snapshot.active = model_kind("rnn");
  stage.frames(3);
  EXPECT_STREQ(stage.interface().chapter(), "rnn");
}

TEST_F(Use, late_snapshots_do_not_change_the_chapter) {
  stage.click("chapter.neural");
  stage.click("chapter.rnn");  // before any snapshot has shown the first click's effect
  stage.snapshot.active = model_kind("neural");
  stage.frames(3);
  EXPECT_STREQ(stage.interface().chapter(), "rnn");
  stage.snapshot.active = model_kind("rnn");
  stage.frames(3);
  EXPECT_STREQ(stage.interface().chapter(), "rnn");
  stage.intents.clear();
  stage.snapshot.active = model_kind("count");  // now a script has done it
  stage.frames(3);
  EXPECT_STREQ(stage.interface().chapter(), "counting");
  EXPECT_EQ(stage.posted<app::Activate>(), nullptr);
}

TEST_F(Use, play_pause_step_and_reset_train_the_network) {
  in("rnn", model_kind("rnn"));
  stage.click("play");
  EXPECT_NE(stage.posted<app::Play>(), nullptr);
  stage.click("step");
  ASSERT_NE(stage.posted<app::Step>(), nullptr);
  EXPECT_EQ(stage.posted<app::Step>()->count, 1);
  stage.click("reset");
  EXPECT_NE(stage.posted<app::Reset>(), nullptr);
  stage.snapshot.playing = true;
  stage.frames(2);
  EXPECT_FALSE(stage.visible("play"));
  stage.click("pause");
  EXPECT_NE(stage.posted<app::Pause>(), nullptr);
}

TEST_F(Use, keys_do_the_same_unless_a_text_is_typed) {
  in("rnn", model_kind("rnn"));
  stage.press_key(' ');
  EXPECT_NE(stage.posted<app::Play>(), nullptr);
  stage.press_key('s');
  EXPECT_NE(stage.posted<app::Step>(), nullptr);
  stage.press_key('r');
  EXPECT_NE(stage.posted<app::Reset>(), nullptr);
  stage.press_key('2');
  EXPECT_STREQ(stage.interface().chapter(), "counting");
  in("rnn", model_kind("rnn"));
  stage.click("sample.prefix");
  stage.intents.clear();
  stage.press_key('s');
  stage.press_key('r');
  stage.press_key(' ');
  EXPECT_EQ(stage.posted<app::Step>(), nullptr);
  EXPECT_EQ(stage.posted<app::Reset>(), nullptr);
  EXPECT_EQ(stage.posted<app::Play>(), nullptr);
}

TEST_F(Use, the_sampler_draws_by_hand_and_automatically) {
  in("counting", model_kind("count"));
  stage.click("walk.step");
  EXPECT_NE(stage.posted<app::SampleStep>(), nullptr);
  stage.intents.clear();
  stage.click("play");  // plays the sampler in this chapter
  EXPECT_EQ(stage.posted<app::Play>(), nullptr);
  stage.intents.clear();
  for (int i = 0; i < 180; ++i) stage.frames(1);
  EXPECT_GE(stage.intents.size(), 5u);
  EXPECT_LE(stage.intents.size(), 10u);  // 2.5 a second for three seconds
  EXPECT_LT(stage.interface().wake_at(), stage.seconds() + 1);
  stage.click("pause");
  stage.intents.clear();
  stage.frames(120);
  EXPECT_EQ(stage.posted<app::SampleStep>(), nullptr);
  stage.click("walk.restart");
  ASSERT_NE(stage.posted<app::SampleStep>(), nullptr);
  EXPECT_TRUE(stage.posted<app::SampleStep>()->restart);
}

TEST_F(Use, a_live_setting_follows_the_slider) {
  in("counting", model_kind("count"));
  const ui::Rectangle k = stage.find("setting.smoothing.slider");
  stage.input().mouse_move(k.x + k.width * 0.5f, k.y + k.height / 2);
  stage.frames(2);
  stage.input().mouse_button(0, true);
  stage.frames(2);
  ASSERT_NE(stage.posted<app::Set>(), nullptr);
  EXPECT_EQ(stage.posted<app::Set>()->key, "smoothing");
  stage.input().mouse_move(k.x, k.y + k.height / 2);  // the left end is 0
  stage.frames(2);
  EXPECT_EQ(stage.posted<app::Set>()->value, "0");
  stage.input().mouse_move(k.x + k.width + 50, k.y);
  stage.frames(2);
  EXPECT_EQ(stage.posted<app::Set>()->value, "10000");
  stage.input().mouse_button(0, false);
  stage.frames(2);
}

TEST_F(Use, a_word_is_scored_while_it_is_typed) {
  in("counting", model_kind("count"));
  stage.click("word.input");
  stage.type("andrejz");
  ASSERT_NE(stage.posted<app::ScoreWord>(), nullptr);
  EXPECT_EQ(stage.posted<app::ScoreWord>()->word, "andrejz");
  stage.frames(2);
  EXPECT_TRUE(stage.all_controls().contains("word.table"));
}

TEST_F(Use, samples_are_requested_with_their_options) {
  in("rnn", model_kind("rnn"));
  stage.click("samples.refresh");
  ASSERT_NE(stage.posted<app::Generate>(), nullptr);
  EXPECT_EQ(stage.posted<app::Generate>()->count, 10);
  const std::uint64_t first = stage.posted<app::Generate>()->seed;
  stage.click("samples.refresh");
  EXPECT_NE(stage.posted<app::Generate>()->seed,
            first);  // else the same ten samples would come again
  stage.click("sample.prefix");
  stage.type("an");
  stage.press_key(ui::key_enter);
  EXPECT_EQ(stage.posted<app::Generate>()->prefix, "an");
  stage.click("sample.greedy");
  EXPECT_TRUE(stage.posted<app::Generate>()->greedy);
}

TEST_F(Use, an_experiment_is_set_up_by_one_click) {
  in("counting", model_kind("count"));
  const std::vector<ui::Color> counts = stage.textures().picture("counting.heatmap").pixels;
  stage.click("try.even");
  ASSERT_NE(stage.posted<app::Set>(), nullptr);
  EXPECT_EQ(stage.posted<app::Set>()->key, "smoothing");
  EXPECT_EQ(stage.posted<app::Set>()->value, "10000");
  EXPECT_NE(stage.textures().picture("counting.heatmap").pixels, counts) << "it shows P now";
}

TEST(ExperimentsCard, brings_what_it_started_into_view_on_a_phone) {
  Stage phone(390, 844, 2);
  phone.snapshot = fake_snapshot();
  phone.show("counting");
  phone.click("try.even");
  phone.frames(3);
  ASSERT_TRUE(phone.visible("card.table"));
  const ui::Rectangle card = *phone.interface().controls().find("card.table");
  EXPECT_TRUE(phone.visible("counting.heatmap"));
  EXPECT_GT(card.height, 150) << "only its edge is in view";
}

TEST_F(Use, ngrams_are_counted_as_chosen_and_estimated_as_typed) {
  stage.click("chapter.data");
  ASSERT_NE(stage.posted<app::Subscribe>(), nullptr);
  EXPECT_TRUE(stage.posted<app::Subscribe>()->ngrams);
  stage.click("zipf.unit.1");
  ASSERT_NE(stage.posted<app::Ngrams>(), nullptr);
  EXPECT_EQ(stage.posted<app::Ngrams>()->unit, "words");
  stage.click("laplace.gram");
  stage.type("the time");
  EXPECT_EQ(stage.posted<app::Ngrams>()->gram, "the time");
  EXPECT_EQ(stage.posted<app::Ngrams>()->unit, "words");
  stage.move_to("laplace.e2", 0.0f, 0.5f);
  stage.input().mouse_button(0, true);
  stage.frames(2);
  stage.input().mouse_button(0, false);
  stage.frames(2);
  EXPECT_EQ(stage.posted<app::Ngrams>()->e2, 0) << "the left end is 0 itself";
  EXPECT_EQ(stage.posted<app::Ngrams>()->e1, 1);
}

TEST_F(Use, the_vocabulary_has_a_table_of_all_tokens) {
  stage.click("chapter.data");
  EXPECT_FALSE(stage.visible("data.table"));
  stage.click("data.look.1");
  EXPECT_TRUE(stage.visible("data.table"));
  EXPECT_FALSE(stage.visible("data.alphabet"));
}

TEST_F(Use, the_last_own_texts_are_in_the_menu) {
  stage.click("corpus");
  EXPECT_FALSE(stage.visible("corpus.recent.0"));
  stage.click("corpus");  // closes it
  stage.snapshot.recent_texts = {{"night.txt", app::SharedBytes(std::string("dark and stormy"))},
                                 {"day.txt", app::SharedBytes(std::string("bright"))}};
  stage.frames(3);
  stage.click("corpus");
  stage.click("corpus.recent.1");
  ASSERT_NE(stage.posted<app::OpenBytes>(), nullptr);
  EXPECT_EQ(stage.posted<app::OpenBytes>()->name, "day.txt");
  EXPECT_EQ(stage.posted<app::OpenBytes>()->bytes, "bright");
}

TEST_F(Use, samples_that_are_all_the_same_are_shown_once) {
  in("rnn", model_kind("rnn"));
  std::vector<app::Sample>& samples =
      stage.snapshot.models[model_kind("rnn").index()].samples.edit();
  for (app::Sample& sample : samples) sample.text = "the the the.";
  stage.frames(3);
  int count = 0;
  const Drawing d = Drawing::last_frame().within(stage.find("card.samples"));
  for (const DrawnText& text : d.texts) count += text.words.find("the the") != std::string::npos;
  EXPECT_EQ(count, 1);
  EXPECT_TRUE(d.says("All 10 samples are the same."));
}

TEST_F(Use, a_text_can_be_pasted) {
  stage.click("corpus");
  stage.click("corpus.paste");
  stage.frames(5);
  ASSERT_TRUE(stage.visible("dialog.text"));
  stage.type("to be or not to be");
  stage.click("dialog.use");
  ASSERT_NE(stage.posted<app::OpenBytes>(), nullptr);
  EXPECT_EQ(stage.posted<app::OpenBytes>()->bytes, "to be or not to be");
}

TEST_F(Use, a_load_shows_its_name_and_can_be_cancelled) {
  EXPECT_FALSE(stage.visible("opening.cancel"));
  stage.snapshot.busy = true;
  stage.snapshot.busy_text = "Reading large.txt";
  stage.snapshot.busy_fraction = 0.25;
  stage.snapshot.text_load = {"large.txt", 12 << 20, 48 << 20};
  stage.frames(3);
  EXPECT_NE(ui::spoken_status(stage.snapshot).find("Reading large.txt"), std::string::npos);
  stage.click("opening.cancel");
  EXPECT_NE(stage.posted<app::CancelLoad>(), nullptr);
}

TEST_F(Use, a_run_that_diverged_can_go_on_from_its_last_finite_model) {
  in("rnn", model_kind("rnn"));
  app::ModelView& model = stage.snapshot.models[model_kind("rnn").index()];
  model.diverged = "Training diverged.";
  model.settings.learning_rate = 500;
  stage.frames(3);
  stage.click("trouble.go_on");
  ASSERT_NE(stage.posted<app::Set>(), nullptr);
  EXPECT_EQ(stage.posted<app::Set>()->key, "learning_rate");
  EXPECT_EQ(stage.posted<app::Set>()->value, "50");
  EXPECT_NE(stage.posted<app::Play>(), nullptr);
  EXPECT_EQ(stage.posted<app::Reset>(), nullptr) << "nothing is lost";
  // An exploded run has finite weights, but they are useless: it cannot be continued.
  model.diverged.clear();
  model.loss = 1000;
  stage.frames(3);
  EXPECT_TRUE(stage.visible("trouble.slower"));
  EXPECT_FALSE(stage.visible("trouble.go_on"));
}

TEST_F(Use, a_rate_far_too_high_offers_the_default) {
  in("rnn", model_kind("rnn"));
  app::ModelView& model = stage.snapshot.models[model_kind("rnn").index()];
  model.diverged = "Training diverged.";
  model.settings.learning_rate = 1e6;
  stage.frames(3);
  stage.click("trouble.default");
  ASSERT_NE(stage.posted<app::Set>(), nullptr);
  EXPECT_EQ(stage.posted<app::Set>()->key, "learning_rate");
  EXPECT_EQ(stage.posted<app::Set>()->value,
            real_text(model_info(model_kind("rnn")).defaults.learning_rate));
  EXPECT_NE(stage.posted<app::Reset>(), nullptr);
  model.settings.learning_rate = 2;  // a tenth of it is below the default
  stage.frames(3);
  EXPECT_TRUE(stage.visible("trouble.slower"));
  EXPECT_FALSE(stage.visible("trouble.default"));
}

TEST_F(Use, the_status_fits_beside_the_buttons) {
  in("rnn", model_kind("rnn"));
  app::ModelView& model = stage.snapshot.models[model_kind("rnn").index()];
  model.finished = true;
  model.steps = 1'234'567;
  const std::vector<std::string> versions = ui::status_words(stage.snapshot);
  const ui::Rectangle room = *stage.interface().controls().find("status");
  EXPECT_NE(versions.front().find("step 1,234,567"), std::string::npos);
  EXPECT_LE(ui::text_size(ImGui::GetIO().Fonts->Fonts[1], versions.back()).x, room.width);
  for (const std::string& words : versions)
    EXPECT_NE(words.find("finished"), std::string::npos) << words;
}

TEST_F(Use, numbers_in_the_cells_of_a_heat_map_do_not_overlap) {
  in("neural", model_kind("neural"));
  stage.click("neural.large");
  for (int i = 0; i < 4; ++i) stage.click("neural.zoom.in");
  stage.find("neural.weights");
  const auto vertices_with = [&](float weight) {
    for (float& value : stage.snapshot.neural_weights.values.edit()) value = weight;
    ++stage.snapshot.neural_weights.revision;
    stage.frames(3);
    return stage.vertices();
  };
  const int fitting = vertices_with(1);
  EXPECT_LT(vertices_with(-1e9f), fitting) << "too long for their cells: not drawn";
}

TEST_F(Use, notices_appear_and_go) {
  stage.snapshot.notices.edit().push_back(
      {1, true, "The file is not a text: byte 7 is not UTF-8."});
  stage.frames(3);
  EXPECT_TRUE(stage.visible("toast.0"));
  EXPECT_TRUE(std::isfinite(stage.interface().wake_at()));
  stage.pass(30);
  stage.frames(3);
  EXPECT_FALSE(stage.visible("toast.0"));
  EXPECT_FALSE(std::isfinite(stage.interface().wake_at()));  // nothing moves: no frames needed
}

TEST_F(Use, a_problem_is_shown_in_the_chapter_of_its_model) {
  in("rnn", model_kind("rnn"));
  EXPECT_FALSE(stage.visible("trouble"));
  stage.snapshot.models[model_kind("rnn").index()].diverged =
      "At step 812 the loss was no longer a number.";
  stage.frames(2);
  EXPECT_TRUE(stage.visible("trouble"));
}

TEST_F(Use, a_run_that_began_with_a_large_loss_has_not_exploded) {
  in("rnn", model_kind("rnn"));
  app::ModelView& rnn = stage.snapshot.models[model_kind("rnn").index()];
  rnn.loss_curve.y.edit().front() = 27;  // confident and wrong
  rnn.loss = 12;
  stage.frames(3);
  EXPECT_FALSE(stage.visible("trouble"));
  rnn.loss = 60;
  stage.frames(3);
  EXPECT_TRUE(stage.visible("trouble"));
}

TEST_F(Use, an_exploded_run_offers_recovery_actions) {
  in("rnn", model_kind("rnn"));
  app::ModelView& rnn = stage.snapshot.models[model_kind("rnn").index()];
  rnn.settings.max_grad_norm = 0;
  rnn.settings.learning_rate = 2;
  rnn.loss = 36;
  std::vector<double>& loss = rnn.loss_curve.y.edit();
  for (std::size_t i = 500; i < 1000; ++i) loss[i] = 36;
  stage.frames(3);
  ASSERT_TRUE(stage.visible("trouble"));
  stage.click("trouble.slower");
  ASSERT_NE(stage.posted<app::Set>(), nullptr);
  EXPECT_EQ(stage.posted<app::Set>()->key, "learning_rate");
  EXPECT_EQ(stage.posted<app::Set>()->value, "0.2");
  EXPECT_NE(stage.posted<app::Reset>(), nullptr);
  stage.click("trouble.clip");
  EXPECT_EQ(stage.posted<app::Set>()->key, "max_grad_norm");
  EXPECT_EQ(stage.posted<app::Set>()->value, "1");
  stage.click("trouble.back");  // "small steps" is the newest saved run of an RNN
  ASSERT_NE(stage.posted<app::RestoreRun>(), nullptr);
  EXPECT_EQ(stage.posted<app::RestoreRun>()->id, 1u);
}

TEST_F(Use, nothing_is_uploaded_again_while_nothing_changes) {
  in("neural", model_kind("neural"));
  const int uploads = stage.textures().picture("neural.weights").uploads;
  stage.frames(10);
  EXPECT_EQ(stage.textures().picture("neural.weights").uploads, uploads);
  ++stage.snapshot.neural_weights.revision;
  stage.frames(1);
  EXPECT_EQ(stage.textures().picture("neural.weights").uploads, uploads + 1);
}

TEST(Phone, a_finger_scrolls_taps_and_drags) {
  Stage stage(390, 844, 3);
  stage.snapshot = fake_snapshot();
  stage.snapshot.active = model_kind("rnn");
  stage.show("rnn");
  stage.intents.clear();
  using Phase = ui::InputQueue::Phase;
  const auto finger = [&](Phase phase, float x, float y) {
    stage.input().touch(1, phase, x, y, stage.seconds());
    stage.frames(1);
  };
  const ui::Rectangle before = *stage.interface().controls().find("loss.plot");
  finger(Phase::begin, 200, 600);
  for (int i = 1; i <= 10; ++i) finger(Phase::move, 200, 600 - 20.0f * static_cast<float>(i));
  stage.pass(0.5);  // the finger rests, so there is no flick
  finger(Phase::end, 200, 400);
  stage.frames(3);
  const ui::Rectangle* after = stage.interface().controls().find("loss.plot");
  ASSERT_NE(after, nullptr);
  EXPECT_NEAR(after->y + after->height, before.y + before.height - 200, 3);
  EXPECT_TRUE(stage.intents.empty());  // nothing under the finger was pressed

  const ui::Rectangle play = *stage.interface().controls().find("play");
  finger(Phase::begin, play.x + 20, play.y + 10);
  finger(Phase::end, play.x + 20, play.y + 10);
  stage.frames(4);
  EXPECT_NE(stage.posted<app::Play>(), nullptr);

  const ui::Rectangle t = stage.find("sample.temperature");
  stage.intents.clear();
  finger(Phase::begin, t.x + t.width * 0.5f, t.y + t.height / 2);
  for (int i = 1; i <= 10; ++i) {
    finger(Phase::move, t.x + t.width * (0.5f + 0.04f * static_cast<float>(i)), t.y + t.height / 2);
  }
  finger(Phase::end, t.x + t.width * 0.9f, t.y + t.height / 2);
  stage.frames(3);
  ASSERT_NE(stage.posted<app::Generate>(), nullptr);
  EXPECT_GT(stage.posted<app::Generate>()->temperature, 1.5);
}

}  // namespace
}  // namespace babble::test
