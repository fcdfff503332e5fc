// What the tests of the drawn interface have in common: a stage, and parts of its last frame by the
// names of controls.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "drawing.h"
#include "fake_snapshot.h"
#include "stage.h"

namespace babble::test {

class DrawnTest : public ::testing::Test {
 protected:
  explicit DrawnTest(float width = 1280, float height = 800) : stage(width, height) {
    stage.snapshot = fake_snapshot();
  }
  /// Shows the chapter until its animations have ended.
  void show(std::string_view chapter) {
    stage.show(chapter);
    stage.pass(3);
    stage.frames(2);
    stage.intents.clear();
  }
  /// Shows the chapter while the model is the active one.
  void in(std::string_view chapter, ModelKind kind) {
    stage.snapshot.active = kind;
    stage.show(chapter);
    stage.intents.clear();
  }
  static Box place(Stage& on, const std::string& name) {
    const ui::Rectangle* found = on.interface().controls().find(name);
    EXPECT_NE(found, nullptr) << name;
    return found == nullptr ? Box{} : box_of(*found);
  }
  Box place(const std::string& name) { return place(stage, name); }
  Drawing control(const std::string& name) {
    stage.frames(1);
    return Drawing::last_frame().within(place(name).grown(2));
  }
  Drawing card(const std::string& name) {
    stage.frames(1);
    return Drawing::last_frame().within(place("card." + name));
  }
  /// The lines of a card below its title, cut to `most`.
  std::vector<std::string> lines(const std::string& name, std::size_t from = 1,
                                 std::size_t most = 99) {
    const std::vector<std::string> all = card(name).lines();
    const std::size_t first = std::min(from, all.size());
    return {all.begin() + static_cast<std::ptrdiff_t>(first),
            all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), first + most))};
  }
  void point_at(ImVec2 at) {
    stage.input().mouse_move(at.x, at.y);
    stage.frames(3);
  }
  /// How many intents of that type were posted.
  template <class T>
  int posts() const {
    int count = 0;
    for (const app::Intent& intent : stage.intents) count += std::holds_alternative<T>(intent);
    return count;
  }
  const ui::Palette& p = ui::light_palette();
  Stage stage;
};

}  // namespace babble::test
