#include "ui/chapters/chapter.h"

#include "core/models/registry.h"

namespace babble::ui {

void Chapter::draw(Frame& frame) {
  update(frame);
  draw_cards(frame, cards_, side_share_);
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
    result.enabled = false;
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
