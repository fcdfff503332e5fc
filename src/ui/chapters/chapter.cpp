#include "ui/chapters/chapter.h"

#include <algorithm>

#include "core/models/registry.h"

namespace babble::ui {

void Chapter::draw(Frame& frame) {
  update(frame);
  if (!experiments_.open())
    before_ = frame.snapshot.model(model().value_or(frame.snapshot.active)).settings;
  const CardSlot opened{"experiment", Column::right, [this](Frame& f, float) {
                          if (experiments_.draw_open(f)) back_to_defaults(f);
                        }};
  std::vector<const CardSlot*> order;
  if (experiments_.open()) order.push_back(&opened);
  for (const CardSlot& card : cards_) order.push_back(&card);
  std::stable_partition(order.begin(), order.end(), [&](const CardSlot* card) {
    return card == &opened || experiments_.looks_at(card->name);
  });
  draw_cards(frame, order, side_share_);
}

void Chapter::back_to_defaults(Frame& frame) {
  const ModelKind kind = model().value_or(frame.snapshot.active);
  const ModelInfo& info = model_info(kind);
  const Settings& now = frame.snapshot.model(kind).settings;
  if (info.capabilities.trained) {
    frame.post(app::Pause{});
    frame.post(app::Reset{});  // first, so that the run is saved with its own settings
    frame.post(app::LimitSpeed{first_speed()});
  }
  for (const SettingRow& row : settings_table()) {
    if (row.is_data || !info.uses(row.key)) continue;
    // What a lesson has set and hides goes back to what it was.
    const bool hidden = frame.url.suppressed("setting." + std::string(row.key));
    const std::string wanted = row.get(hidden ? before_ : info.defaults);
    if (row.get(now) != wanted) frame.post(app::Set{std::string(row.key), wanted});
  }
}

Chapter::Transport Chapter::transport(const Frame& frame) const {
  Transport result;
  // The chapter's own model, even if the snapshot does not show it as active yet: a press right
  // after opening the chapter counts.
  const ModelKind kind = model().value_or(frame.snapshot.active);
  const app::ModelView& view = frame.snapshot.model(kind);
  result.playing = frame.snapshot.playing && frame.snapshot.active == kind;
  result.enabled = view.unavailable.empty() && view.needs_corpus.empty();
  if (!model_info(kind).capabilities.trained) {
    result.enabled = result.has_speed = false;
    result.play_tip = "Open the chapter of a network to train it";
  }
  return result;
}

void Chapter::play_or_pause(Frame& frame) {
  if (frame.snapshot.playing) {
    frame.post(app::Pause{});
  } else {
    frame.post(app::Play{});
  }
}

void Chapter::step(Frame& frame) { frame.post(app::Step{}); }

void Chapter::reset(Frame& frame) { frame.post(app::Reset{}); }

}  // namespace babble::ui
