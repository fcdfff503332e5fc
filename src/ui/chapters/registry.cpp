#include "core/models/registry.h"

#include "ui/chapters/chapter.h"

namespace babble::ui {

Chapter::Transport Chapter::transport(const Frame& frame) const {
  Transport result;
  // The chapter's own model, though a snapshot may not show yet that it is the active one: a press
  // right after the chapter was opened counts.
  const ModelKind kind = this->model().value_or(frame.snapshot.active);
  const app::ModelView& model = frame.snapshot.model(kind);
  result.playing = frame.snapshot.playing && frame.snapshot.active == kind;
  result.enabled = model.unavailable.empty() && model.needs_corpus.empty();
  if (model.kind == model_kind("count")) {  // counted at once; there is nothing to train
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

std::vector<std::unique_ptr<Chapter>> make_chapters() {
  std::vector<std::unique_ptr<Chapter>> chapters;
  chapters.push_back(make_data_chapter());
  chapters.push_back(make_counting_chapter());
  chapters.push_back(make_neural_chapter());
  chapters.push_back(make_batches_chapter());
  chapters.push_back(make_rnn_chapter());
  chapters.push_back(make_compare_chapter());
  return chapters;
}

}  // namespace babble::ui
