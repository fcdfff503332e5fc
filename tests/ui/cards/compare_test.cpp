// Chapter Compare: the table of models; saving, renaming, hiding, removing and restoring runs.
#include <gtest/gtest.h>

#include <cmath>

#include "core/models/registry.h"
#include "drawn_test.h"
#include "ui/base/input_queue.h"
#include "ui/cards/compare/comparison_card.h"

namespace babble::test {
namespace {

class Compare : public DrawnTest {
 protected:
  Compare() {
    stage.show("compare");
    stage.intents.clear();
    stage.interface().take_requests();
  }
};

TEST_F(Compare, every_model_and_every_saved_run_has_a_row_and_the_uniform_guess_is_first) {
  const auto rows = ui::comparison_rows(stage.snapshot, ui::light_palette());
  const std::size_t models = model_kinds().size(), first_run = 1 + models;
  ASSERT_EQ(rows.size(), first_run + 2);
  EXPECT_EQ(rows[0].id, "uniform");
  EXPECT_EQ(rows[0].parameters, 0);
  EXPECT_NEAR(rows[0].nll.test, 3.2958, 1e-4);  // ln 27
  const ui::ComparisonRow& rnn = rows[1 + model_kind("rnn").index()];
  EXPECT_EQ(rnn.id, "rnn");
  EXPECT_EQ(rnn.details, "H 64, B 32, T 35, rate 1, θ 1");
  EXPECT_EQ(rows[first_run].name, "small steps");
  EXPECT_TRUE(rows[first_run].comparable);
  stage.snapshot.corpus.fingerprint = 99;
  EXPECT_FALSE(ui::comparison_rows(stage.snapshot, ui::light_palette())[first_run].comparable);
  for (const char* name : {"compare.uniform", "compare.count", "compare.neural", "compare.rnn",
                           "compare.run.1", "compare.run.2"}) {
    EXPECT_TRUE(stage.visible(name)) << name;
  }
}

TEST_F(Compare, the_uniform_guess_has_no_figures_for_parts_that_are_empty) {
  stage.snapshot.corpus.dev_tokens = stage.snapshot.corpus.test_tokens = 0;
  const auto rows = ui::comparison_rows(stage.snapshot, ui::light_palette());
  EXPECT_NEAR(rows[0].nll.train, 3.2958, 1e-4);
  EXPECT_TRUE(std::isnan(rows[0].nll.dev)) << "else it is the best of an empty column";
  EXPECT_TRUE(std::isnan(rows[0].nll.test));
}

TEST_F(Compare, test_figures_are_hidden_until_asked_for) {
  EXPECT_FALSE(stage.visible("compare.test"));
  for (app::ModelView& model : stage.snapshot.models) model.nll.test = std::nan("");
  stage.snapshot.saved_runs = {};
  const auto rows = ui::comparison_rows(stage.snapshot, ui::light_palette());
  EXPECT_TRUE(std::isnan(rows[0].nll.test)) << "else the guess is the best";
  EXPECT_FALSE(std::isnan(rows[0].nll.dev));
  stage.frames(3);
  stage.intents.clear();
  stage.click("compare.test");
  std::size_t asked = 0, known = 0;
  for (const app::Intent& intent : stage.intents)
    asked += std::holds_alternative<app::EvaluateTest>(intent);
  for (const app::ModelView& model : stage.snapshot.models) known += !std::isnan(model.nll.train);
  EXPECT_EQ(asked, known);
  EXPECT_GT(known, 1u);
}

TEST_F(Compare, a_click_saves_a_run) {
  stage.click("compare.rnn.keep");
  ASSERT_NE(stage.posted<app::SaveRun>(), nullptr);
  EXPECT_EQ(stage.posted<app::SaveRun>()->model, model_kind("rnn"));
  EXPECT_EQ(stage.posted<app::SaveRun>()->name, "");
}

TEST_F(Compare, an_untrained_model_cannot_be_saved) {
  stage.snapshot = first_snapshot();
  stage.frames(2);
  EXPECT_TRUE(stage.visible("compare.count.keep"));
  EXPECT_FALSE(stage.visible("compare.rnn.keep"));
}

TEST_F(Compare, a_saved_run_is_renamed_removed_and_restored) {
  stage.click("compare.run.1.menu");
  stage.click("compare.run.1.name");
  stage.type("clipped");
  stage.press_key(ui::key_enter);
  ASSERT_NE(stage.posted<app::RenameRun>(), nullptr);
  EXPECT_EQ(stage.posted<app::RenameRun>()->id, 1u);
  EXPECT_EQ(stage.posted<app::RenameRun>()->name, "clipped");
  stage.click("compare.run.1.return");
  ASSERT_NE(stage.posted<app::RestoreRun>(), nullptr);
  EXPECT_EQ(stage.posted<app::RestoreRun>()->id, 1u);
  stage.click("compare.run.2.menu");
  stage.click("compare.run.2.remove");
  ASSERT_NE(stage.posted<app::RemoveRun>(), nullptr);
  EXPECT_EQ(stage.posted<app::RemoveRun>()->id, 2u);
}

TEST_F(Compare, a_hidden_run_is_neither_drawn_nor_exported_with_the_curves) {
  const auto header = [&] {
    stage.click("compare.plot.menu");
    stage.click("compare.plot.csv");
    const ui::Requests requests = stage.interface().take_requests();
    return requests.files.empty() ? std::string()
                                  : requests.files[0].bytes.text().substr(
                                        0, requests.files[0].bytes.text().find('\n'));
  };
  EXPECT_EQ(header(), "step,Neural bigram,RNN,small steps,Neural bigram 1,uniform,count bigram");
  stage.click("compare.run.1");
  EXPECT_EQ(header(), "step,Neural bigram,RNN,Neural bigram 1,uniform,count bigram");
  EXPECT_FALSE(stage.all_controls().contains("card.samples.run.1"));
  EXPECT_TRUE(stage.all_controls().contains("card.samples.run.2"));
  stage.click("compare.run.1");
  EXPECT_EQ(header(), "step,Neural bigram,RNN,small steps,Neural bigram 1,uniform,count bigram");
}

TEST_F(Compare, the_table_can_be_exported) {
  stage.click("compare.ladder.menu");
  stage.click("compare.ladder.csv");
  const ui::Requests requests = stage.interface().take_requests();
  ASSERT_EQ(requests.files.size(), 1u);
  const std::string csv = requests.files[0].bytes;
  EXPECT_EQ(csv.substr(0, 33), "name,settings,parameters,nll trai");
  EXPECT_NE(csv.find("\nsmall steps,\"H 64, B 32, T 35, rate 1, θ 1\",7643,2.4,2.41,2.42,"),
            std::string::npos);
}

class ComparisonTable : public DrawnTest {
 protected:
  ComparisonTable() : DrawnTest(1280, 2800) {}
};

TEST_F(ComparisonTable, the_comparison_has_a_row_for_each_model_and_marks_the_best) {
  show("compare");
  const std::vector<std::string> all = lines("ladder");
  EXPECT_EQ(all[0],
            "parameters | NLL train | NLL dev | NLL test | ppl train | ppl dev | ppl test | "
            "steps | time");
  const std::string words = card("ladder").words();
  EXPECT_NE(words.find("RNN H 64, B 32, T 35, rate 1, θ 1 729 2.0500 2.0600 2.0700 7.77 7.85 7.92 "
                       "2,000 12 s"),
            std::string::npos)
      << words;
  EXPECT_NE(words.find("Count bigram k = 1 729 2.4546 2.4580 2.4601 11.64 11.68 11.71 – –"),
            std::string::npos);
  for (const char* best : {"2.0500", "2.0600", "2.0700", "7.77", "7.85", "7.92"})
    EXPECT_EQ(card("ladder").find(best)->color, p.good) << best;
  EXPECT_EQ(card("ladder").texts_of(p.good).size(), 6u);
  // Numbers are right-aligned below their headings.
  const Drawing ladder = card("ladder");
  for (const auto& [head, number] : {std::pair{"parameters", "7,643"},
                                     {"NLL dev", "2.4580"},
                                     {"ppl test", "11.71"},
                                     {"steps", "2,000"},
                                     {"time", "12 s"}})
    EXPECT_NEAR(ladder.find(head)->box.right, ladder.find(number)->box.right, 3) << head;
}

TEST_F(ComparisonTable, untrained_models_and_other_corpora_are_not_compared) {
  stage.snapshot.models[model_kind("rnn").index()].steps = 0;
  stage.snapshot.corpus.fingerprint = 99;
  show("compare");
  const Drawing ladder = card("ladder");
  EXPECT_TRUE(ladder.says("other data: names.txt"));
  EXPECT_EQ(ladder.find("2.4100")->color, p.faint);
  EXPECT_EQ(ladder.find("2.4546")->color, p.good) << "the best of those that can be compared";
  EXPECT_TRUE(ladder.says("–: not trained yet"));
  EXPECT_FALSE(stage.visible("compare.rnn.keep"));
  auto run = std::make_shared<app::SavedRun>(*fake_snapshot().saved_runs[0]);
  run->diverged = "It is no number.";
  stage.snapshot.saved_runs = {run};
  EXPECT_TRUE(card("ladder").says("diverged, other data"));
  stage.snapshot.models[model_kind("rnn").index()].steps = 10;
  EXPECT_FALSE(card("ladder").says("A dash"));
  EXPECT_FALSE(card("ladder").says("estimates"));
  stage.snapshot.models[model_kind("rnn").index()].nll_is_partial = true;
  EXPECT_TRUE(card("ladder").says("estimates"));
}

TEST_F(ComparisonTable, a_click_on_a_name_hides_its_curve) {
  show("compare");
  const auto filled = [&] {
    const auto dots = control("compare.rnn").shapes_of(p.of(model_kind("rnn")));
    return dots.size() == 1 && dots[0].vertices.size() == 40;
  };
  EXPECT_TRUE(filled());
  EXPECT_EQ(control("compare.rnn").find("RNN")->color, p.text);
  stage.click("compare.rnn");
  EXPECT_FALSE(filled());
  EXPECT_EQ(control("compare.rnn").find("RNN")->color, p.muted);
  EXPECT_FALSE(stage.visible("card.samples.rnn"));
  stage.click("compare.rnn");
  EXPECT_TRUE(filled());
  stage.click("compare.uniform");
  EXPECT_EQ(control("compare.uniform").find("Uniform guess")->color, p.text) << "it has no curve";
}

TEST_F(ComparisonTable, a_narrow_comparison_has_fewer_columns) {
  for (const float width : {900.0f, 390.0f}) {
    Stage other(width, 3000);
    other.snapshot = fake_snapshot();
    other.show("compare");
    const auto words = [&] {
      return Drawing::last_frame()
          .within(*other.interface().controls().find("card.ladder"))
          .words();
    };
    EXPECT_EQ(words().find("ppl train"), std::string::npos);
    EXPECT_NE(words().find("test dev train"), std::string::npos);
    EXPECT_EQ(words().find("parameters") != std::string::npos, width > 500);
    EXPECT_NE(words().find(width > 500 ? "2.0600" : "2.060"), std::string::npos);
    other.click("compare.unit.1");
    EXPECT_NE(words().find("7.85"), std::string::npos);
    EXPECT_EQ(words().find("2.060"), std::string::npos);
  }
}

}  // namespace
}  // namespace babble::test
