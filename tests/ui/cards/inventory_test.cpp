// How many shapes of each colour a card draws. A shape that is missing or drawn twice changes the
// row of its card.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "drawing.h"
#include "fake_snapshot.h"
#include "stage.h"

namespace babble::test {
namespace {

std::string inventory_of(const Drawing& drawing, const Box& place) {
  const ui::Palette& p = ui::light_palette();
  const std::pair<ui::Color, const char*> roles[] = {
      {p.surface, "surface"},  {p.inset, "inset"},
      {p.border, "border"},    {p.grid, "grid"},
      {p.text, "text"},        {p.muted, "muted"},
      {p.faint, "faint"},      {p.accent, "accent"},
      {p.accent_soft, "soft"}, {p.danger, "danger"},
      {p.good, "good"},        {p.train, "train"},
      {p.dev, "dev"},          {p.test, "test"},
      {p.count, "count"},      {p.highlight, "highlight"},
      {p.uniform, "uniform"}};
  std::vector<int> counts(std::size(roles), 0);
  int pictures = 0, mixed = 0;
  for (const DrawnShape& shape : drawing.within(place).shapes) {
    if (shape.box.holds(place, -2)) continue;  // the background below all cards
    if (shape.picture) {
      ++pictures;
      continue;
    }
    std::size_t role = 0;
    while (role < std::size(roles) && roles[role].first != shape.color) ++role;
    ++(role < std::size(roles) ? counts[role] : mixed);
  }
  std::string all;
  const auto add = [&](int count, const char* name) {
    if (count > 0) all += (all.empty() ? "" : ", ") + std::to_string(count) + ' ' + name;
  };
  for (std::size_t i = 0; i < std::size(roles); ++i) add(counts[i], roles[i].second);
  add(mixed, "mixed");
  add(pictures, "pictures");
  return all;
}

TEST(Inventory, every_card_draws_the_same_shapes) {
  const std::map<std::string, std::map<std::string, std::string>> expected{
      {"data",
       {
           {"alphabet", "3 surface, 2 inset, 3 border, 1 faint, 27 count"},
           {"data.settings", "8 surface, 2 inset, 8 border, 5 faint, 2 accent, 2 mixed"},
           {"introduction", "3 surface, 2 border, 1 accent"},
           {"laplace", "5 surface, 5 border, 1 faint, 3 accent, 3 mixed"},
           {"split", "1 surface, 1 border, 1 faint, 2 train, 2 dev, 2 test"},
           {"text", "1 surface, 1 inset, 1 border, 1 faint"},
           {"top", "2 surface, 1 inset, 2 border, 1 faint, 36 mixed"},
           {"try", "4 surface, 3 inset, 1 border, 3 accent"},
           {"zipf", "2 surface, 1 inset, 2 border, 17 grid, 3 text, 3 muted, 2 faint, 702 mixed"},
       }},
      {"counting",
       {
           {"introduction", "1 surface, 1 border"},
           {"orders",
            "1 surface, 1 border, 4 grid, 6 muted, 2 faint, 1 accent, 1 train, 1 dev, 32 uniform"},
           {"presets", "2 surface, 2 border, 1 text, 2 faint, 1 good"},
           {"row", "1 surface, 1 border, 1 faint, 27 count, 36 uniform"},
           {"samples", "2 surface, 2 border, 4 text, 3 muted, 1 faint"},
           {"smoothing",
            "4 surface, 1 inset, 4 border, 2 faint, 1 accent, 1 train, 1 dev, 1 test, 3 uniform, 1 "
            "mixed"},
           {"sweep", "3 surface, 3 border, 1 muted, 1 faint, 1 accent"},
           {"table",
            "4 surface, 2 inset, 3 border, 2 text, 3 muted, 10 faint, 1 accent, 1 danger, 55 "
            "mixed, 1 pictures"},
           {"try", "6 surface, 5 inset, 1 border, 5 accent"},
           {"walk", "7 surface, 2 inset, 7 border, 5 text, 1 faint, 3 accent, 4 danger, 30 mixed"},
           {"word", "2 surface, 3 border, 1 faint"},
       }},
      {"neural",
       {
           {"batching", "2 surface, 1 inset, 2 border, 1 faint"},
           {"code", "1 surface, 1 border, 1 faint"},
           {"example", "4 surface, 1 inset, 5 border, 1 faint, 1 accent, 1 highlight, 26 mixed"},
           {"introduction", "2 surface, 1 inset, 2 border"},
           {"loss",
            "4 surface, 1 inset, 2 border, 14 grid, 3 muted, 2 faint, 1 train, 71 count, 71 "
            "uniform, 2 mixed"},
           {"matrices",
            "7 surface, 1 inset, 3 border, 2 text, 3 muted, 10 faint, 4 danger, 65 mixed, 4 "
            "pictures"},
           {"penalty",
            "5 surface, 5 border, 14 grid, 3 muted, 4 faint, 2 accent, 4 train, 4 count, 34 "
            "uniform, 2 mixed"},
           {"progress", "1 surface, 1 border, 1 faint, 1 train, 1 dev, 1 test, 3 count, 3 uniform"},
           {"samples", "2 surface, 2 border, 4 text, 3 muted, 1 faint"},
           {"settings", "12 surface, 3 inset, 11 border, 8 faint, 3 accent, 4 mixed"},
           {"spellings", "1 surface, 1 border, 3 muted, 1 faint"},
           {"sweep", "5 surface, 1 inset, 5 border, 1 muted, 1 faint, 1 accent"},
           {"trail", "1 surface, 1 border, 3 muted, 1 faint"},
           {"try", "5 surface, 4 inset, 1 border, 4 accent"},
       }},
      {"batches",
       {
           {"counts", "1 surface, 1 border, 1 faint"},
           {"coverage", "1 surface, 1 border, 7 grid, 3 muted, 2 faint, 2 train, 2 dev"},
           {"introduction", "1 surface, 1 border"},
           {"settings", "12 surface, 2 inset, 12 border, 4 text, 5 faint, 3 accent, 3 mixed"},
           {"state", "1 surface, 2 inset, 1 border, 2 faint, 1 accent, 1 soft, 3 danger, 2 good"},
           {"tables", "1 surface, 1 border, 3 muted, 1 faint, 1 train, 1 count, 10 mixed"},
           {"text",
            "1 surface, 1 inset, 2 border, 1 text, 3 muted, 2 faint, 9 train, 1 count, 75 mixed"},
           {"try", "5 surface, 4 inset, 1 border, 4 accent"},
           {"walk", "4 surface, 4 border, 1 accent, 1 mixed"},
       }},
      {"rnn",
       {
           {"code", "1 surface, 1 border, 1 faint"},
           {"gradient",
            "1 surface, 1 border, 17 grid, 6 muted, 3 faint, 1 train, 1 dev, 2 highlight, 33 "
            "uniform, "
            "4 mixed"},
           {"hidden", "2 surface, 2 border, 3 muted, 1 faint, 1 pictures"},
           {"introduction", "1 surface, 1 border"},
           {"loss",
            "5 surface, 2 inset, 3 border, 32 grid, 3 muted, 2 faint, 68 count, 1 highlight, 68 "
            "uniform, 3 mixed"},
           {"progress", "1 surface, 1 border, 1 faint, 1 train, 1 dev, 1 test, 3 count, 3 uniform"},
           {"samples", "5 surface, 4 border, 4 text, 3 muted, 4 faint, 1 accent, 2 mixed"},
           {"settings", "21 surface, 4 inset, 20 border, 13 faint, 8 accent, 7 mixed"},
           {"sweep", "5 surface, 1 inset, 5 border, 1 muted, 1 faint, 1 accent"},
           {"trail", "1 surface, 1 border, 3 muted, 1 faint"},
           {"try", "10 surface, 9 inset, 1 border, 9 accent"},
       }},
      {"compare",
       {
           {"curves",
            "4 surface, 2 inset, 3 border, 16 grid, 3 muted, 2 faint, 1 accent, 2 train, 67 count, "
            "2 highlight, 67 uniform, 4 mixed"},
           {"introduction", "1 surface, 1 border"},
           {"ladder",
            "1 surface, 1 border, 12 grid, 12 text, 3 muted, 1 faint, 1 train, 1 count, 1 "
            "highlight, 1 uniform, 8 mixed"},
           {"samples.count", "1 surface, 1 border, 3 muted"},
           {"samples.gru", "1 surface, 1 border"},
           {"samples.lstm", "1 surface, 1 border"},
           {"samples.mlp", "1 surface, 1 border"},
           {"samples.neural", "1 surface, 1 border, 3 muted"},
           {"samples.ngram", "1 surface, 1 border"},
           {"samples.rnn", "1 surface, 1 border, 3 muted"},
           {"samples.run.1", "1 surface, 1 border, 3 muted"},
           {"samples.run.2", "1 surface, 1 border, 3 muted"},
           {"samples.transformer", "1 surface, 1 border"},
           {"samples.trigram", "1 surface, 1 border"},
           {"second", "2 surface, 2 border, 4 muted, 1 faint"},
           {"race", "10 surface, 2 border, 1 faint, 4 accent, 5 mixed"},
           {"size",
            "1 surface, 1 border, 8 grid, 3 muted, 2 faint, 1 train, 1 count, 1 highlight, 2 "
            "mixed"},
           {"try", "4 surface, 3 inset, 1 border, 3 accent"},
       }},
  };
  Stage stage(1280, 3400);
  stage.snapshot = fake_snapshot();
  for (const auto& [chapter, cards] : expected) {
    stage.show(chapter);
    stage.pass(3);  // animations have ended
    stage.frames(2);
    const Drawing drawing = Drawing::last_frame();
    std::map<std::string, std::string> found;
    for (const auto& [name, place] : stage.interface().controls().all())
      if (name.starts_with("card.")) found[name.substr(5)] = inventory_of(drawing, box_of(place));
    EXPECT_EQ(found, cards) << chapter;
  }
}

}  // namespace
}  // namespace babble::test
