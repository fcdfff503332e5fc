// Sweeps in the chapters of models, and the race in chapter Compare.
#include "core/training/sweep.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "core/models/registry.h"
#include "drawing.h"
#include "drawn_test.h"
#include "fake_snapshot.h"

namespace babble::test {
namespace {

class SweepDrawn : public DrawnTest {
 protected:
  SweepDrawn() : DrawnTest(1280, 3600) {}
  void finish(const char* kind, const char* setting, std::vector<app::SweepRun> runs, int best) {
    stage.snapshot.sweep = {.id = 1,
                            .kind = model_kind(kind),
                            .setting = setting,
                            .steps = 1000,
                            .planned = 3,
                            .running = runs.size() < 3,
                            .progress = 0.4,
                            .runs = std::move(runs),
                            .best = best};
    stage.frames(3);
  }
};

TEST_F(SweepDrawn, an_experiment_fills_the_fields_and_the_address_and_starts) {
  in("mlp", model_kind("mlp"));
  stage.click("try.rates");
  const auto* started = stage.posted<app::StartSweep>();
  ASSERT_NE(started, nullptr);
  EXPECT_EQ(started->model, model_kind("mlp"));
  EXPECT_EQ(started->setting, "learning_rate");
  EXPECT_EQ(started->values, "0.001..1 log 10");
  EXPECT_EQ(started->steps, 1000);
  stage.frames(3);
  const std::string link = stage.interface().link(stage.snapshot, false).value_or("");
  EXPECT_NE(link.find("mlp.sweep.values=0.001..1%20log%2010"), std::string::npos) << link;
  EXPECT_FALSE(stage.visible("sweep.plot")) << "nothing is known yet";
}

TEST_F(SweepDrawn, the_rnn_has_one_of_each_of_its_three_choices) {
  in("rnn", model_kind("rnn"));
  const std::tuple<const char*, const char*, const char*> experiments[] = {
      {"try.relu", "activation", "tanh, relu"},
      {"try.detach", "detach", "true, false"},
      {"try.one_hot", "embedding", "0, 2, 8, 32"}};
  for (const auto& [button, setting, values] : experiments) {
    stage.click(button);
    const auto* started = stage.posted<app::StartSweep>();
    ASSERT_NE(started, nullptr) << button;
    EXPECT_EQ(started->setting, setting);
    EXPECT_EQ(started->values, values);
    EXPECT_NO_THROW(sweep_values(*find_setting(setting), values));
    stage.click("experiment.close");
    stage.frames(3);
  }
}

TEST_F(SweepDrawn, the_results_are_drawn_and_the_best_value_can_be_used) {
  in("mlp", model_kind("mlp"));
  finish("mlp", "learning_rate", {{"0.01", 0.01, 9, 1000, 2.5, 2.55}}, 0);
  EXPECT_TRUE(Drawing::last_frame().says("1 of 3 values, 40 %"));
  stage.click("sweep.stop");
  EXPECT_NE(stage.posted<app::StopSweep>(), nullptr);
  finish("mlp", "learning_rate",
         {{"10", 10, 9, 3, std::nan(""), std::nan(""), "It diverged."},
          {"0.01", 0.01, 9, 1000, 2.5, 2.55},
          {"0.2", 0.2, 9, 1000, 2.1, 2.25}},
         2);
  stage.find("sweep.plot");
  const Drawing drawing = Drawing::last_frame();
  EXPECT_TRUE(drawing.says("Best: 0.2, dev NLL 2.2500, train 2.1000."));
  EXPECT_TRUE(drawing.says("10: It diverged."));
  stage.move_to("sweep.plot", 0.5f);
  EXPECT_TRUE(Drawing::last_frame().says("dev  2.2500"));
  EXPECT_FALSE(Drawing::last_frame().says("“0.2”")) << "the head has the value";
  const std::string spoken = stage.interface().describe(stage.snapshot);
  EXPECT_NE(spoken.find("10: no loss. 0.01: dev NLL 2.5500. 0.2: dev NLL 2.2500. Best: 0.2"),
            std::string::npos)
      << spoken;
  stage.click("sweep.use");
  ASSERT_NE(stage.posted<app::Set>(), nullptr);
  EXPECT_EQ(stage.posted<app::Set>()->value, "0.2");
  stage.click("sweep.plot.menu");
  stage.click("sweep.plot.csv");
  const auto files = stage.interface().take_requests().files;
  ASSERT_EQ(files.size(), 1u);
  EXPECT_TRUE(files[0].bytes.text().starts_with(
      "Learning rate,train,dev,best,uniform\n0.01,2.5,2.55,,3.29"))
      << files[0].bytes.text();
}

TEST_F(SweepDrawn, the_runs_of_a_choice_are_curves_from_their_first_loss) {
  in("mlp", model_kind("mlp"));
  stage.click("try.starts");
  const auto* started = stage.posted<app::StartSweep>();
  ASSERT_NE(started, nullptr);
  EXPECT_EQ(started->setting, "init");
  EXPECT_EQ(started->values, "normal, scaled");
  const auto save = [&](Init init, std::vector<double> losses) {
    auto run = std::make_shared<app::SavedRun>();
    run->id = stage.snapshot.saved_runs.size() + 1;
    run->kind = model_kind("mlp");
    run->settings.init = init;
    run->steps = 1000;
    run->loss_curve.x = std::vector<double>{1, 2};
    run->loss_curve.y = std::move(losses);
    stage.snapshot.saved_runs.edit().push_back(std::move(run));
  };
  save(Init::normal, {99, 99});  // of an earlier sweep
  save(Init::normal, {27.25, 2.5});
  save(Init::scaled, {3.25, 2.25});
  finish("mlp", "init", {{"normal", 0, 9, 1000, 2.5, 2.5}, {"scaled", 1, 9, 1000, 2.2, 2.2}}, 1);
  stage.find("sweep.plot");
  EXPECT_TRUE(Drawing::last_frame().says("normal: first loss 27.25, last 2.50"));
  EXPECT_TRUE(Drawing::last_frame().says("scaled: first loss 3.25, last 2.25"));
  stage.click("sweep.plot.menu");
  stage.click("sweep.plot.csv");
  const auto files = stage.interface().take_requests().files;
  ASSERT_EQ(files.size(), 1u);
  EXPECT_TRUE(files[0].bytes.text().starts_with("step,normal,scaled,uniform\n1,27.25,3.25,3.29"))
      << files[0].bytes.text();
}

TEST_F(SweepDrawn, any_setting_is_chosen_with_values_around_the_present_one) {
  in("rnn", model_kind("rnn"));
  stage.click("sweep.setting");
  stage.click("sweep.setting.hidden_size");
  stage.click("sweep.start");
  const auto* started = stage.posted<app::StartSweep>();
  ASSERT_NE(started, nullptr);
  EXPECT_EQ(started->setting, "hidden_size");
  EXPECT_FALSE(sweep_values(*find_setting("hidden_size"), started->values).empty());
  EXPECT_EQ(started->steps, 1000);
}

TEST_F(SweepDrawn, a_race_is_of_the_recurrent_models_until_others_are_chosen) {
  in("compare", model_kind("rnn"));
  stage.click("race.start");
  ASSERT_NE(stage.posted<app::Race>(), nullptr);
  EXPECT_EQ(stage.posted<app::Race>()->models, "rnn,gru,lstm");
  EXPECT_EQ(stage.posted<app::Race>()->seconds, 20);
  EXPECT_FALSE(stage.posted<app::Race>()->equal_parameters);
  stage.click("race.mlp");
  stage.click("race.lstm");
  stage.click("race.equal");
  stage.click("race.start");
  EXPECT_EQ(stage.posted<app::Race>()->models, "mlp,rnn,gru");
  EXPECT_TRUE(stage.posted<app::Race>()->equal_parameters);
  stage.snapshot.race = {{model_kind("rnn"), model_kind("gru")}, 20, true};
  stage.frames(2);
  EXPECT_TRUE(Drawing::last_frame().says("RNN: "));
  stage.click("race.stop");
  EXPECT_NE(stage.posted<app::Pause>(), nullptr);
}

TEST_F(SweepDrawn, curves_are_drawn_by_seconds_and_every_run_has_a_dot_at_its_size) {
  in("compare", model_kind("rnn"));
  stage.find("size.plot");
  stage.click("compare.curves.by.1");
  stage.click("compare.plot.menu");
  stage.click("compare.plot.csv");
  const auto files = stage.interface().take_requests().files;
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(files[0].bytes.text().substr(0, 8), "seconds,");
  EXPECT_NE(files[0].bytes.text().find("\n0.0175,"), std::string::npos)
      << "the first of 400 steps in 7 seconds";
}

}  // namespace
}  // namespace babble::test
