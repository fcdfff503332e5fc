// The embedding of every token, or of every position, as a point in the plane: which ones the model
// takes for alike.
#pragma once

#include <deque>

#include "core/models/model_kind.h"
#include "ui/base/frame.h"

namespace babble::ui {

class EmbeddingCard {
 public:
  void draw(Frame& frame, ModelKind kind, float height);

 private:
  /// The places of all tokens in an earlier snapshot, to show how they drift.
  void remember(const app::EmbeddingView& view);
  void draw_plane(Frame& frame, const app::EmbeddingView& view, ModelKind kind, float width,
                  float height);

  std::deque<app::SharedVector<float>> trail_;  ///< oldest first
  std::uint64_t run_ = 0, revision_ = 0;
  int what_ = 0;  ///< 1: positions
};

}  // namespace babble::ui
