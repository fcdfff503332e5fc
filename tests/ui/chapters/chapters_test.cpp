// Every chapter at every size: what must be there is there, lies within the window, and nothing
// covers anything else.
#include <gtest/gtest.h>

#include "core/models/registry.h"
#include "fake_snapshot.h"
#include "stage.h"
#include "ui/base/imgui_all.h"

namespace babble::test {
namespace {

struct Screen {
  const char* name;
  float width, height, ratio;
};
constexpr Screen screens[] = {{"laptop", 1280, 800, 1}, {"phone", 390, 844, 3},
                              {"fine", 1280, 800, 2},   {"tablet", 820, 1180, 2},
                              {"wall", 1920, 1080, 1},  {"flat", 1024, 600, 1}};

class EveryScreen : public ::testing::TestWithParam<Screen> {};

// One name is part of the other: "loss.unit.0" lies in "loss.unit", and everything on a card.
bool belongs(const std::string& a, const std::string& b) {
  if (a.starts_with("card.") != b.starts_with("card.")) return true;
  return a.starts_with(b + ".") || b.starts_with(a + ".");
}

void expect_tidy(Stage& stage, const Screen& screen, const std::string& where) {
  const auto& all = stage.interface().controls().all();
  ASSERT_GT(all.size(), 10u) << where;
  for (auto a = all.begin(); a != all.end(); ++a) {
    const ui::Rectangle& r = a->second;
    EXPECT_GE(r.x, 0) << where << a->first;
    EXPECT_GE(r.y, 0) << where << a->first;
    EXPECT_LE(r.x + r.width, screen.width + 0.5f) << where << a->first;
    EXPECT_LE(r.y + r.height, screen.height + 0.5f) << where << a->first;
    for (auto b = std::next(a); b != all.end(); ++b) {
      if (belongs(a->first, b->first)) continue;
      const ui::Rectangle& q = b->second;
      const float shared_x = std::min(r.x + r.width, q.x + q.width) - std::max(r.x, q.x);
      const float shared_y = std::min(r.y + r.height, q.y + q.height) - std::max(r.y, q.y);
      // One pixel is rounding.
      EXPECT_FALSE(shared_x > 1 && shared_y > 1) << where << a->first << " covers " << b->first;
    }
  }
}

TEST_P(EveryScreen, nothing_is_outside_or_covered) {
  for (const app::Snapshot& snapshot : {fake_snapshot(), first_snapshot(), wide_snapshot(200)}) {
    Stage stage(GetParam().width, GetParam().height, GetParam().ratio);
    stage.snapshot = snapshot;
    for (const std::string& chapter : chapter_ids()) {
      stage.show(chapter);
      const std::string where =
          std::string(GetParam().name) + ", " + chapter + ", " + snapshot.corpus.name + ": ";
      expect_tidy(stage, GetParam(), where);
      for (int turn = 0; turn < 12; ++turn) {
        stage.input().mouse_move(GetParam().width - 30, GetParam().height * 0.6f);
        stage.frames(1);
        stage.input().wheel(0, -3);
        stage.frames(2);
        expect_tidy(stage, GetParam(), where + "scrolled " + std::to_string(turn) + ", ");
      }
    }
  }
}

TEST_P(EveryScreen, no_text_is_wider_than_its_card) {
  // Content that is wider than its column would show as horizontal scrolling room.
  for (const app::Snapshot& snapshot : {fake_snapshot(), wide_snapshot(120)}) {
    Stage stage(GetParam().width, GetParam().height, GetParam().ratio);
    stage.snapshot = snapshot;
    for (const std::string& chapter : chapter_ids()) {
      stage.show(chapter);
      for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) {
        if (!window->Active || window->Hidden) continue;
        EXPECT_LE(window->ContentSize.x, window->InnerRect.GetWidth() + 1)
            << GetParam().name << ", " << chapter << ", " << window->Name;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(screens, EveryScreen, testing::ValuesIn(screens),
                         [](const auto& screen) { return std::string(screen.param.name); });

TEST(Chapters, have_their_named_controls) {
  const std::map<std::string, std::vector<const char*>> expected{
      {"counting",
       {"counting.heatmap",
        "counting.show",
        "counting.zoom.in",
        "counting.bars",
        "setting.smoothing",
        "setting.smoothing.slider",
        "quality",
        "samples",
        "samples.refresh",
        "walk.step",
        "walk.auto",
        "walk.restart",
        "walk.bar",
        "walk.speed",
        "walk.finished",
        "counting.sort",
        "counting.table.menu",
        "try.walk",
        "try.never",
        "try.even",
        "table.help",
        "row.help",
        "walk.help",
        "word.help",
        "smoothing.help",
        "word.input"}},
      {"neural", {"loss.plot",       "loss.unit",       "loss.log_x",     "loss.log_y",
                  "neural.weights",  "neural.softmax",  "neural.counts",  "neural.difference",
                  "samples",         "samples.refresh", "quality",        "setting.learning_rate",
                  "setting.l2",      "neural.scale",    "neural.zoom.in", "neural.large",
                  "matrices.help",   "example.pair",    "example.stage",  "example.forward",
                  "example.help",    "penalty.plot",    "penalty.help",   "setting.smoothing",
                  "neural.batching", "batching.help",   "try.learn",      "try.penalty",
                  "try.batches",     "setting.init",    "setting.bias",   "setting.batch_size"}},
      {"rnn",
       {"loss.plot", "loss.by", "gradient.plot", "rnn.hidden", "rnn.inspect", "rnn.guesses",
        "sample.prefix", "sample.temperature", "sample.greedy", "samples", "samples.refresh",
        "quality", "setting.hidden_size", "setting.batch_size", "setting.time_steps",
        "setting.batching", "setting.learning_rate", "setting.max_grad_norm", "setting.epochs"}},
      {"data",
       {"data.preview",
        "data.alphabet",
        "data.order",
        "data.look",
        "zipf.plot",
        "zipf.unit",
        "zipf.help",
        "top.list",
        "top.help",
        "laplace.gram",
        "laplace.e1",
        "laplace.e2",
        "laplace.e3",
        "laplace.help",
        "laplace.table",
        "alphabet.help",
        "split.help",
        "text.help",
        "try.words",
        "try.unseen",
        "try.raw",
        "data.open",
        "data.paste",
        "setting.split",
        "setting.max_tokens",
        "setting.preprocessing",
        "setting.tokens",
        "setting.min_freq"}},
      {"batches", {"batches.x", "batches.y", "batches.text", "batches.state", "batches.map"}},
      {"compare", {"card.ladder", "compare.uniform", "compare.plot"}}};
  constexpr const char* everywhere[] = {"corpus",
                                        "play",
                                        "step",
                                        "reset",
                                        "setting.seed",
                                        "open",
                                        "save",
                                        "theme",
                                        "status",
                                        "chapter.data",
                                        "chapter.counting",
                                        "chapter.neural",
                                        "chapter.mlp",
                                        "chapter.rnn",
                                        "chapter.compare"};
  Stage stage;
  stage.snapshot = fake_snapshot();
  for (const auto& [chapter, names] : expected) {
    stage.show(chapter);
    const std::set<std::string> all = stage.all_controls();
    for (const char* name : names) EXPECT_TRUE(all.contains(name)) << chapter << " lacks " << name;
    for (const char* name : everywhere)
      EXPECT_TRUE(all.contains(name)) << chapter << " lacks " << name;
  }
}

TEST(Chapters, every_setting_of_a_model_is_in_its_chapter) {
  Stage stage;
  stage.snapshot = fake_snapshot();
  for (auto& model : stage.snapshot.models) model.settings.optimizer = OptimizerKind::adamw;
  for (const ModelKind kind : {model_kind("neural"), model_kind("mlp"), model_kind("rnn")}) {
    stage.show(model_info(kind).id);
    const std::set<std::string> all = stage.all_controls();
    for (const SettingRow& row : settings_table()) {
      if (row.is_data || !model_info(kind).uses(row.key)) continue;
      EXPECT_TRUE(all.contains("setting." + std::string(row.key))) << row.key;
      EXPECT_TRUE(all.contains("setting." + std::string(row.key) + ".help")) << row.key;
    }
  }
}

// The list of a chapter is the order on a narrow screen, and the order within each column.
TEST(Chapters, cards_stand_in_the_order_of_their_list) {
  for (const float width : {390.0f, 1280.0f}) {
    Stage stage(width, 20000);  // everything is visible
    stage.snapshot = fake_snapshot();
    for (const auto& chapter : stage.interface().chapters()) {
      stage.show(chapter->id());
      const ui::Rectangle* before[3] = {};
      std::size_t shown = 0;
      for (const ui::CardSlot& slot : chapter->cards()) {
        const ui::Rectangle* card =
            stage.interface().controls().find("card." + std::string(slot.name));
        if (card == nullptr) continue;
        ++shown;
        const ui::Rectangle*& last = before[width < 1000 ? 0 : static_cast<int>(slot.column)];
        if (last != nullptr && slot.share == 1) {
          EXPECT_GE(card->y, last->y + last->height) << chapter->id() << ", " << slot.name;
        }
        last = card;
      }
      EXPECT_GE(shown, 4u) << chapter->id();
    }
  }
}

TEST(Chapters, a_filling_card_takes_what_the_others_leave) {
  Stage stage;
  stage.snapshot = fake_snapshot();
  stage.show("rnn");
  const auto card = [&](const char* name) { return *stage.interface().controls().find(name); };
  const float high = card("card.loss").height;
  EXPECT_LE(card("card.hidden").y + card("card.hidden").height, 800) << "all is in view";
  stage.interface().open_link("chapter=rnn&hide=gradient");
  stage.frames(3);
  EXPECT_GT(card("card.loss").height, high + 150);
}

TEST(Chapters, ten_samples_are_on_the_first_screen) {
  Stage stage;
  stage.snapshot = first_snapshot();
  stage.frames(3);
  EXPECT_STREQ(stage.interface().chapter(), "counting");
  ASSERT_TRUE(stage.visible("samples"));
  ASSERT_TRUE(stage.visible("counting.heatmap"));
  const ui::Rectangle samples = *stage.interface().controls().find("samples");
  EXPECT_LE(samples.y + samples.height, 800);
}

TEST(Chapters, a_row_k_and_the_nll_stand_beside_the_table) {
  Stage stage;
  stage.snapshot = first_snapshot();
  stage.frames(3);
  for (const char* name : {"counting.heatmap", "counting.bars", "setting.smoothing", "quality"}) {
    ASSERT_TRUE(stage.visible(name)) << name;
    const ui::Rectangle place = *stage.interface().controls().find(name);
    EXPECT_GT(place.height, 20) << name;
    EXPECT_LE(place.y + place.height, 790) << name;
  }
}

TEST(Chapters, a_large_alphabet_stays_within_the_vertices_of_one_list) {
  Stage stage;
  stage.snapshot = wide_snapshot(200);
  stage.show("counting");
  // Without a texture 40,000 cells would need 160,000 vertices.
  EXPECT_LT(stage.vertices(), 30000);
  EXPECT_EQ(stage.textures().picture("counting.heatmap").width, 200);
}

}  // namespace
}  // namespace babble::test
