// The exercises: each one's set-up is valid and can be undone; the window, its keys and its link.
#include "ui/shell/exercises.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "app/session/session.h"
#include "core/models/registry.h"
#include "core/training/sweep.h"
#include "drawn_test.h"
#include "fake_snapshot.h"

namespace babble::test {
namespace {

class Exercises : public DrawnTest {
 protected:
  void open_with(const std::string& link) {
    stage.interface().open_link(link);
    stage.frames(2);
    ++stage.snapshot.links_opened;
    stage.frames(4);
  }
};

TEST_F(Exercises, a_click_opens_the_chapter_and_shows_the_cards_at_the_top) {
  std::set<std::string> numbers;
  for (const ui::Exercise& exercise : ui::exercises()) {
    const std::string number(exercise.number);
    SCOPED_TRACE(number);
    EXPECT_TRUE(numbers.insert(number).second);
    EXPECT_FALSE(exercise.todo.empty() || exercise.expect.empty());
    Stage one;
    one.snapshot = fake_snapshot();
    one.frames(2);
    one.press_key('e');
    one.click("exercise." + number);
    one.snapshot.active = exercise.model.empty() ? one.snapshot.active : model_kind(exercise.model);
    one.frames(6);
    EXPECT_EQ(exercise.chapter, one.interface().chapter());
    EXPECT_FALSE(one.visible("exercises.close"));
    EXPECT_TRUE(one.visible("card.experiment"));
    const auto& chapters = one.interface().chapters();
    const auto chapter = std::find_if(chapters.begin(), chapters.end(),
                                      [&](const auto& c) { return exercise.chapter == c->id(); });
    bool seen = false;
    for (std::string_view rest = exercise.cards; !rest.empty();) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      const std::string card(rest.substr(0, end));
      EXPECT_TRUE(std::any_of((*chapter)->cards().begin(), (*chapter)->cards().end(),
                              [&](const ui::CardSlot& slot) { return slot.name == card; }))
          << card;
      seen |= one.visible("card." + card);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    EXPECT_TRUE(seen);
  }
}

TEST_F(Exercises, every_set_up_is_accepted_and_can_be_undone) {
  for (const ui::Exercise& exercise : ui::exercises()) {
    SCOPED_TRACE(std::string(exercise.number));
    app::Session session;
    const ModelKind kind = model_kind(exercise.model.empty() ? "rnn" : exercise.model);
    const bool trained = model_info(kind).capabilities.trained;
    session.apply(app::Activate{trained ? kind : model_kind("neural")});
    const ModelKind before = trained ? kind : model_kind("neural");
    const char* key = model_info(before).uses("batch_size") ? "batch_size" : "learning_rate";
    session.apply(app::Set{key, "4"});
    session.apply(app::Step{2});
    while (session.snapshot()->model(before).steps < 2) session.work(5);
    Stage one;
    one.snapshot = *session.snapshot();
    one.frames(2);
    one.press_key('e');
    one.intents.clear();
    one.click("exercise." + std::string(exercise.number));
    one.frames(3);
    for (const app::Intent& intent : one.intents) session.apply(intent);
    const std::shared_ptr<const app::Snapshot> after = session.snapshot();
    for (const auto& notice : after->notices.get()) EXPECT_FALSE(notice.is_error) << notice.text;
    EXPECT_EQ(after->sweep.running, !exercise.sweep.empty());
    EXPECT_EQ(after->race.running, !exercise.race.empty());
    if (after->model(before).steps == 2) continue;  // it was not replaced
    session.apply(app::Undo{});
    EXPECT_EQ(session.snapshot()->model(before).steps, 2);
    EXPECT_EQ(setting_text(session.snapshot()->model(before).settings, key), "4");
  }
}

TEST_F(Exercises, the_list_has_a_link_a_button_and_words) {
  Stage wide(1400, 800);
  wide.snapshot = fake_snapshot();
  wide.frames(3);
  wide.click("exercises");
  EXPECT_TRUE(wide.visible("exercise.E01"));
  stage.frames(3);
  stage.click("help");
  stage.click("dialog.exercises");
  EXPECT_TRUE(stage.visible("exercise.E01"));
  EXPECT_NE(stage.interface().describe(stage.snapshot).find("E01: Count trigrams"),
            std::string::npos);
  EXPECT_NE(stage.interface().link(stage.snapshot, false)->find("exercises=on"), std::string::npos);
  stage.press_key(ui::key_escape);
  stage.frames(2);
  EXPECT_FALSE(stage.visible("exercise.E01"));
  EXPECT_EQ(stage.interface().link(stage.snapshot, false)->find("exercises"), std::string::npos);
  open_with("chapter=rnn&rnn.exercises=on");
  EXPECT_TRUE(stage.visible("exercise.E01"));
  stage.press_key(ui::key_escape);
  open_with("chapter=rnn&hide=chapters");
  EXPECT_FALSE(stage.visible("exercises"));
  stage.press_key('e');
  stage.frames(2);
  EXPECT_FALSE(stage.visible("exercise.E01")) << "they lead away from a lesson";
}

TEST_F(Exercises, a_phone_scrolls_the_list_and_closes_it) {
  Stage phone(390, 844, 2);
  phone.snapshot = fake_snapshot();
  phone.frames(3);
  phone.click("more");
  phone.click("exercises");
  const std::string last = "exercise." + std::string(ui::exercises().back().number);
  const ui::Rectangle place = phone.find(last);
  EXPECT_GT(place.width, 40);
  EXPECT_LT(place.x + place.width, 390);
  phone.click("exercises.close");
  phone.frames(2);
  EXPECT_FALSE(phone.visible(last));
}

}  // namespace
}  // namespace babble::test
