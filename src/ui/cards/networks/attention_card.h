// Where the transformer looks: the attention of every block and head over a text, and what the
// model expects after each block.
#pragma once

#include <deque>
#include <string>

#include "core/models/model_kind.h"
#include "ui/base/frame.h"
#include "ui/cards/common/text_to_read.h"
#include "ui/widgets/heatmap.h"

namespace babble::ui {

class AttentionCard {
 public:
  void draw(Frame& frame, ModelKind kind, float height);

 private:
  /// A small map for each head, a row for each block; a click picks one.
  void draw_heads(Frame& frame, float size);
  /// The picked map; pointing at a row picks the character whose view is shown.
  void draw_map(Frame& frame, float size);
  /// The text, each character as strong as the picked one looks at it.
  void draw_view(Frame& frame, ModelKind kind, float width) const;
  /// Switches the picked head off or on, and says what the model does without those that are off.
  void draw_switch(Frame& frame, float width);
  /// The likeliest next character after each block.
  void draw_blocks(Frame& frame, ModelKind kind, float width) const;

  TextToRead text_;
  int layer_ = 0, head_ = 0;  ///< picked
  int query_ = -1;            ///< position of the picked character; -1: the last
  std::deque<Heatmap> heads_;
  Heatmap map_;
};

/// What the loss is without the heads that are switched off, for screen readers; empty if none is.
std::string describe_silent_heads(const app::Snapshot& snapshot);

}  // namespace babble::ui
