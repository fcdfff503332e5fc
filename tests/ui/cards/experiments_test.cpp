// "Things to try": an experiment brings its cards to the top of their columns until it is closed.
// "In PyTorch": the program of the run.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "core/models/registry.h"
#include "drawing.h"
#include "fake_snapshot.h"
#include "stage.h"
#include "ui/cards/common/code_card.h"

namespace babble::test {
namespace {

struct Case {
  const char *chapter, *active, *experiment;
  std::vector<const char*> shown;  // whole, on the first screen
};

TEST(Experiments, bring_their_cards_to_the_top_and_keep_them_there) {
  const Case cases[] = {
      {"counting", "count", "never", {"word.table", "counting.heatmap"}},
      {"counting", "count", "even", {"counting.bars", "setting.smoothing", "quality"}},
      {"counting", "count", "walk", {"walk.bar", "walk.step", "counting.heatmap"}},
      {"data", "count", "unseen", {"laplace.gram", "laplace.table"}},
      {"data", "count", "raw", {"data.preview", "data.alphabet"}},
      {"neural", "neural", "learn", {"neural.weights", "neural.difference"}},
      {"neural", "neural", "penalty", {"penalty.plot", "setting.l2"}},
      {"neural", "neural", "batches", {"loss.plot"}},
      {"neural", "neural", "trigram", {"loss.plot"}},
      {"batches", "rnn", "toy", {"batches.x", "batches.y"}},
      {"batches", "rnn", "walk", {"batches.text"}},
      {"rnn", "rnn", "explode", {"loss.plot", "gradient.plot"}},
      {"rnn", "rnn", "reach", {"reach.plot", "gradient.plot"}},
      {"rnn", "rnn", "greedy", {"samples"}},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(std::string(one.chapter) + ", " + one.experiment);
    Stage stage;
    stage.snapshot = fake_snapshot();
    stage.snapshot.active = model_kind(one.active);
    stage.show(one.chapter);
    const std::string button = std::string("try.") + one.experiment;
    EXPECT_FALSE(stage.visible("card.experiment"));
    stage.click(button);
    for (const int frames : {6, 60}) {
      stage.frames(frames);
      EXPECT_TRUE(stage.visible("card.experiment"));
      for (const char* name : one.shown) {
        ASSERT_TRUE(stage.visible(name)) << name;
        const ui::Rectangle place = *stage.interface().controls().find(name);
        EXPECT_GT(place.height, 15) << name;
        EXPECT_LT(place.y + place.height, 796) << name;
      }
    }
    stage.click("experiment.close");
    stage.frames(3);
    EXPECT_FALSE(stage.all_controls().contains("card.experiment"));
  }
}

TEST(Experiments, on_a_phone_the_first_card_is_in_view) {
  Stage phone(390, 844, 2);
  phone.snapshot = fake_snapshot();
  phone.show("counting");
  phone.click("try.never");
  phone.frames(6);
  EXPECT_TRUE(phone.visible("experiment.close"));
  EXPECT_TRUE(phone.visible("word.input"));
  phone.pass(5);
  phone.frames(2);
  EXPECT_GT(phone.interface().wake_at(), phone.seconds()) << "then no more frames are needed";
}

TEST(Experiments, show_minus_infinity_without_scrolling) {
  Stage stage;
  stage.snapshot = fake_snapshot();
  stage.show("counting");
  stage.click("try.never");
  stage.snapshot.word.word = "jq";
  stage.snapshot.word.rows = {{"jq", 0, -std::numeric_limits<double>::infinity()}};
  stage.frames(6);
  const ui::Rectangle* table = stage.interface().controls().find("word.table");
  ASSERT_NE(table, nullptr);
  EXPECT_TRUE(Drawing::last_frame().within(*table).says("−∞"));
}

TEST(Experiments, go_back_to_the_defaults) {
  Stage stage;
  stage.snapshot = fake_snapshot();
  stage.snapshot.active = model_kind("neural");
  stage.show("neural");
  stage.click("try.penalty");
  stage.snapshot.models[1].settings.l2 = 10;
  stage.snapshot.models[1].settings.batch_size = 32;
  stage.frames(3);
  stage.intents.clear();
  stage.click("experiment.defaults");
  std::vector<std::string> keys;
  for (const app::Intent& intent : stage.intents)
    if (const auto* set = std::get_if<app::Set>(&intent))
      keys.push_back(set->key + "=" + set->value);
  EXPECT_EQ(keys, (std::vector<std::string>{"l2=0.01", "batch_size=0"}));
  EXPECT_NE(stage.posted<app::Reset>(), nullptr) << "the run is saved with its own settings";
  EXPECT_EQ(stage.posted<app::LimitSpeed>()->steps_per_second, 50);
  stage.frames(3);
  EXPECT_FALSE(stage.visible("card.experiment"));
}

TEST(Experiments, leave_what_a_lesson_hides_as_the_lesson_has_set_it) {
  Stage stage;
  stage.snapshot = fake_snapshot();
  stage.snapshot.active = model_kind("rnn");
  Settings& settings = stage.snapshot.models[model_kind("rnn").index()].settings;
  settings.time_steps = 20;
  stage.interface().open_link("chapter=rnn&hide=setting.time_steps");
  stage.snapshot.links_opened = 1;
  stage.frames(6);
  stage.click("try.forget");
  settings.time_steps = 1;
  settings.batch_size = 1024;
  stage.frames(3);
  stage.intents.clear();
  stage.click("experiment.defaults");
  std::vector<std::string> set;
  for (const app::Intent& intent : stage.intents)
    if (const auto* one = std::get_if<app::Set>(&intent))
      set.push_back(one->key + "=" + one->value);
  EXPECT_NE(std::find(set.begin(), set.end(), "time_steps=20"), set.end());
  EXPECT_NE(std::find(set.begin(), set.end(), "batch_size=32"), set.end());
}

// The card "In PyTorch".

app::ProgramView::Line code_line(const char* text, const char* figure = "", bool changed = false) {
  return {text, figure, changed};
}

app::Snapshot with_program(ModelKind kind) {
  app::Snapshot snapshot = fake_snapshot();
  auto program = std::make_shared<app::ProgramView>();
  program->kind = kind;
  program->sections = {{"First.", {code_line("import torch"), code_line("# of names")}, 1},
                       {"Second.",
                        {code_line("H = 64", "", true), code_line("print(loss)", "loss"),
                         code_line("x = \"a\"  # why")},
                        4}};
  program->python = "import torch\n";
  program->notebook = "{}\n";
  snapshot.program = program;
  snapshot.active = kind;
  return snapshot;
}

TEST(CodeCard, shows_the_part_that_changed_and_saves_the_program) {
  Stage stage(1280, 4400);
  stage.snapshot = with_program(model_kind("rnn"));
  stage.show("rnn");
  stage.frames(4);
  const Drawing card =
      Drawing::last_frame().within(*stage.interface().controls().find("card.code"));
  EXPECT_TRUE(card.says("part 2 of 2")) << card.words();
  EXPECT_TRUE(card.says("H = ")) << card.words();
  EXPECT_FALSE(card.shapes_of(ui::light_palette().accent_soft).empty());
  EXPECT_FALSE(card.texts_of(ui::light_palette().good).empty());  // the literal
  stage.click("code.back");
  stage.frames(2);
  EXPECT_TRUE(Drawing::last_frame().says("part 1 of 2"));
  stage.click("code.copy");
  stage.frames(1);
  EXPECT_STREQ(ImGui::GetClipboardText(), "import torch\n");
  EXPECT_NE(stage.interface().describe(stage.snapshot).find("a program of 6 lines"),
            std::string::npos);
  ASSERT_NE(stage.posted<app::Subscribe>(), nullptr);
  EXPECT_TRUE(stage.posted<app::Subscribe>()->program);
}

TEST(CodeCard, a_line_names_the_figure_that_it_makes) {
  const app::Snapshot snapshot = with_program(model_kind("rnn"));
  const auto words = [&](const char* figure) {
    return ui::figure_words(snapshot, model_kind("rnn"), figure);
  };
  EXPECT_TRUE(words("loss").starts_with("loss ")) << words("loss");
  EXPECT_TRUE(words("vocabulary").starts_with("V = 27: . a b")) << words("vocabulary");
  EXPECT_FALSE(words("split").empty());
  EXPECT_EQ(words("nothing"), "");
  const auto pieces = ui::code_pieces("for i in range(12):  # \"all\"");
  ASSERT_GE(pieces.size(), 8u);
  EXPECT_EQ(pieces[0].kind, ui::CodePiece::Kind::word);
  EXPECT_EQ(pieces.back().text, "# \"all\"");
  EXPECT_EQ(ui::code_pieces("\"a\\\"b\" + c")[0].text, "\"a\\\"b\"");
}

}  // namespace
}  // namespace babble::test
