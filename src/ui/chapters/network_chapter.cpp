#include "ui/chapters/network_chapter.h"

#include <algorithm>
#include <utility>

#include "ui/cards/common/introduction_card.h"
#include "ui/cards/common/model_cards.h"

namespace babble::ui {

CardSlot NetworkChapter::introduction_slot(std::string_view title, std::string_view words) {
  return {"introduction", Column::right,
          [=](Frame& f, float) { introduction_card(f, title, words); }};
}

CardSlot NetworkChapter::problem_slot() {
  return {"trouble", Column::left, [this](Frame& f, float) { problem_card(f, view(f)); }};
}

CardSlot NetworkChapter::loss_slot(CardHeight height) {
  return {"loss", Column::left, [this](Frame& f, float h) { loss_.draw(f, view(f), h); }, height};
}

CardSlot NetworkChapter::samples_slot() {
  return {"samples", Column::right, [this](Frame& f, float) { samples_.draw(f, view(f)); }};
}

CardSlot NetworkChapter::experiments_slot() {
  return {"try", Column::right, [this](Frame& f, float) { experiments_.draw(f, experiments(f)); }};
}

CardSlot NetworkChapter::progress_slot() {
  return {"progress", Column::right, [this](Frame& f, float) { progress_card(f, view(f)); }};
}

CardSlot NetworkChapter::settings_slot() {
  return {"settings", Column::right,
          [this](Frame& f, float) { settings_.draw_card(f, kind_, setting_elsewhere()); }};
}

CardSlot NetworkChapter::sweep_slot() {
  return {"sweep", Column::right, [this](Frame& f, float) { sweep_.draw(f, kind_); }};
}

Experiment NetworkChapter::sweep_experiment(std::string_view name, std::string_view title,
                                            std::string_view words, const char* setting,
                                            const char* values, std::int64_t steps) {
  return {name, title, words, "sweep",
          [=, this](Frame& f) { sweep_.start(f, kind_, setting, values, steps); }};
}

CardSlot NetworkChapter::trail_slot() {
  return {"trail", Column::right, [this](Frame& f, float) { trail_card(f, view(f)); }};
}

CardSlot NetworkChapter::presets_slot() {
  return {"presets", Column::right, [this](Frame& f, float) { presets_.draw(f, kind_); }};
}

CardSlot NetworkChapter::code_slot() {
  return {"code", Column::right, [this](Frame& f, float) { code_.draw(f, kind_); }};
}

std::vector<CardSlot> NetworkChapter::usual_cards(std::string_view title, std::string_view words) {
  return {introduction_slot(title, words),
          problem_slot(),
          loss_slot({.narrow = 330, .least = 250, .fills = true}),
          samples_slot(),
          experiments_slot(),
          progress_slot(),
          settings_slot(),
          sweep_slot(),
          trail_slot(),
          presets_slot(),
          code_slot()};
}

void NetworkChapter::add_picture(CardSlot slot) {
  const auto figures = std::find_if(cards_.begin(), cards_.end(),
                                    [](const CardSlot& card) { return card.name == "progress"; });
  cards_.insert(figures, std::move(slot));
}

void NetworkChapter::start_with(Frame& frame, std::initializer_list<app::Set> settings, int steps) {
  // Long enough to be watched, and not much longer: about ten to twenty seconds.
  frame.post(app::LimitSpeed{steps <= 1000 ? 50.0 : steps <= 3000 ? 200.0 : 1000.0});
  frame.post(
      app::Reset{});  // before the settings, so that the run before is kept with its own settings
  for (const app::Set& set : settings) frame.post(set);
  frame.post(app::Step{steps});
}

}  // namespace babble::ui
