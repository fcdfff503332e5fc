// Rules for every chapter in every layout, in windows high enough to show all cards.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "drawing.h"
#include "fake_snapshot.h"
#include "stage.h"
#include "ui/base/imgui_all.h"

namespace babble::test {
namespace {

struct LayoutSize {
  const char* name;
  float width, height;
  float padding, gap;  // of and between cards
};
constexpr LayoutSize layouts[] = {
    {"wide", 1280, 3600, 16, 14}, {"narrow", 820, 6400, 16, 14}, {"phone", 390, 8600, 14, 12}};

using Places = std::map<std::string, Box>;

Places cards_of(Stage& stage) {
  Places cards;
  for (const auto& [name, place] : stage.interface().controls().all())
    if (name.starts_with("card.")) cards[name] = box_of(place);
  return cards;
}

class EveryLayout : public ::testing::TestWithParam<LayoutSize> {
 protected:
  EveryLayout() : stage(GetParam().width, GetParam().height) {}
  template <class Check>
  void in_every_chapter(const Check& check) {
    for (const app::Snapshot& snapshot : {fake_snapshot(), wide_snapshot(60)}) {
      stage.snapshot = snapshot;
      for (const std::string& chapter : chapter_ids()) {
        stage.show(chapter);
        SCOPED_TRACE(std::string(chapter) + ", " + snapshot.corpus.name);
        check();
      }
    }
  }
  /// A page: one column in which cards can stand side by side.
  bool chapter_is_one_column() {
    return std::string_view(stage.interface().chapter()) == "compare";
  }
  Stage stage;
};

TEST_P(EveryLayout, cards_are_stacked_with_equal_gaps) {
  in_every_chapter([&] {
    const Places cards = cards_of(stage);
    ASSERT_GE(cards.size(), 5u);
    for (const auto& [name, card] : cards) {
      float nearest = 1e9f;
      bool in_a_row = false;  // of cards of different heights
      for (const auto& [other, place] : cards) {
        if (name == other) continue;
        const bool beside = place.left >= card.right || place.right <= card.left;
        if (beside && chapter_is_one_column() && place.top == card.top) in_a_row = true;
        if (!beside && place.top >= card.top) nearest = std::min(nearest, place.top - card.bottom);
        if (place.left > card.right) {
          EXPECT_GE(place.left - card.right, GetParam().gap - 1) << name << " and " << other;
        }
      }
      if (nearest < 1e9f && !in_a_row) {
        EXPECT_NEAR(nearest, GetParam().gap, 1) << name;
      }
    }
  });
}

TEST_P(EveryLayout, content_keeps_its_distance_from_the_edge_of_a_card) {
  in_every_chapter([&] {
    const Drawing drawing = Drawing::last_frame();
    for (const auto& [name, card] : cards_of(stage)) {
      const Drawing inside = drawing.within(card);
      EXPECT_FALSE(inside.texts.empty()) << name;
      const float padding = GetParam().padding;
      const Box content = card.grown(2 - padding);
      Box ink{1e9f, 1e9f, -1e9f, -1e9f};
      for (const DrawnText& text : inside.texts) {
        EXPECT_TRUE(content.holds(text.box, text.words == "…" ? 20.0f : 3.0f))
            << name << ": " << text.words;
        ink = {std::min(ink.left, text.box.left), std::min(ink.top, text.box.top),
               std::max(ink.right, text.box.right), std::max(ink.bottom, text.box.bottom)};
      }
      for (const DrawnShape& shape : inside.shapes) {
        if (shape.box.holds(card, -2)) continue;  // the background below all cards
        EXPECT_TRUE(card.holds(shape.box, 1.5f))
            << name << " has a shape at " << shape.box.left << ", " << shape.box.top;
      }
      // The content starts at the left edge and near the upper edge.
      EXPECT_LT(ink.top - card.top, padding + 22) << name;
      EXPECT_NEAR(ink.left - card.left, padding, 30) << name;
    }
  });
}

TEST_P(EveryLayout, texts_do_not_overlap) {
  in_every_chapter([&] {
    std::vector<DrawnText> texts = Drawing::last_frame().texts;
    std::sort(texts.begin(), texts.end(),
              [](const DrawnText& a, const DrawnText& b) { return a.box.top < b.box.top; });
    for (std::size_t i = 0; i < texts.size(); ++i) {
      for (std::size_t j = i + 1; j < texts.size() && texts[j].box.top < texts[i].box.bottom; ++j)
        EXPECT_LE(texts[i].box.overlap(texts[j].box), 2.5f)
            << "“" << texts[i].words << "” and “" << texts[j].words << "”";
    }
  });
}

TEST_P(EveryLayout, texts_do_not_cross_the_edge_of_a_control) {
  in_every_chapter([&] {
    const Drawing drawing = Drawing::last_frame();
    for (const auto& [name, place] : stage.interface().controls().all()) {
      if (name.starts_with("card.") || name == "status") continue;
      const Box control = box_of(place);
      for (const DrawnText& text : drawing.texts) {
        if (control.overlap(text.box) <= 2 || text.words == "…") continue;
        EXPECT_TRUE(control.holds(text.box, 2)) << name << ": " << text.words;
      }
    }
  });
}

TEST_P(EveryLayout, controls_do_not_cross_the_edge_of_a_card) {
  in_every_chapter([&] {
    const Places cards = cards_of(stage);
    for (const auto& [name, place] : stage.interface().controls().all()) {
      if (name.starts_with("card.")) continue;
      for (const auto& [card_name, card] : cards) {
        if (card.overlap(box_of(place)) <= 0 || "card." + name == card_name) continue;
        EXPECT_TRUE(card.holds(box_of(place), name == "trouble" ? 1.0f : 0.5f))
            << name << " on " << card_name;
      }
    }
  });
}

TEST_P(EveryLayout, every_card_has_a_background_and_a_border) {
  in_every_chapter([&] {
    const Drawing drawing = Drawing::last_frame();
    const ui::Palette& p = ui::light_palette();
    for (const auto& [name, card] : cards_of(stage)) {
      int grounds = 0, edges = 0;
      for (const DrawnShape& shape : drawing.shapes) {
        if (!shape.box.holds(card, 1.5f) || !card.holds(shape.box, 1.5f)) continue;
        grounds += shape.color == p.surface;
        edges += shape.color == p.border;
      }
      EXPECT_EQ(grounds, 1) << name;
      EXPECT_EQ(edges, 1) << name;
    }
  });
}

TEST_P(EveryLayout, both_themes_place_texts_alike) {
  in_every_chapter([&] {
    ASSERT_TRUE(stage.interface().set_theme("light"));
    stage.frames(3);
    const Drawing light = Drawing::last_frame();
    ASSERT_TRUE(stage.interface().set_theme("dark"));
    stage.frames(3);
    const Drawing dark = Drawing::last_frame();
    ASSERT_TRUE(stage.interface().set_theme("light"));
    ASSERT_EQ(light.texts.size(), dark.texts.size());
    for (std::size_t i = 0; i < light.texts.size(); ++i) {
      EXPECT_EQ(light.texts[i].words, dark.texts[i].words);
      EXPECT_EQ(light.texts[i].box.left, dark.texts[i].box.left) << light.texts[i].words;
      EXPECT_EQ(light.texts[i].box.top, dark.texts[i].box.top) << light.texts[i].words;
    }
  });
}

INSTANTIATE_TEST_SUITE_P(layouts, EveryLayout, testing::ValuesIn(layouts),
                         [](const auto& layout) { return std::string(layout.param.name); });

// All layouts have the same cards, experiments, help marks and plots.
TEST(Layouts, narrow_layouts_show_every_card) {
  std::map<std::string, std::set<std::string>> wide;
  for (const LayoutSize& layout : layouts) {
    Stage stage(layout.width, layout.height);
    stage.snapshot = fake_snapshot();
    stage.snapshot.models[model_kind("rnn").index()].diverged = "The loss was no number.";
    stage.snapshot.models[1].diverged = "The loss was no number.";
    for (const std::string& chapter : chapter_ids()) {
      stage.show(chapter);
      std::set<std::string> names;
      for (const auto& [name, place] : stage.interface().controls().all()) {
        if (name.starts_with("card.") || name.starts_with("try.") || name.ends_with(".help") ||
            name.ends_with(".plot"))
          names.insert(name);
      }
      if (&layout == layouts) wide[chapter] = names;
      EXPECT_EQ(names, wide[chapter]) << layout.name << ", " << chapter;
    }
  }
}

}  // namespace
}  // namespace babble::test
